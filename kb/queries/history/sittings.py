"""Sittings: what one person did in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.queries.history.entries import Entry

PAUSE = timedelta(minutes=30)
"""A longer pause ends a sitting: web statistics count visits so, and a coder who reads a long answer twice
before coding it seldom takes that long."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person did without a pause of :data:`PAUSE`; ``entries`` are newest first."""

    who: str
    entries: tuple[Entry, ...]

    @property
    def begun(self) -> datetime:
        """When the first of its actions was."""
        return min(entry.at for entry in self.entries)

    @property
    def ended(self) -> datetime:
        """When the last of its actions was."""
        return max(entry.at for entry in self.entries)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that it touched."""
        return tuple(dict.fromkeys(name for entry in self.entries for name in entry.documents))


def sittings(entries: Iterable[Entry]) -> list[Sitting]:
    """Group entries (newest first) by sitting, in the order of the newest action of each.

    Two people who work at the same time have a sitting each. What comes after what is told by the numbers of
    the rows; the clock only says how long a pause was, and one that jumped, either way, ends the sitting.
    """
    found: list[list[Entry]] = []
    current: dict[str, list[Entry]] = {}
    for entry in entries:
        sitting = current.get(entry.who)
        if sitting is None or abs(sitting[-1].at - entry.at) >= PAUSE:
            sitting = current[entry.who] = []
            found.append(sitting)
        sitting.append(entry)
    return [Sitting(each[0].who, tuple(each)) for each in found]
