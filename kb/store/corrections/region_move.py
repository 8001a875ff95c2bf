"""Where something on a document is after some of its paragraphs were retyped; all else only shifts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.merge.alignment import OffsetMap
from ingest.merge.common_words import joined
from kb.store.corrections.word_moves import WordMove

Remembered = Mapping[str, Sequence[int | None]]
"""Where spans were and where they were put: by what it is, start and end before, start and end after.

They count from the start of the retyped paragraphs; None where the span goes beyond these, and for both
where its words were gone.
"""


@dataclass
class RegionMove:
    """From places in a document to places in it after the paragraphs from ``start`` on became other ones.

    ``back`` is what an earlier change remembered that is taken back now: then each span returns exactly to
    where it was. ``starts`` and ``ends`` do so for what files have. What touches the paragraphs is
    remembered in ``remembered``.
    """

    start: int
    words: WordMove
    back: Remembered = field(default_factory=dict)
    starts: Mapping[int, int] = field(default_factory=dict)
    ends: Mapping[int, int] = field(default_factory=dict)
    remembered: dict[str, list[int | None]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """Where the paragraphs ended."""
        return self.start + len(self.words.old)

    @property
    def longer(self) -> int:
        """By how many characters the document grows."""
        return len(self.words.new) - len(self.words.old)

    def whole(self, old: str, new: str) -> OffsetMap:
        """Return the move as a map of the whole text, ``old`` before and ``new`` after."""
        inside = ((self.start + a, self.start + b, size) for a, b, size in self.words.runs)
        after = self.end, self.end + self.longer, len(old) - self.end
        runs = ((0, 0, self.start), *inside, after)
        return OffsetMap(old, new, tuple(joined([run for run in runs if run[2]])))

    def touches(self, start: int, end: int) -> bool:
        """Whether a span has to do with the paragraphs."""
        if start == end:
            return self.start <= start <= self.end
        return start < self.end and end > self.start

    def place(self, start: int, end: int, *called: str, of_files: bool = False) -> tuple[int, int] | None:
        """Return where a span is now, None when all its words are gone.

        ``called``: under which name it is remembered, and under which others it may have been.
        """
        if (back := self._returned(start, end, *called)) is not None:
            self._remember(called[0], (start, end), back)
            return back
        if not self.touches(start, end):
            return (start, end) if end <= self.start else (start + self.longer, end + self.longer)
        begins, ends = start >= self.start, end <= self.end
        known = [self.back[name] for name in called if name in self.back]
        first = self._start(start, known, of_files=of_files) if begins else start
        last = self._end(end, known, of_files=of_files) if ends else end + self.longer
        if start == end:
            first = last = min(first, self.start + len(self.words.new))
        elif not begins and last <= self.start:  # nor does it end with a line break, or begin with one
            last = max(self.start - 1, start + 1)
        elif not ends and first >= self.start + len(self.words.new):
            first = min(self.start + len(self.words.new) + 1, last - 1)
        is_gone = begins and ends and start < end and first >= last
        if called:
            self._remember(called[0], (start, end), None if is_gone else (first, last))
        return None if is_gone else (first, last)

    def _remember(self, name: str, before: tuple[int, int], after: tuple[int, int] | None) -> None:
        start, end = before
        begins, ends = self.start <= start <= self.end, self.start <= end <= self.end
        if after is not None and not self.touches(start, end):  # it comes to reach into the paragraphs again
            begins, ends = start > self.end, end <= self.start
        first, last = after or (None, None)
        self.remembered[name] = [
            start - self.start if begins else None,
            end - self.start if ends else None,
            first - self.start if begins and first is not None else None,
            last - self.start if ends and last is not None else None,
        ]

    def concerns(self, start: int, end: int, *called: str) -> bool:
        """Whether a span has to do with the paragraphs, or had before what is taken back now."""
        return self.touches(start, end) or self._returned(start, end, *called) is not None

    def _returned(self, start: int, end: int, *called: str) -> tuple[int, int] | None:
        """Return where a span is that comes to reach into the paragraphs again, as it did before."""
        for name in called:
            first, last, then_first, then_last = self.back.get(name, (None, None, None, None))
            if last is not None and then_last is not None and end == self.start + then_last <= self.start:
                return start, self.start + last
            if first is not None and then_first is not None and start == self.start + then_first > self.end:
                return self.start + first, end + self.longer
        return None

    def lost(self, *called: str) -> tuple[int, int] | None:
        """Return where a span is again whose words were gone since the change that is taken back now."""
        for name in called:
            first, last, *then = self.back.get(name, (None, None, 0, 0))
            if first is not None and last is not None and then == [None, None]:
                return self.start + first, self.start + last
        return None

    def _start(self, at: int, known: Sequence[Sequence[int | None]], *, of_files: bool) -> int:
        inside = at - self.start
        for first, _, then, _ in known:
            if then == inside and first is not None:
                return self.start + first
        if of_files and inside in self.starts:
            return self.start + self.starts[inside]
        return self.start + self.words.start(inside)

    def _end(self, at: int, known: Sequence[Sequence[int | None]], *, of_files: bool) -> int:
        inside = at - self.start
        for _, last, _, then in known:
            if then == inside and last is not None:
                return self.start + last
        if of_files and inside in self.ends:
            return self.start + self.ends[inside]
        return self.start + self.words.end(inside)


@dataclass(frozen=True)
class Layout:
    """Where each paragraph of a document begins and ends."""

    starts: Sequence[int]
    ends: Sequence[int]

    def paragraphs(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions of the first and the last paragraph that a span touches."""
        if start == end:
            at = max(0, bisect_right(self.starts, start) - 1)
            return at, at
        first = min(bisect_right(self.ends, start), len(self.ends) - 1)
        return first, max(first, bisect_left(self.starts, end) - 1)


@dataclass(frozen=True)
class PositionShift:
    """Where paragraphs stand after ``before`` of them, from the position ``first`` on, became ``after``."""

    first: int
    before: int
    after: int

    def position(self, of: int, count: int) -> int | None:
        """Return where some paragraphs begin now, None when some of them are among those replaced."""
        if of + count <= self.first:
            return of
        return of + self.after - self.before if of >= self.first + self.before else None
