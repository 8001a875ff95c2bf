"""Many labels, one person: who speaks behind ``Interviewer 1``, ``Interviewer1 :`` and ``interviewr``.

A label is kept as the source prints it (white space folded, colon off). The person behind it gets one name
and a role. Labels of a known kind say the role themselves; between plain names the one who asks is the
interviewer, but only where that is clear.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath
from typing import Protocol

from rapidfuzz.distance import OSA

from ingest.model import Problem, Role, Speaker

_WORDS: dict[Role, tuple[str, ...]] = {
    "interviewer": (
        "interviewer", "intervieweur", "intervieweuse", "moderator", "moderateur", "moderatrice",
        "facilitator", "animateur", "animatrice", "researcher", "chercheur", "chercheuse",
        "enqueteur", "enquetrice", "host", "question", "q", "i", "m",
    ),
    "interviewee": (
        "interviewee", "interviewe", "participant", "participante", "respondent", "repondant", "repondante",
        "informant", "enquete", "enquetee", "guest", "invite", "invitee", "answer", "reponse", "r", "p", "a",
    ),
    "other": (
        "speaker notes", "author", "commenter", "narrator", "observer", "translator", "interpreter",
        "interprete", "audience", "everyone", "all",
    ),
    "unknown": (
        "speaker", "unknown speaker", "unknown", "unidentified speaker", "person", "voice",
        "locuteur", "locutrice", "locuteur inconnu", "inconnu",
    ),
}  # fmt: skip
_ROLES: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words}
_SPELT = {
    "interviewe": "Interviewé",
    "enquete": "Enquêté",
    "enquetee": "Enquêtée",
    "speaker notes": "Speaker notes",
}
_OFTEN_MISTYPED = ("interviewer", "interviewee", "intervieweur", "moderator", "participant", "respondent")
_NO_PERSON = frozenset(
    """
    interview interviews interviewed interviewing interviewers interviewees participants
    """.split()  # noqa: SIM905 - words read best as words
)
_WEAK = frozenset(
    """
    q a i r p m question answer reponse host guest invite invitee person voice unknown all everyone
    audience enquete researcher author
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that open ordinary sentences too: a label only where it comes back."""

_NUMBERED = re.compile(r"(?P<word>[a-z]+(?: [a-z]+)?) ?[#n°.]{0,2} ?(?P<number>\d{1,3})?(?P<again> \d{1,3})?")
_LABELLED = re.compile(
    r"(?P<open>[*_]{0,3})(?P<label>[^\W_*][^:\uff1a*_\t]{0,47}?)\s*(?:(?P=open)\s*[:\uff1a]|[:\uff1a](?P=open))(?P<words>\s.*|)$",
    re.DOTALL,
)
_TIGHT = re.compile(r"(?P<label>[^\W\d_][^\W_]{2,15} ?\d{0,2}) ?[:\uff1a](?P<words>[^\s/].*)$", re.DOTALL)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: (?:[^\W\d_][\w.'\u2019-]*|\d{1,3}|\([^()]{1,30}\))){0,3}")
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "la", "le", "da", "du", "di", "el", "al", "bin", "ter", "dos"}
)
_OPENERS = frozenset(
    """
    note example warning hint tip summary update step listen look remember date time place location
    title tags duration recording source sources abstract introduction conclusion motivation
    background context first second third finally result results figure table http https ps so and
    but because anyway basically
    """.split()  # noqa: SIM905 - words read best as words
)
_FURTHEST_COLON = 64
_FEWEST_TURNS = 3
_ASKS_OFTEN = 0.3
_TWICE = 2.0


class Turn(Protocol):
    """Anything with words and the label they stand under."""

    @property
    def speaker(self) -> str | None:
        """The label as printed, or None."""

    @property
    def text(self) -> str:
        """The words."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a label of a known kind says about the person: the word it stems from, a number, a role."""

    word: str
    number: int | None
    name: str
    role: Role
    odd: bool
    """True when more than case and white space had to be put right."""

    @property
    def weak(self) -> bool:
        """True when the word could also begin a sentence, or the letter and number mean something else."""
        return self.word in _WEAK and (self.number is None or len(self.word) == 1)


def fold(label: str) -> str:
    """Return the label as printed, with white space folded and the trailing colon off."""
    return " ".join(label.split()).rstrip(" :\uff1a").strip()


@lru_cache(maxsize=4_096)
def recognise(label: str) -> Known | None:
    """Return what a label of a known kind means (``interviewr`` → Interviewer), or None for a plain name."""
    plain = _plain(fold(label))
    match = _NUMBERED.fullmatch(plain)
    if match is None:
        return _named_role(fold(label), plain)
    word, misspelt = _known_word(match["word"])
    again = match["again"]
    if word is None or (again and int(again) != int(match["number"] or -1)):
        return None
    number = int(match["number"]) if match["number"] else None
    return Known(word, number, _name(word, number), _ROLES[word], odd=misspelt or bool(again))


def split_label(line: str) -> tuple[str, str] | None:
    """Split ``Ann Lee: words`` into label and words when the part before the colon could be a label.

    Whether it is one, the whole file decides: see :func:`labels_among`.
    """
    head = line[:_FURTHEST_COLON]
    if ":" not in head and "\uff1a" not in head:  # or the colon of Chinese and Japanese
        return None
    match = _LABELLED.match(line) or _TIGHT.match(line)
    if match is None:
        return None
    label = fold(match["label"])
    known = recognise(label)
    if known is None and (match.re is _TIGHT or not _looks_like_a_name(label)):
        return None
    if known is not None and known.weak and match.re is _TIGHT:
        return None
    return label, match["words"].strip()


def labels_among(candidates: Mapping[str, int]) -> frozenset[str]:
    """Choose the labels among what stands before a colon: of a known kind, or coming back."""
    counts: Counter[str] = Counter()
    for label, count in candidates.items():
        counts[label.casefold()] += count
    chosen = set()
    for label in candidates:
        known = recognise(label)
        if counts[label.casefold()] > 1 or (known is not None and not known.weak):
            chosen.add(label)
    return frozenset(chosen)


def assign(
    labels: Iterable[tuple[str, int]], questions: Mapping[str, int] | None = None
) -> tuple[Speaker, ...]:
    """Return the people behind the labels, in order of first appearance.

    ``labels`` are printed labels with how many paragraphs stand under each; ``questions`` says how many
    of those ask something, and is needed only to tell plain names apart.
    """
    counts = dict(labels)
    found = {label: recognise(label) for label in counts}
    alone = _only_one_interviewee(known for known in found.values() if known)
    groups: dict[str, list[str]] = {}
    roles: dict[str, Role] = {}
    for label, known in found.items():
        name = fold(label) if known is None else known.name
        if known is not None and known.role == "interviewee" and alone:
            name = _name(known.word, None)
        key = name.casefold()
        groups.setdefault(key, []).append(label)
        roles.setdefault(key, known.role if known else "unknown")
    people = [
        Speaker(_best_name(found, group, counts, alone=alone), roles[key], tuple(group))
        for key, group in groups.items()
    ]
    return tuple(_with_inferred_roles(people, found, counts, questions or {}))


def speakers_of(turns: Iterable[Turn]) -> tuple[Speaker, ...]:
    """Return the people who speak in these paragraphs."""
    counts: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    for turn in turns:
        if turn.speaker is not None:
            counts[turn.speaker] += 1
            questions[turn.speaker] += "?" in turn.text
    return assign(counts.items(), questions)


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


def _plain(label: str) -> str:
    """Lower case, no accents, no brackets for the feminine: ``Interviewé(e)`` → ``interviewe``."""
    letters = unicodedata.normalize("NFKD", label.casefold().replace("(e)", ""))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


def _known_word(word: str) -> tuple[str | None, bool]:
    """Return the known word meant by ``word``, and whether it was misspelt."""
    if word in _ROLES:
        return word, False
    if word in _NO_PERSON:
        return None, False
    close = [known for known in _OFTEN_MISTYPED if OSA.distance(word, known, score_cutoff=2) <= _slips(word)]
    return (min(close, key=lambda known: OSA.distance(word, known)), True) if close else (None, False)


def _slips(word: str) -> int:
    """How many slips of the finger are forgiven: two in a long word, or every short one would match."""
    return 2 if len(word) >= len("interview") and word.startswith("int") else 1


def _name(word: str, number: int | None) -> str:
    name = _SPELT.get(word, word.title())
    if number is None:
        return name
    return f"{name}{number}" if len(word) == 1 else f"{name} {number}"


def _named_role(label: str, plain: str) -> Known | None:
    """``Ann (interviewer)`` and ``Interviewer (Ann)`` name the person and the role."""
    match = re.fullmatch(r"([^()]+) \(([^()]+)\)", plain)
    for part in match.groups() if match else ():
        word = re.sub(r" ?\d+$", "", part.strip())
        if word in _ROLES and word not in _WEAK:
            return Known(word, None, label, _ROLES[word], odd=False)
    return None


def _looks_like_a_name(label: str) -> bool:
    words = label.split()
    if not _NAME.fullmatch(label) or words[0].casefold() in _OPENERS:
        return False
    capitalised = [word[0].isupper() or not word[0].isalpha() or not word[0].islower() for word in words]
    if all(capital or word in _PARTICLES for word, capital in zip(words, capitalised, strict=True)):
        return True
    return len(words) == 1


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
    number = None if alone and known.word in {"interviewee", "interviewe"} else known.number
    return known.name if number == known.number else _name(known.word, number)


def _with_inferred_roles(
    people: list[Speaker],
    found: Mapping[str, Known | None],
    counts: Mapping[str, int],
    questions: Mapping[str, int],
) -> list[Speaker]:
    """Give plain names (and ``Speaker 1``) a role where it is clear who asks."""
    open_ = [
        person for person in people if person.role == "unknown" and _is_somebody(found[person.labels[0]])
    ]
    turns = {person.name: sum(counts[label] for label in person.labels) for person in people}
    asks = {
        person.name: sum(questions.get(label, 0) for label in person.labels) / max(1, turns[person.name])
        for person in people
    }
    roles: dict[str, Role] = {}
    asker = (
        _who_asks(open_, turns, asks) if not any(person.role == "interviewer" for person in people) else None
    )
    if asker:
        roles[asker] = "interviewer"
    most = max((asks[p.name] for p in people if p.role == "interviewer" or p.name == asker), default=None)
    if most is not None and not any(person.role == "interviewee" for person in people):
        roles.update(
            (person.name, "interviewee")
            for person in open_
            if person.name != asker
            and turns[person.name] >= _FEWEST_TURNS
            and asks[person.name] * _TWICE <= most
        )
    return [replace(person, role=roles.get(person.name, person.role)) for person in people]


def _is_somebody(known: Known | None) -> bool:
    """A plain name or ``Speaker 1`` is one person; ``Unknown Speaker`` may be anybody."""
    return known is None or known.number is not None


def _who_asks(people: Sequence[Speaker], turns: Mapping[str, int], asks: Mapping[str, float]) -> str | None:
    """Return the one who asks at least twice as often as anybody else, if that is clear."""
    often = sorted((p.name for p in people if turns[p.name] >= _FEWEST_TURNS), key=lambda name: -asks[name])
    if len(often) < len(people) or len(often) < 2 or asks[often[0]] < _ASKS_OFTEN:  # noqa: PLR2004
        return None
    return often[0] if asks[often[0]] >= _TWICE * asks[often[1]] else None
