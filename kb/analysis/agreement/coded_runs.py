"""Interval arithmetic: who coded how much of what, without looking at single characters.

A *run* is a stretch of units from ``start`` to ``end`` (half-open) under a key. Everything here sorts the
runs once, so it takes as long as there are codings, however long the texts are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

MOST = 62
"""How many raters fit into one 64-bit number, with room for the sign."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedRuns:
    """Stretches of units as columns, each under a key."""

    key: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.key)


def merged(key: Ints, start: Ints, end: Ints, *, touching: bool = True) -> CodedRuns:
    """Return the runs of every key, joined where they overlap, or touch; empty ones are gone.

    With ``touching=False`` only those that overlap are joined.
    """
    there = start < end
    key, start, end = key[there], start[there], end[there]
    if not len(key):
        return CodedRuns(key, start, end)
    order = np.lexsort((end, start, key))
    key, start, end = key[order], start[order], end[order]
    # Keys are laid one behind the other on a line, so that one running maximum serves them all.
    line = np.unique(key, return_inverse=True)[1] * (int(end.max()) + 1)
    reached = np.maximum.accumulate(end + line)
    begins = np.ones(len(key), dtype=bool)
    begins[1:] = (start + line)[1:] > reached[:-1] - (not touching)
    begins[1:] |= key[1:] != key[:-1]
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(key)) - 1
    return CodedRuns(key[first], start[first], (reached - line)[last])


@dataclass(frozen=True, slots=True, eq=False)
class CodedShares:
    """How many units of a group were coded by exactly the raters in ``raters`` (a set of bits)."""

    group: Ints
    raters: Ints
    length: Ints


def shares(group: Ints, rater: Ints, start: Ints, end: Ints) -> CodedShares:
    """Return how long each set of raters coded at the same place, for every group.

    Runs of one rater in one group must not overlap (:func:`merged`); ``rater`` is less than :data:`MOST`.
    """
    groups, place, levels = sweep(group, start, end, (np.int64(1) << rater)[:, None])
    raters = levels[:, 0]
    length = np.diff(place, append=place[-1:])
    there = raters > 0
    return CodedShares(groups[there], raters[there], length[there])


def sweep(group: Ints, start: Ints, end: Ints, weight: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the places where anything begins or ends, by group, and the sum of the weights from there on.

    ``weight`` has a row a run and may have several columns. After the last place of a group the sums are 0.
    """
    groups = np.concatenate((group, group))
    place = np.concatenate((start, end))
    change = np.concatenate((weight, -weight))
    order = np.lexsort((place, groups))
    return groups[order], place[order], np.cumsum(change[order], axis=0)
