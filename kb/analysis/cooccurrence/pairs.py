"""What occurs with what: every pair of things, counted under one definition and measured in every way.

    >>> from kb.analysis.cooccurrence import Definition, codes_as_things, cooccurrence
    >>> found = cooccurrence(marks, codes_as_things(marks.codes), Definition())  # doctest: +SKIP
    >>> found.rows(measure="jaccard", least=0.1)[0].count  # doctest: +SKIP

Three things are counted. The *count* is what the definition says. The *sets* behind the Jaccard are the units
of the definition; for words they are characters (or, for the same words, selections). The *table* behind
lift, NPMI and p needs to know where neither is, in units that share nothing: paragraphs for words (the
characters of a passage are not independent), blocks of n paragraphs for windows, else the units themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence import measures
from kb.analysis.cooccurrence.bootstrap import RESAMPLES, interval
from kb.analysis.cooccurrence.counting import Counting, counts_of_parts
from kb.analysis.cooccurrence.definition import Definition
from kb.analysis.cooccurrence.measures import Floats
from kb.analysis.cooccurrence.nodes import Ints, NodeSet
from kb.analysis.cooccurrence.pair_table import CountedPairs, PairTable, counted, occurring, plain
from kb.analysis.cooccurrence.unit_sets import UnitSets
from kb.analysis.cooccurrence.units import CountedUnits, all_units
from kb.analysis.cooccurrence.usage import usage, used_pairs
from kb.analysis.partitions import WHOLE, Partitions

Measure = Literal["count", "interviews", "jaccard", "c", "lift", "npmi"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that occur together; what is not defined is None.

    ``count`` is what the definition counts and ``interviews`` in how many documents. ``jaccard`` is of
    ``sets_both``, ``sets_a`` and ``sets_b``, its interval from resampling documents. ``c`` is of ``count``,
    ``c_a`` and ``c_b``. ``lift``, ``npmi``, ``p`` (Fisher, one-sided) and ``q`` (``p`` corrected for the
    pairs tested) are of ``both``, ``units_a``, ``units_b`` and ``units``. ``one_code`` are units left out
    because one and the same code carries both there; ``linked`` says that the taxonomy puts the two together.
    """

    a: str
    b: str
    a_title: str
    b_title: str
    a_kind: str
    b_kind: str
    count: int
    interviews: int
    jaccard: float | None
    jaccard_low: float | None
    jaccard_high: float | None
    c: float | None
    c_out_of_range: bool
    imbalance: bool
    lift: float | None
    npmi: float | None
    p: float | None
    q: float | None
    c_a: int
    c_b: int
    sets_both: int
    sets_a: int
    sets_b: int
    both: int
    units_a: int
    units_b: int
    units: int
    one_code: int
    linked: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Cooccurrence(PairTable[Measure]):
    """Every pair that occurs; of ``one`` and ``other`` the lower place comes first.

    ``texts`` are the documents that were coded at all, which the intervals resample. ``sets`` and
    ``sets_counted`` are what the Jaccard is of.
    """

    MEASURES = MEASURES

    definition: Definition
    texts: Ints
    sets: UnitSets
    sets_counted: CountedPairs

    @cached_property
    def jaccard(self) -> Floats:
        """The Jaccard of every pair."""
        return measures.jaccard(self.sets_counted.both, self.sets_counted.one, self.sets_counted.other)

    @cached_property
    def c(self) -> Floats:
        """ATLAS.ti's c of every pair."""
        return measures.c_coefficient(self.count, *self._of_c)

    @cached_property
    def npmi(self) -> Floats:
        """The normalised pointwise mutual information of every pair."""
        return measures.npmi(self.table.both, self.table.one, self.table.other, self.table.units)

    @property
    def _of_c(self) -> tuple[Ints, Ints]:
        if self.definition.of_words:
            return self.uses.codings[self.one], self.uses.codings[self.other]
        return self.sets_counted.one, self.sets_counted.other

    def matrix(self, measure: Measure = "count") -> npt.NDArray[np.float64]:
        """Return things by things, symmetric; 0 where a pair does not occur and on the diagonal."""
        full = np.zeros((len(self.things), len(self.things)))
        full[self.one, self.other] = full[self.other, self.one] = self.measured(measure)
        return full

    def rows(
        self,
        measure: Measure = "jaccard",
        *,
        least: float = 0,
        interviews: int = 0,
        limit: int | None = None,
        seed: int = 0,
        resamples: int = RESAMPLES,
    ) -> list[Pair]:
        """Return pairs with every measure, the strongest first; see :meth:`strongest`."""
        places = self.strongest(measure, least=least, interviews=interviews, limit=limit)
        return self.described(places, seed=seed, resamples=resamples)

    def described(self, places: Ints, *, seed: int = 0, resamples: int = RESAMPLES) -> list[Pair]:
        """Return the rows of some pairs; with no ``resamples`` the interval is left out."""
        low, high = self.intervals(places, seed=seed, resamples=resamples)
        mine = self.c[places]
        c_a, c_b = (each[places] for each in self._of_c)
        columns = (
            self.count[places],
            self.heard(places),
            *(self.jaccard[places], low, high),
            mine,
            measures.out_of_range(mine),
            measures.imbalanced(c_a, c_b),
            *(each[places] for each in (self.lift, self.npmi, self.p, self.q)),
            *(c_a, c_b),
            *(each[places] for each in (self.sets_counted.both, self.sets_counted.one)),
            self.sets_counted.other[places],
            *(each[places] for each in (self.table.both, self.table.one, self.table.other)),
            self.table.units[places],
            self.sets_counted.left_out[places],
        )
        values = zip(*(plain(column) for column in columns), strict=True)
        named = self.named(places)
        return [Pair(*names, *(*row, linked)) for (names, linked), row in zip(named, values, strict=True)]

    def intervals(self, places: Ints, *, seed: int = 0, resamples: int = RESAMPLES) -> tuple[Floats, Floats]:
        """Return the 95% bootstrap interval of the Jaccard of some pairs, resampling documents.

        Undefined (NaN) where fewer than three documents have both.
        """
        return interval(
            self.sets, self.one[places], self.other[places], self.texts, seed=seed, resamples=resamples
        )


def cooccurrence(
    marks: CodingTable,
    things: NodeSet,
    definition: Definition | None = None,
    ground: CountedUnits | None = None,
    partitions: Partitions = WHOLE,
) -> Cooccurrence:
    """Count every pair of things in some codings.

    ``ground`` is what is counted against; without it, every pass that is not empty. ``partitions`` says in
    how many parts it is counted, which changes no number.
    """
    definition = definition or Definition()
    found = counts_of_parts(Counting(marks, things, definition, ground or all_units(marks)), partitions)
    one, other, count = occurring(sparse.triu(found.pairs, k=1), things)
    units, table = found.units, found.table or found.units
    where = found.wheres or units.sets
    uses = usage(found.uses)
    return Cooccurrence(
        things=things,
        one=one,
        other=other,
        count=count,
        table=counted(table.sets, table.sets, one, other, table.together, table.left_out),
        tested=used_pairs(things, uses),
        uses=uses,
        interviews=len(found.texts),
        wheres=(where, where),
        definition=definition,
        texts=found.texts,
        sets=units.sets,
        sets_counted=counted(units.sets, units.sets, one, other, units.together, units.left_out),
    )
