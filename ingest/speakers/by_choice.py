"""Who is behind the labels, as a person says: labels joined, taken apart, named, given roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from ingest.model import Role, Speaker, Transcript
from ingest.speakers.known_labels import fold


class Chosen(Protocol):
    """One person as somebody says: a name, the labels behind which this person is, and perhaps a role."""

    @property
    def name(self) -> str:
        """What the person is called."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels as printed; case and white space do not matter."""

    @property
    def role(self) -> Role | None:
        """The role; without one, it stays that of the first label that is there."""


def with_speakers(transcript: Transcript, chosen: Iterable[Chosen]) -> Transcript:
    """Return the transcript with the people whom somebody chose; labels it does not have are passed over."""
    people = list(transcript.speakers)
    for each in chosen:
        people = _with(people, each)
    return transcript if tuple(people) == transcript.speakers else replace(transcript, speakers=tuple(people))


def _with(people: Sequence[Speaker], chosen: Chosen) -> list[Speaker]:
    wanted = {_key(label) for label in chosen.labels}
    mine = tuple(label for person in people for label in person.labels if _key(label) in wanted)
    if not mine:
        return list(people)
    first = next(person for person in people if mine[0] in person.labels)
    same = next((person for person in people if person.name == chosen.name), None)
    role = chosen.role or (same or first).role
    kept: list[Speaker] = []
    for person in people:
        left = tuple(label for label in person.labels if label not in mine)
        if person is (same or first):
            labels = (*left, *mine) if person is same else mine
            if person is not same and left:
                kept.append(replace(person, labels=left))
            kept.append(Speaker(chosen.name, role, labels))
        elif left:
            kept.append(replace(person, labels=left))
    return kept


def _key(label: str) -> str:
    return fold(label).casefold()
