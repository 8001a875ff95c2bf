"""Words of a text that others take the place of, and where everything on the text is then.

::

    edits = Edits(((5, 9, "P1"),))      # "Ask Anna now" -> "Ask P1 now"
    edits.start(10), edits.end(9)       # (8, 6)

An edge inside of a name goes to the edge of what stands for it: a span never begins or ends within it. Which
edges these were, and how far inside, is in the hands of who asks, so that it can be taken back exactly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ingest.merge.alignment import OffsetMap

Edit = tuple[int, int, str]
"""From where to where in the old text, and what stands there now."""


@dataclass(frozen=True)
class Edits:
    """Edits of one text, in text order; no two overlap. Offsets outside of the text stay outside of it."""

    every: tuple[Edit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.every)

    def __len__(self) -> int:
        return len(self.every)

    def applied(self, text: str) -> str:
        """Return the text with the edits made."""
        parts, done = [], 0
        for start, end, words in self.every:
            parts += [text[done:start], words]
            done = end
        return "".join((*parts, text[done:]))

    def inverse(self, text: str) -> Edits:
        """Return the edits that lead back to ``text``, the one before."""
        shifts = zip(self.every, self._shifts, strict=False)
        back = ((start + by, start + by + len(words), text[start:end]) for (start, end, words), by in shifts)
        return Edits(tuple(back))

    def moved(self, by: int) -> Edits:
        """Return the edits of a text in which this one begins at ``by``."""
        return Edits(tuple((start + by, end + by, words) for start, end, words in self.every))

    def start(self, at: int) -> int:
        """Return where something begins that began at an offset."""
        inside = self._inside(at)
        return self.place(at) if inside is None else self.place(self.every[inside][0])

    def end(self, at: int) -> int:
        """Return where something ends that ended at an offset."""
        inside = self._inside(at)
        return self.place(at) if inside is None else self.place(self.every[inside][1])

    def depth(self, at: int) -> int | None:
        """Return how many characters of a name are ahead of an offset inside of it; None outside of names."""
        inside = self._inside(at)
        return None if inside is None else at - self.every[inside][0]

    def place(self, at: int) -> int:
        """Return where an offset is that is not inside of a name."""
        return at + self._shifts[bisect_right(self._ends, at)]

    def within(self, at: int, depth: int, *, ends: bool = False) -> int | None:
        """Return where the edge is, so far inside of the words that come for a name, where that can be."""
        number = bisect_left(self._ends if ends else self._starts, at)
        if number >= len(self.every):
            return None
        start, end, words = self.every[number]
        if (end if ends else start) != at or not 0 < depth < len(words):
            return None
        return start + self._shifts[number] + depth

    def offsets(self, old: str, new: str) -> OffsetMap:
        """Return the edits as a map from one text to the other."""
        runs, done = [], 0
        for (start, end, _), by in zip(self.every, self._shifts, strict=False):
            runs.append((done, done + by, start - done))
            done = end
        runs.append((done, done + self._shifts[-1], len(old) - done))
        return OffsetMap(old, new, tuple(run for run in runs if run[2]))

    def _inside(self, at: int) -> int | None:
        number = bisect_left(self._starts, at) - 1
        return number if number >= 0 and at < self._ends[number] else None

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self.every]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end, _ in self.every]

    @cached_property
    def _shifts(self) -> list[int]:
        """By how much the text is shifted ahead of each edit, and behind the last one."""
        shifts = [0]
        for start, end, words in self.every:
            shifts.append(shifts[-1] + len(words) - (end - start))
        return shifts


def joined(parts: Iterable[tuple[int, Edits]]) -> Edits:
    """Return the edits of a text of which these are parts, each with the offset where it begins."""
    return Edits(tuple(edit for at, edits in parts for edit in edits.moved(at).every))
