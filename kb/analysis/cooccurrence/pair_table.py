"""Pairs of things as columns: how strong each is, and which are the strongest.

What occurs together (:mod:`kb.analysis.cooccurrence.pairs`) and what follows what
(:mod:`kb.analysis.cooccurrence.sequences`) are counted differently; from the counts on they are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from kb.analysis.cooccurrence import measures
from kb.analysis.cooccurrence.measures import Floats
from kb.analysis.cooccurrence.nodes import Ints, NodeSet
from kb.analysis.cooccurrence.unit_sets import Sparse, UnitSets, shared_by_texts
from kb.analysis.cooccurrence.usage import NodeUsage
from kb.errors import KbError

AnyMeasure = TypeVar("AnyMeasure", bound=str)
Names = tuple[str, str, str, str, str, str]
"""Keys, titles and kinds of two things, as the rows of pairs begin with them."""


@dataclass(frozen=True, slots=True, eq=False)
class CountedPairs:
    """A fourfold table for each pair, as columns: units with both, with each, in all; and those left out."""

    both: Ints
    one: Ints
    other: Ints
    units: Ints
    left_out: Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class PairTable(Generic[AnyMeasure]):
    """Every pair that occurs, as columns over ``one`` and ``other`` (places in ``things``).

    ``count`` is what is counted, ``table`` what lift and p are of. ``tested`` is how many pairs could occur:
    all of things that are used. ``interviews`` is how many documents were coded at all. ``wheres`` are the
    units in which a pair meets, those of the one and of the other.
    """

    MEASURES: ClassVar[tuple[str, ...]]
    """What :meth:`measured` knows."""

    things: NodeSet
    one: Ints
    other: Ints
    count: Ints
    table: CountedPairs
    tested: int
    uses: NodeUsage
    interviews: int
    wheres: tuple[UnitSets, UnitSets]

    def __len__(self) -> int:
        return len(self.count)

    @cached_property
    def lift(self) -> Floats:
        """How many times as often as if each were placed by itself, for every pair."""
        return measures.lift(self.table.both, self.table.one, self.table.other, self.table.units)

    @cached_property
    def p(self) -> Floats:
        """Fisher's exact p of every pair, one-sided."""
        return measures.fisher(self.table.both, self.table.one, self.table.other, self.table.units)

    @cached_property
    def q(self) -> Floats:
        """The p of every pair, corrected for all pairs tested."""
        return measures.corrected(self.p, self.tested)

    @cached_property
    def heard_in(self) -> Ints:
        """In how many documents every pair occurs."""
        return self._documents(np.arange(len(self)))

    def measured(self, measure: AnyMeasure) -> Floats:
        """Return one measure of every pair.

        Raises:
            KbError: there is no such measure.
        """
        if measure not in self.MEASURES:
            raise KbError(f"no measure {measure!r} here; there are {', '.join(self.MEASURES)}")
        name = "heard_in" if measure == "interviews" else measure
        return np.asarray(getattr(self, name), dtype=np.float64)

    def strongest(
        self, measure: AnyMeasure, *, least: float = 0, interviews: int = 0, limit: int | None = None
    ) -> Ints:
        """Return places of pairs, the strongest first; ties by count, then by name.

        ``least`` is the least value of the measure, ``interviews`` in how many documents at least.

        Raises:
            KbError: there is no such measure.
        """
        value = self.measured(measure)
        good = value >= least if least > 0 else ~np.isnan(value)
        if interviews > 1:
            good &= self.heard_in >= interviews
        places = np.flatnonzero(good)
        order = np.lexsort((self.other[places], self.one[places], -self.count[places], -value[places]))
        return places[order][:limit]

    def heard(self, places: Ints) -> Ints:
        """Return in how many documents some pairs occur; only these are looked at."""
        is_known = "heard_in" in self.__dict__ or len(places) == len(self)
        return self.heard_in[places] if is_known else self._documents(places)

    def named(self, places: Ints) -> Iterator[tuple[Names, bool]]:
        """Yield of some pairs the keys, titles and kinds of both, and whether the taxonomy links them."""
        for one, other in zip(self.one[places].tolist(), self.other[places].tolist(), strict=True):
            a, b = self.things.things[one], self.things.things[other]
            linked = (min(one, other), max(one, other)) in self.things.linked
            yield (a.key, b.key, a.title, b.title, a.kind, b.kind), linked

    def _documents(self, places: Ints) -> Ints:
        both, _ = shared_by_texts(*self.wheres, self.one[places], self.other[places])
        return np.asarray((both > 0).sum(axis=0), dtype=np.int64).ravel()


def counted(
    first: UnitSets, then: UnitSets, one: Ints, other: Ints, together: Sparse, left_out: Sparse | None
) -> CountedPairs:
    """Return the table of pairs, ``one`` of the first and ``other`` of those then, from what all share."""
    out = np.zeros(len(one), dtype=np.int64) if left_out is None else _at(left_out, one, other)
    units = np.full(len(one), first.total, dtype=np.int64)
    return CountedPairs(
        _at(together, one, other), first.sizes()[one] - out, then.sizes()[other] - out, units - out, out
    )


def occurring(counts: Sparse, things: NodeSet) -> tuple[Ints, Ints, Ints]:
    """Return the pairs that occur and count at this level, in order, and how often."""
    found = counts.tocoo()
    one, other = (np.asarray(each, dtype=np.int64) for each in found.coords)
    good = (found.data > 0) & things.allowed(one, other)
    one, other, count = one[good], other[good], np.asarray(found.data, dtype=np.int64)[good]
    order = np.lexsort((other, one))
    return one[order], other[order], count[order]


def plain(column: npt.NDArray[Any]) -> Iterable[Any]:
    """Numbers as Python has them; what is not defined as None."""
    return (None if each != each else each for each in column.tolist())  # noqa: PLR0124  NaN


def _at(matrix: Sparse, one: Ints, other: Ints) -> Ints:
    """The cells of a sparse matrix at some places."""
    if not len(one):
        return np.zeros(0, dtype=np.int64)
    return np.asarray(matrix.tocsr()[one, other], dtype=np.int64).ravel()
