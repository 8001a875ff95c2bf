"""Two versions of one text, and where each place of the old one is in the new one.

One interview arrives as several files whose words differ a little: a name redacted, a slip corrected, a
paragraph split. A code on the words of one version belongs on the same words of the other::

    align("We use Acme for this", "We use Company 1 for this").span(7, 11)  ->  Placed(7, 16, 0.0)
    align("We use Acme for this", "We use Company 1 for this").span(12, 20) ->  Placed(17, 25, 1.0)

White space and case make no difference. Offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from ingest.merge.common_words import Block, equal_characters, equal_words, joined

_SMALL_GAP = 120
"""A changed stretch up to this many characters on both sides is one place: its words stand for each other."""
_LEAST_PLACED = 0.5
"""A span of which less than this share has a place in the new text has none."""
_ALIKE = 0.6
"""Changed words this much alike are compared character by character (a slip, not another word)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a span is in the new text; ``kept`` is the share of its characters that are still the same."""

    start: int
    end: int
    kept: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the old text and the words in their place in the new one; one of both may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True)
class OffsetMap:
    """Where every place of ``old`` is in ``new``; ``runs`` are the equal characters, in order."""

    old: str
    new: str
    runs: tuple[Block, ...]

    def span(self, start: int, end: int) -> Placed | None:
        """Return where the words from ``start`` to ``end`` are now, or None when they are not there.

        White space at the edges of the span is left out. An empty span is a position: it goes with the
        character that follows it.
        """
        words = self.old[start:end]
        first = start + len(words) - len(words.lstrip())
        last = start + len(words.rstrip())
        if first >= last:
            return self._position(start)
        new_first, new_last = self._first(first), self._last(last)
        kept, placed = self._shares(first, last)
        if placed < _LEAST_PLACED or new_first >= new_last:
            return None
        return Placed(new_first, new_last, kept)

    def _position(self, at: int) -> Placed | None:
        if at >= len(self.old):
            return Placed(len(self.new), len(self.new), 1.0)
        gap = self._gap(at)
        if gap is None or _is_small(gap):
            where = self._first(at)
            return Placed(where, where, 1.0 if gap is None else 0.0)
        return None

    def _first(self, at: int) -> int:
        """Return the new place of the character at ``at``, the first one of a span."""
        gap = self._gap(at)
        if gap is None:
            return self._moved(at)
        if not _is_small(gap):
            return gap.new_end
        inside = self.new[gap.new_start : gap.new_end]
        return gap.new_start + len(inside) - len(inside.lstrip())

    def _last(self, end: int) -> int:
        """Return the new end of a span whose last character is before ``end``."""
        gap = self._gap(end - 1)
        if gap is None:
            return self._moved(end - 1) + 1
        if not _is_small(gap):
            return gap.new_start
        return gap.new_start + len(self.new[gap.new_start : gap.new_end].rstrip())

    def _shares(self, start: int, end: int) -> tuple[float, float]:
        """Return the share of the span's characters that are kept, and that have a place at all."""
        total = same = near = 0
        at = start
        while at < end:
            gap = self._gap(at)
            if gap is None:
                run = self.runs[self._run(at)]
                until = min(end, run[0] + run[2])
                size = _ink(self.old[at:until])
                same += size
            else:
                until = min(end, gap.end)
                size = _ink(self.old[at:until])
                near += size if _is_small(gap) and gap.new_start < gap.new_end else 0
            total += size
            at = until
        return same / total, (same + near) / total

    @cached_property
    def _starts(self) -> list[int]:
        return [run[0] for run in self.runs]

    def _run(self, at: int) -> int:
        """Return the number of the last run that begins at or before ``at``; -1 when there is none."""
        return bisect_right(self._starts, at) - 1

    def _moved(self, at: int) -> int:
        old, new, _ = self.runs[self._run(at)]
        return new + at - old

    def _gap(self, at: int) -> Difference | None:
        """Return the changed stretch that the character at ``at`` lies in, or None when it is kept."""
        number = self._run(at)
        before = self.runs[number] if number >= 0 else (0, 0, 0)
        if at < before[0] + before[2]:
            return None
        nobody = (len(self.old), len(self.new), 0)
        after = self.runs[number + 1] if number + 1 < len(self.runs) else nobody
        return Difference(before[0] + before[2], after[0], before[1] + before[2], after[1])


def align(old: str, new: str) -> OffsetMap:
    """Return the map from the offsets of ``old`` to those of ``new``, two versions of one text."""
    if old == new:
        return OffsetMap(old, new, ((0, 0, len(old)),) if old else ())
    runs = equal_words(old, new)
    finer = [run for gap in _gaps(runs, len(old), len(new)) for run in _letters(gap, old, new)]
    return OffsetMap(old, new, tuple(joined(sorted([*runs, *finer]))))


def differences(old: str, new: str) -> tuple[Difference, ...]:
    """Return the stretches of words in which two versions differ; white space and case do not count."""
    if old == new:
        return ()
    found = (_trimmed(gap, old, new) for gap in _gaps(equal_words(old, new), len(old), len(new)))
    return tuple(gap for gap in found if gap.start < gap.end or gap.new_start < gap.new_end)


def _letters(gap: Difference, old: str, new: str) -> list[Block]:
    """Return the equal characters of two changed stretches that are a slip of each other."""
    before, after = old[gap.start : gap.end], new[gap.new_start : gap.new_end]
    if not before or not after or not _is_small(gap) or Indel.normalized_similarity(before, after) < _ALIKE:
        return []
    return [(gap.start + a, gap.new_start + b, size) for a, b, size in equal_characters(before, after)]


def _gaps(runs: Sequence[Block], size: int, other: int) -> Iterator[Difference]:
    a = b = 0
    for next_a, next_b, count in [*runs, (size, other, 0)]:
        if a < next_a or b < next_b:
            yield Difference(a, next_a, b, next_b)
        a, b = next_a + count, next_b + count


def _trimmed(gap: Difference, old: str, new: str) -> Difference:
    """Return the gap without white space at its edges."""
    before, after = old[gap.start : gap.end], new[gap.new_start : gap.new_end]
    start = gap.start + len(before) - len(before.lstrip())
    new_start = gap.new_start + len(after) - len(after.lstrip())
    return Difference(
        start,
        max(start, gap.start + len(before.rstrip())),
        new_start,
        max(new_start, gap.new_start + len(after.rstrip())),
    )


def _is_small(gap: Difference) -> bool:
    return gap.end - gap.start <= _SMALL_GAP and gap.new_end - gap.new_start <= _SMALL_GAP


def _ink(text: str) -> int:
    """Return the number of characters that are no white space."""
    return len("".join(text.split()))
