"""Which paragraphs two copies of a text share, in time that hostile and very long texts cannot draw out.

Texts of ordinary length are compared by :class:`difflib.SequenceMatcher`, the longest stretch first. Where
that would take too many steps, what both begin and end with is taken off, and paragraphs that occur once in
each, in the order of both, cut the rest into pieces, which are then compared alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Block = tuple[int, int, int]
"""Paragraphs that are the same: from where in the old text, from where in the new one, how many."""
Region = tuple[int, int, int, int]
"""Paragraphs of the old text from, to, and of the new one from, to."""
STEPS = 20_000_000
"""Steps that comparisons by the longest stretch may take, at worst, for two texts."""
_DEPTH = 40
"""How often pieces are cut into pieces."""


def same_paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return the stretches that two texts share, none next to another, in the order of both."""
    found: list[Block] = []
    for first, begin, size in sorted(_Comparison(old, new, STEPS).blocks()):
        if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (first, begin):
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + size)
        else:
            found.append((first, begin, size))
    return found


def changed_paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Region]:
    """Return the stretches that differ."""
    found: list[Region] = []
    at_old = at_new = 0
    for first, begin, size in [*same_paragraphs(old, new), (len(old), len(new), 0)]:
        if at_old < first or at_new < begin:
            found.append((at_old, first, at_new, begin))
        at_old, at_new = first + size, begin + size
    return found


@dataclass
class _Comparison:
    old: Sequence[str]
    new: Sequence[str]
    left: int

    def blocks(self) -> Iterator[Block]:
        """Compare piece by piece."""
        waiting = [((0, len(self.old), 0, len(self.new)), 0)]
        while waiting:
            region, depth = waiting.pop()
            first, last, begin, end = region
            if first == last or begin == end:
                continue
            if (steps := self._steps(region)) <= self.left:
                self.left -= steps
                yield from self._longest_first(region)
                continue
            ends, inner = self._same_ends(region)
            yield from ends
            cuts = self._cuts(inner) if depth < _DEPTH else []
            yield from cuts
            waiting += ((piece, depth + 1) for piece in _between(inner, cuts)) if cuts else ()

    def _steps(self, region: Region) -> int:
        """How many steps comparing a piece by its longest stretches takes at worst."""
        first, last, begin, end = region
        here, there = Counter(self.old[first:last]), Counter(self.new[begin:end])
        pairs = sum(number * there[text] for text, number in here.items() if text in there)
        return (last - first + end - begin + pairs) * min(last - first, end - begin)

    def _longest_first(self, region: Region) -> Iterator[Block]:
        first, last, begin, end = region
        matcher = SequenceMatcher(None, self.old[first:last], self.new[begin:end], autojunk=False)
        for at_old, at_new, size in matcher.get_matching_blocks():
            if size:
                yield first + at_old, begin + at_new, size

    def _same_ends(self, region: Region) -> tuple[list[Block], Region]:
        """What a piece begins and ends with in both texts, and what is between."""
        first, last, begin, end = region
        most = min(last - first, end - begin)
        old, new = self.old, self.new
        head = next((n for n in range(most) if old[first + n] != new[begin + n]), most)
        most -= head
        tail = next((n for n in range(most) if old[last - 1 - n] != new[end - 1 - n]), most)
        ends = [(first, begin, head), (last - tail, end - tail, tail)]
        return [each for each in ends if each[2]], (first + head, last - tail, begin + head, end - tail)

    def _cuts(self, region: Region) -> list[Block]:
        """The most paragraphs that occur once in each text and come in the same order in both."""
        first, last, begin, end = region
        once_old, once_new = (Counter(each) for each in (self.old[first:last], self.new[begin:end]))
        places = {
            text: begin + n
            for n, text in enumerate(self.new[begin:end])
            if once_new[text] == once_old[text] == 1
        }
        pairs = [(first + n, places[text]) for n, text in enumerate(self.old[first:last]) if text in places]
        return [(at_old, at_new, 1) for at_old, at_new in _rising(pairs)]


def _between(region: Region, cuts: Sequence[Block]) -> Iterator[Region]:
    first, last, begin, end = region
    for at_old, at_new, size in cuts:
        yield first, at_old, begin, at_new
        first, begin = at_old + size, at_new + size
    yield first, last, begin, end


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of some pairs, sorted by their first numbers, whose second numbers rise."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            at.append(number)
        else:
            ends[length], at[length] = place, number
    found: list[tuple[int, int]] = []
    number = at[-1] if at else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
