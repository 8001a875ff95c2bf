"""Things as sets of units: how large each is, how much two share, and how that spreads over documents.

Two things are together in a unit when one code there carries the one and *another* code carries the other.
A unit in which one and the same code carries both, and nothing else does, says nothing about the pair: it is
left out of everything the pair is counted from, and counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from kb.analysis.cooccurrence.nodes import Ints, NodeSet
from kb.analysis.cooccurrence.spans import expanded
from kb.analysis.cooccurrence.units import Presence
from kb.analysis.distinct import distinct

Sparse = Any
"""A sparse matrix of scipy, which has no types."""

_AT_ONCE = 1 << 20
"""How many cells are held at a time."""

_NONE: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class UnitSets:
    """Units by things. ``alone`` has a row for each code of each unit: what only that code carries there."""

    has: Sparse
    weight: Ints
    text: Ints
    alone: Sparse | None
    alone_weight: Ints
    alone_text: Ints
    texts: int
    total: int

    def sizes(self) -> Ints:
        """Return the weight of the units of each thing."""
        return np.asarray(self.has.T @ self.weight, dtype=np.int64)

    def of_texts(self) -> Sparse:
        """Return texts by things: the same in each document."""
        return _gathered(self.text, self.weight, self.texts) @ self.has


def stacked(found: Sequence[UnitSets]) -> UnitSets:
    """Return the sets of several parts as one: the documents of each come after those of the one before."""
    begins = np.cumsum([0, *(each.texts for each in found[:-1])])
    moved = list(zip(found, begins, strict=True))
    alone = [each.alone for each in found if each.alone is not None]
    return UnitSets(
        sparse.vstack([each.has for each in found], format="csr"),
        np.concatenate([each.weight for each in found]),
        np.concatenate([each.text + begin for each, begin in moved]),
        sparse.vstack(alone, format="csr") if alone else None,
        np.concatenate([each.alone_weight for each in found]),
        np.concatenate([each.alone_text + begin for each, begin in moved]),
        sum(each.texts for each in found),
        sum(each.total for each in found),
    )


def sets_of(
    presence: Presence, things: NodeSet, texts: int, *, rows: Ints | None = None, size: int | None = None
) -> UnitSets:
    """Return the units of the things, from those of the codes that carry them.

    ``rows`` numbers the codes of the units (the rows of ``alone``, ``size`` in all), for sets that are to be
    compared with others; without it they are numbered as they come.
    """
    row, thing = _carried(presence.code, things)
    unit, many = presence.unit[row], max(len(things), 1)
    alone, alone_weight, alone_text = None, _NONE, _NONE
    if things.plain:
        pairs = distinct(unit * many + thing)
    else:
        pairs, where, codes = np.unique(unit * many + thing, return_inverse=True, return_counts=True)
    has = _ones(pairs // many, pairs % many, (len(presence.weight), len(things)))
    if not things.plain:
        rows = np.arange(len(presence.unit), dtype=np.int64) if rows is None else rows
        size = len(rows) if size is None else size
        single = codes[where] == 1
        alone = _ones(rows[row[single]], thing[single], (size, len(things)))
        alone_weight, alone_text = np.zeros((2, size), dtype=np.int64)
        alone_weight[rows] = presence.weight[presence.unit]
        alone_text[rows] = presence.text[presence.unit]
    return UnitSets(
        has,
        presence.weight,
        presence.text,
        alone,
        alone_weight,
        alone_text,
        texts,
        presence.total,
    )


def shared(one: UnitSets, other: UnitSets) -> tuple[Sparse, Sparse | None]:
    """Return things by things: the weight of the units in which each pair is together, and that left out."""
    together = (one.has.T @ _weighted(other.has, other.weight)).tocsr()
    if one.alone is None or other.alone is None:
        return together, None
    left_out = (one.alone.T @ _weighted(other.alone, other.alone_weight)).tocsr()
    return together - left_out, left_out


def shared_by_texts(one: UnitSets, other: UnitSets, a: Ints, b: Ints) -> tuple[Sparse, Sparse]:
    """Return what pairs (``a`` of the one, ``b`` of the other) share in each document: texts by pairs.

    And the units left out, alike.
    """
    together = _together((one.has, other.has), one.text, one.weight, one.texts, (a, b))
    if one.alone is None or other.alone is None:
        return together, sparse.csc_array(together.shape, dtype=np.int64)
    text, weight = np.maximum(one.alone_text, other.alone_text), one.alone_weight
    left_out = _together((one.alone, other.alone), text, weight, one.texts, (a, b))
    return together - left_out, left_out


def _carried(code: Ints, things: NodeSet) -> tuple[Ints, Ints]:
    """For each code of a unit, the things that it carries: the place of the code, and the thing."""
    if len(things) == things.codes == len(things.code) and np.array_equal(things.code, things.thing):
        return np.arange(len(code), dtype=np.int64), code  # every code is a thing
    order = np.argsort(things.code, kind="stable")
    codes = np.arange(things.codes, dtype=np.int64)
    first = np.searchsorted(things.code[order], codes)
    after = np.searchsorted(things.code[order], codes, side="right")
    lengths = (after - first)[code]
    row = np.repeat(np.arange(len(code), dtype=np.int64), lengths)
    before = np.cumsum(lengths) - lengths
    link = np.arange(len(row), dtype=np.int64) - before[row] + first[code][row]
    return row, things.thing[order][link]


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> Sparse:
    return sparse.csr_array((np.ones(len(row), dtype=np.int64), (row, column)), shape=shape)


def _weighted(has: Sparse, weight: Ints) -> Sparse:
    """The rows times their weights."""
    if not len(weight) or (weight == 1).all():
        return has
    scaled = has.copy()
    scaled.data = scaled.data * np.repeat(weight, np.diff(has.indptr))
    return scaled


def _gathered(text: Ints, weight: Ints, texts: int) -> Sparse:
    """Texts by units: the weight of each unit, at its text."""
    return sparse.csr_array((weight, (text, np.arange(len(text)))), shape=(texts, len(text)))


def _together(
    has: tuple[Sparse, Sparse], text: Ints, weight: Ints, texts: int, pairs: tuple[Ints, Ints]
) -> Sparse:
    """Texts by pairs: the weight of the units that have both. Some cells at a time: memory is bounded."""
    left, right = has
    one, other = pairs
    found = sparse.csc_array((texts, len(one)), dtype=np.int64)
    if not len(one):
        return found
    things = left.shape[1]
    pair_of = np.full(things * things, -1, dtype=np.int64)
    pair_of[one * things + other] = np.arange(len(one))
    units, a = _cells(left, one)
    partners, b = _cells(right, other)
    begins = np.searchsorted(partners, np.arange(len(text) + 1))
    ends = np.cumsum(begins[units + 1] - begins[units])
    cuts = np.unique(
        np.searchsorted(ends, np.arange(0, int(ends[-1:].sum()) + _AT_ONCE, _AT_ONCE), side="right")
    )
    for begin, finish in pairwise(cuts.tolist()):
        row, partner = expanded(begins[units[begin:finish]], begins[units[begin:finish] + 1])
        pair = pair_of[a[begin:finish][row] * things + b[partner]]
        row, pair = row[pair >= 0], pair[pair >= 0]
        unit = units[begin:finish][row]
        found += sparse.coo_array((weight[unit], (text[unit], pair)), shape=found.shape).tocsc()
    return found


def _cells(has: Sparse, wanted: Ints) -> tuple[Ints, Ints]:
    """The units and things of a matrix, by unit; only of the things that are wanted."""
    unit = np.repeat(np.arange(has.shape[0], dtype=np.int64), np.diff(has.indptr))
    thing = has.indices.astype(np.int64)
    good = np.zeros(has.shape[1], dtype=np.bool_)
    good[wanted] = True
    return unit[good[thing]], thing[good[thing]]
