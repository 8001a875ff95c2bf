"""Who asks and who answers: one person with a name and a role behind one or several labels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from ingest.digits import number_of
from ingest.model import Problem, Role, Speaker
from ingest.speakers.known_labels import Known, fold, name_of, recognise

_FEWEST_TURNS = 2
_ASKS_OFTEN = 0.3
_TWICE = 2.0
_ASKS = re.compile(r"[?？؟;](?=[\s\"'”’»)\]]|$)|[?？؟]")
_DECORATION = re.compile(
    r"\s*(?:\[[^\]]*\]|\((?:guest|host|gast|invité|ext(?:ern\w*)?|you|[a-z]+/[a-z]+(?:/[a-z]+)?|\d{1,2})\)|\|.*)",
    re.IGNORECASE,
)
_SAME = re.compile(r"(?P<word>[^\W\d_]+)[ _-]?(?P<zeros>0*)(?P<number>\d+)")


class Turn(Protocol):
    """Anything with words and the label they stand under."""

    @property
    def speaker(self) -> str | None:
        """The label as printed, or None."""

    @property
    def text(self) -> str:
        """The words."""


@dataclass
class _Voice:
    """What was heard under one or several labels of one person."""

    labels: list[str] = field(default_factory=list)
    role: Role = "unknown"
    is_word: bool = False
    """Whether a whole word names the role; a letter is only a hint."""
    turns: int = 0
    questions: int = 0
    words: int = 0

    @property
    def asks(self) -> float:
        """The share of turns that ask something."""
        return self.questions / max(1, self.turns)


def assign(
    labels: Iterable[tuple[str, int]],
    questions: Mapping[str, int] | None = None,
    words: Mapping[str, int] | None = None,
) -> tuple[Speaker, ...]:
    """Return the people behind the labels, in order of first appearance.

    ``labels`` are printed labels with how many paragraphs stand under each; ``questions`` says how many of
    those ask something and ``words`` how long they are together: what people do tells plain names apart.
    """
    counts = dict(labels)
    found = {label: recognise(label) for label in counts}
    alone = _only_one_interviewee(known for known in found.values() if known)
    keys = _keys(found, alone=alone)
    voices: dict[str, _Voice] = defaultdict(_Voice)
    for label, known in found.items():
        voice = voices[keys[label]]
        if known is not None and not voice.labels:
            voice.role, voice.is_word = known.role, len(known.word) > 1
        voice.labels.append(label)
        voice.turns += counts[label]
        voice.questions += (questions or {}).get(label, 0)
        voice.words += (words or {}).get(label, 0)
    heard = list(voices.values())
    if heard and questions is not None:
        _by_behaviour(heard, found)
    return tuple(
        Speaker(_best_name(found, voice.labels, counts, alone=alone), voice.role, tuple(voice.labels))
        for voice in heard
    )


def speakers_of(turns: Iterable[Turn]) -> tuple[Speaker, ...]:
    """Return the people who speak in these paragraphs."""
    counts: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for turn in turns:
        if turn.speaker is not None:
            counts[turn.speaker] += 1
            questions[turn.speaker] += bool(_ASKS.search(turn.text))
            words[turn.speaker] += len(turn.text)
    return assign(counts.items(), questions, words)


def odd_labels(path: PurePath, turns: Iterable[Turn]) -> tuple[Problem, ...]:
    """Report, once a file, every label in which more than case and white space had to be put right."""
    counts = Counter(turn.speaker for turn in turns if turn.speaker is not None)
    odd = [
        f"{label!r} ({count}x) as {known.name}"
        for label, count in counts.items()
        if (known := recognise(label)) is not None and known.odd
    ]
    if not odd:
        return ()
    return (Problem(path, "", f"odd speaker labels, read as: {', '.join(odd)}", "warning"),)


def bare_name(label: str) -> str:
    """Return a label without what a program adds to a name: ``[EXT]``, ``(Guest)``, ``| Company``."""
    return _DECORATION.sub("", label).strip() or label


# --- which labels are one person ----------------------------------------------------------------------------


def _keys(found: Mapping[str, Known | None], *, alone: bool) -> dict[str, str]:
    """Give the labels of one person one key: case, spaces, decoration and a number's zeros make no other."""
    keys: dict[str, str] = {}
    for label, known in found.items():
        name = fold(bare_name(label)) if known is None else known.name
        if known is not None and known.role == "interviewee" and alone and len(known.word) > 1:
            name = name_of(known.word, None)
        keys[label] = name.casefold().rstrip(" .")
    padded: dict[tuple[str, int], set[str]] = defaultdict(set)
    for key in keys.values():
        if match := _SAME.fullmatch(key):
            padded[match["word"], number_of(match["number"])].add(key)
    for forms in padded.values():
        plain = [form for form in forms if not _zeros(form)]
        if len(forms) == 2 and plain:  # noqa: PLR2004 - P7 and P07 are one; P07 and P007 are not
            keys = {label: plain[0] if key in forms else key for label, key in keys.items()}
    return keys


def _zeros(key: str) -> str:
    match = _SAME.fullmatch(key)
    return match["zeros"] if match else ""


def _only_one_interviewee(known: Iterable[Known]) -> bool:
    """``Interviewee1`` where there is no ``Interviewee2`` is just the interviewee."""
    numbers = {person.number for person in known if person.word in {"interviewee", "interviewe"}}
    return bool(numbers) and numbers <= {None, 1}


def _best_name(
    found: Mapping[str, Known | None], group: Sequence[str], counts: Mapping[str, int], *, alone: bool
) -> str:
    known = found[group[0]]
    if known is None:
        return fold(max(group, key=lambda label: counts[label]))
    if alone and known.word in {"interviewee", "interviewe"}:
        return known.name.rstrip("0123456789 ") or known.name
    return known.name


# --- who asks -----------------------------------------------------------------------------------------------


def _by_behaviour(voices: Sequence[_Voice], found: Mapping[str, Known | None]) -> None:
    """Give roles by what people do; a word for a role stands, a letter gives way."""
    hints = {id(voice): voice.role for voice in voices if not voice.is_word}
    for voice in voices:
        if not voice.is_word:
            voice.role = "unknown"
    people = [voice for voice in voices if _is_somebody(found[voice.labels[0]])]
    if not any(voice.role == "interviewer" for voice in voices):
        asker = _who_asks(people, hints, first=voices[0])
        if asker is not None:
            asker.role = "interviewer"
    _answer(people, hints)


def _who_asks(people: Sequence[_Voice], hints: Mapping[int, Role], first: _Voice) -> _Voice | None:
    """Return the one who clearly asks more often, or whom a letter names that nothing contradicts."""
    open_ = [voice for voice in people if voice.role == "unknown"]
    most = max((voice.turns for voice in open_), default=0)
    heard = (v for v in open_ if v.turns > _FEWEST_TURNS or _TWICE * v.turns >= most >= _FEWEST_TURNS)
    often = sorted(heard, key=lambda voice: -voice.asks)
    if len(often) > 1 and often[0].asks >= _ASKS_OFTEN and often[0].asks >= _TWICE * often[1].asks:
        return often[0]
    answers = any(voice.role == "interviewee" for voice in people)
    if len(open_) == 1 and answers and open_[0].asks >= _ASKS_OFTEN:
        return open_[0]
    hinted = [voice for voice in open_ if hints.get(id(voice)) == "interviewer"]
    if len(hinted) == 1 and hinted[0].asks >= max(voice.asks for voice in open_):
        return hinted[0]
    if (
        len(often) > 1
        and often[0] is first
        and often[0].asks > often[1].asks
        and often[0].words < often[1].words
    ):
        return first
    return None


def _answer(people: Sequence[_Voice], hints: Mapping[int, Role]) -> None:
    """Name those who answer: the only other voice beside who asks, or those who speak and ask little."""
    askers = [voice for voice in people if voice.role == "interviewer"]
    open_ = [voice for voice in people if voice.role == "unknown"]
    if not askers:
        return
    most = max(voice.asks for voice in askers)
    known = any(voice.role == "interviewee" for voice in people)
    for voice in open_:
        only = len(open_) == 1 and not known
        little = voice.asks * _TWICE <= most and voice.turns >= _FEWEST_TURNS + 1
        if only or little or hints.get(id(voice)) == "interviewee":
            voice.role = "interviewee"


def _is_somebody(known: Known | None) -> bool:
    """A plain name, a role or ``Speaker 1`` is one person; ``Unknown Speaker`` may be anybody."""
    return known is None or known.role != "unknown" or known.number is not None
