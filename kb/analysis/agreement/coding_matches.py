"""Which coding of one pass answers which coding of another, and how the two differ.

Every coding falls into exactly one kind, and has at most one answer:

* ``agreed`` — the same code on the very same words.
* ``boundaries`` — the same code on overlapping words, not the very same.
* ``code`` — overlapping words, another code.
* ``missed`` — the other pass has no coding for it.

The same code goes first, then the largest overlap; what is left then looks for another code. So a coding on
words whose coding in the other pass already answers a third one counts as missed: one answer each. Equal
overlaps are decided by place, then by the names of the codes, never by the order of the passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from kb.analysis.agreement.coded_runs import Ints

DifferenceKind = Literal["agreed", "boundaries", "code", "missed"]
KINDS: tuple[DifferenceKind, ...] = ("agreed", "boundaries", "code", "missed")


@dataclass(frozen=True, slots=True)
class MatchedCoding:
    """What one pass has on some words: a code from ``start`` to ``end`` (code points, half-open).

    ``ids`` are the codings behind it, several where the pass has the code on overlapping words;
    ``paragraph`` and ``last`` are the positions of the first and last paragraph it touches.
    """

    ids: tuple[int, ...]
    code: str
    start: int
    end: int
    paragraph: int
    last: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One coding of either pass, or two that answer each other; ``missed`` has one of the two only."""

    kind: DifferenceKind
    first: MatchedCoding | None
    second: MatchedCoding | None

    @property
    def marks(self) -> tuple[MatchedCoding, ...]:
        """What is there: one or two marks."""
        return tuple(each for each in (self.first, self.second) if each is not None)

    @property
    def start(self) -> int:
        """Where the first of the words begin."""
        return min(each.start for each in self.marks)

    @property
    def end(self) -> int:
        """Where the last of the words end."""
        return max(each.end for each in self.marks)

    @property
    def paragraph(self) -> int:
        """The position of the first paragraph it touches."""
        return min(each.paragraph for each in self.marks)

    def swapped(self) -> Self:
        """The same, seen from the other pass."""
        return replace(self, first=self.second, second=self.first)


def join_overlapping_codings(marks: Iterable[MatchedCoding]) -> list[MatchedCoding]:
    """Return the marks of one pass with those joined that have one code on overlapping words; by place."""
    open_: dict[str, MatchedCoding] = {}
    done: list[MatchedCoding] = []
    for mark in sorted(marks, key=lambda each: (each.start, each.end, each.code, each.ids)):
        before = open_.get(mark.code)
        if before is None or before.end <= mark.start:
            if before is not None:
                done.append(before)
            open_[mark.code] = mark
        else:
            open_[mark.code] = replace(
                before,
                ids=(*before.ids, *mark.ids),
                end=max(before.end, mark.end),
                last=max(before.last, mark.last),
            )
    return sorted((*done, *open_.values()), key=_place)


def match_codings(first: Sequence[MatchedCoding], second: Sequence[MatchedCoding]) -> list[Difference]:
    """Return how two passes over one document agree and differ, in the order of the text.

    Marks without words are no codings here; marks of one pass must be :func:`join_overlapping_codings`.
    """
    ours = [each for each in first if each.start < each.end]
    theirs = [each for each in second if each.start < each.end]
    found: list[Difference] = []
    for code_matters in (True, False):
        pairs = _pairs(ours, theirs, code_matters=code_matters)
        found += [_difference(ours[here], theirs[there]) for here, there in pairs]
        taken, answered = {here for here, _ in pairs}, {there for _, there in pairs}
        ours = [each for place, each in enumerate(ours) if place not in taken]
        theirs = [each for place, each in enumerate(theirs) if place not in answered]
    found += [Difference("missed", each, None) for each in ours]
    found += [Difference("missed", None, each) for each in theirs]
    return sorted(found, key=_order)


def _difference(first: MatchedCoding, second: MatchedCoding) -> Difference:
    if first.code != second.code:
        return Difference("code", first, second)
    same = (first.start, first.end) == (second.start, second.end)
    return Difference("agreed" if same else "boundaries", first, second)


def _pairs(
    ours: Sequence[MatchedCoding], theirs: Sequence[MatchedCoding], *, code_matters: bool
) -> list[tuple[int, int]]:
    """The pairs that answer each other, by their places: the largest overlap first, each mark once."""
    if not ours or not theirs:
        return []
    rank = {name: number for number, name in enumerate(sorted({each.code for each in (*ours, *theirs)}))}
    here, there = (
        np.array([(each.start, each.end, rank[each.code]) for each in marks], dtype=np.int64).T
        for marks in (ours, theirs)
    )
    if code_matters:
        # Each code on a line of its own, one behind the other: so only the same code overlaps.
        length = max(here[1].max(), there[1].max()) + 1
        here[:2] += here[2] * length
        there[:2] += there[2] * length
    one, other = _overlapping(here, there)
    starts, ends, codes = (np.stack((here[row][one], there[row][other])) for row in range(3))
    begin, stop = starts.max(axis=0), ends.min(axis=0)
    keys = (
        codes.max(axis=0),
        codes.min(axis=0),
        ends.max(axis=0),
        starts.min(axis=0),
        begin,
        begin - stop,  # the largest overlap first
    )
    order = np.lexsort(keys)
    taken, answered = [False] * len(ours), [False] * len(theirs)
    pairs = []
    for mine, yours in zip(one[order].tolist(), other[order].tolist(), strict=True):
        if not taken[mine] and not answered[yours]:
            taken[mine] = answered[yours] = True
            pairs.append((mine, yours))
    return pairs


def _overlapping(ours: Ints, theirs: Ints) -> tuple[Ints, Ints]:
    """The places of all pairs that share at least one character."""
    order = np.argsort(theirs[0], kind="stable")
    starts, ends = theirs[0][order], theirs[1][order]
    # Those that end before ours begins, and those that begin after ours ended, cannot overlap it.
    lowest = np.searchsorted(np.maximum.accumulate(ends), ours[0], side="right")
    highest = np.searchsorted(starts, ours[1], side="left")
    many = np.maximum(highest - lowest, 0)
    one = np.repeat(np.arange(len(many)), many)
    other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(lowest, many)
    shares = ends[other] > ours[0][one]
    return one[shares], order[other[shares]]


def _place(mark: MatchedCoding) -> tuple[int, int, str]:
    return (mark.start, mark.end, mark.code)


def _order(row: Difference) -> tuple[int, int, int, list[tuple[int, int, str]]]:
    return (row.start, row.end, KINDS.index(row.kind), [_place(each) for each in row.marks])
