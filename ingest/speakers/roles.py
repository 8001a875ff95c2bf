"""Who asks and who answers: one person with a name and a role behind one or several labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Protocol

from ingest.model import Problem, Role, Speaker
from ingest.speakers.known_labels import Known, fold, name_of, recognise

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
            name = name_of(known.word, None)
        key = name.casefold()
        groups.setdefault(key, []).append(label)
        roles.setdefault(key, known.role if known else "unknown")
    people = [
        Speaker(_bestname_of(found, group, counts, alone=alone), roles[key], tuple(group))
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


def _only_one_interviewee(known: Iterable[Known]) -> bool:
    """``Interviewee1`` where there is no ``Interviewee2`` is just the interviewee."""
    numbers = {person.number for person in known if person.word in {"interviewee", "interviewe"}}
    return bool(numbers) and numbers <= {None, 1}


def _bestname_of(
    found: Mapping[str, Known | None], group: Sequence[str], counts: Mapping[str, int], *, alone: bool
) -> str:
    known = found[group[0]]
    if known is None:
        return fold(max(group, key=lambda label: counts[label]))
    number = None if alone and known.word in {"interviewee", "interviewe"} else known.number
    return known.name if number == known.number else name_of(known.word, number)


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
