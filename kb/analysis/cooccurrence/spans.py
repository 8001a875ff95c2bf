"""Arithmetic of half-open ranges, whole columns at a time: unions, what they hold, which of them overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from kb.analysis.cooccurrence.nodes import Ints

_AT_ONCE = 1 << 20
"""How many pairs are held at a time: what bounds the memory, however many codings share their words."""

Ranges = tuple[Ints, Ints, Ints, Ints]
"""Group, member, start, stop: one range of one member of one group a place."""


def united(group: Ints, member: Ints, start: Ints, stop: Ints) -> Ranges:
    """Return the union of each member's ranges in each group: sorted, disjoint; empty ranges are left out."""
    some = start < stop
    group, member, start, stop = group[some], member[some], start[some], stop[some]
    if not len(start):
        return group, member, start, stop
    members = int(member.max()) + 1
    owner = group * members + member
    length = int(stop.max()) + 1
    order = np.argsort(owner * length + start, kind="stable")
    owner, start, stop = owner[order], start[order], stop[order]
    base = np.concatenate(([0], np.cumsum(owner[1:] != owner[:-1]))) * length
    reach = np.maximum.accumulate(stop + base)
    first = np.concatenate(([True], start[1:] + base[1:] > reach[:-1]))
    last = np.concatenate((first[1:], [True]))
    owner = owner[first]
    return owner // members, owner % members, start[first], (reach - base)[last]


def expanded(start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Return every whole number of every range, with the place of its range."""
    lengths = np.maximum(stop - start, 0)
    row = np.repeat(np.arange(len(start), dtype=np.int64), lengths)
    before = np.cumsum(lengths) - lengths
    return row, np.arange(len(row), dtype=np.int64) - before[row] + start[row]


def overlapping(
    group: Ints, start: Ints, stop: Ints, *, touching: bool = False
) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs of ranges of one group that share something, some at a time, each pair once.

    Ranges that only touch share nothing, unless ``touching``; then an empty range may touch, too. The ranges
    are taken by their start, so that the partners of one that come after it are one run, found by bisection.
    """
    places = np.arange(len(start), dtype=np.int64) if touching else np.flatnonzero(start < stop)
    if not len(places):
        return
    length = int(stop.max()) + 2
    key = group[places] * length + start[places]
    order = np.argsort(key, kind="stable")
    places, key = places[order], key[order]
    end = group[places] * length + stop[places]
    after = np.arange(1, len(places) + 1, dtype=np.int64)
    until = np.maximum(np.searchsorted(key, end, side="right" if touching else "left"), after)
    ends = np.cumsum(until - after)
    cuts = np.unique(np.searchsorted(ends, np.arange(0, int(ends[-1]) + _AT_ONCE, _AT_ONCE), side="right"))
    for begin, finish in pairwise(cuts.tolist()):
        one, other = expanded(after[begin:finish], until[begin:finish])
        yield places[begin + one], places[other]
