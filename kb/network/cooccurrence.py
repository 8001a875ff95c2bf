"""What occurs with what: every pair of things, counted under one definition and measured in every way.

    >>> from kb.network import Definition, codes_as_things, cooccurrence
    >>> found = cooccurrence(marks, codes_as_things(marks.codes), Definition())  # doctest: +SKIP
    >>> found.rows(measure="jaccard", least=0.1)[0].count  # doctest: +SKIP

Three things are counted. The *count* is what the definition says. The *sets* behind the Jaccard are the units
of the definition; for words they are characters (or, for the same words, selections). The *table* behind
lift, NPMI and p needs to know where neither is, in units that share nothing: paragraphs for words (the
characters of a passage are not independent), blocks of n paragraphs for windows, else the units themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from kb.errors import KbError
from kb.network import measures
from kb.network.bootstrap import RESAMPLES, interval
from kb.network.definition import Definition
from kb.network.measures import Floats
from kb.network.pairs_of_codings import coding_pairs
from kb.network.sets import Sets, Sparse, sets_of, shared, shared_by_texts
from kb.network.things import Ints, Things
from kb.network.units import Ground, blocks, meetings, presence, whole_ground
from kb.network.uses import Uses, used_pairs, uses_of
from kb.queries.marks import Marks

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


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A fourfold table for each pair, as columns: units with both, with each, in all; and those left out."""

    both: Ints
    one: Ints
    other: Ints
    units: Ints
    left_out: Ints


@dataclass(frozen=True, eq=False)
class Cooccurrence:
    """Every pair that occurs, as columns over ``one`` and ``other`` (places in ``things``, the lower first).

    ``tested`` is how many pairs could occur: all of things
    that are used. ``interviews`` is how many documents were coded at all, which the intervals resample.
    """

    definition: Definition
    things: Things
    interviews: int
    texts: Ints
    one: Ints
    other: Ints
    count: Ints
    tested: int
    uses: Uses
    sets: Sets
    where: Sets
    sets_counted: Counted
    table: Counted

    def __len__(self) -> int:
        return len(self.count)

    @cached_property
    def jaccard(self) -> Floats:
        """The Jaccard of every pair."""
        return measures.jaccard(self.sets_counted.both, self.sets_counted.one, self.sets_counted.other)

    @cached_property
    def c(self) -> Floats:
        """ATLAS.ti's c of every pair."""
        return measures.c_coefficient(self.count, *self._of_c)

    @cached_property
    def lift(self) -> Floats:
        """The lift of every pair."""
        return measures.lift(self.table.both, self.table.one, self.table.other, self.table.units)

    @cached_property
    def npmi(self) -> Floats:
        """The normalised pointwise mutual information of every pair."""
        return measures.npmi(self.table.both, self.table.one, self.table.other, self.table.units)

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
        return self._heard_in(np.arange(len(self)))

    @property
    def _of_c(self) -> tuple[Ints, Ints]:
        if self.definition.of_words:
            return self.uses.codings[self.one], self.uses.codings[self.other]
        return self.sets_counted.one, self.sets_counted.other

    def measured(self, measure: Measure) -> Floats:
        """Return one measure of every pair.

        Raises:
            KbError: there is no such measure.
        """
        if measure not in MEASURES:
            raise KbError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
        name = "heard_in" if measure == "interviews" else measure
        return np.asarray(getattr(self, name), dtype=np.float64)

    def matrix(self, measure: Measure = "count") -> npt.NDArray[np.float64]:
        """Return things by things, symmetric; 0 where a pair does not occur and on the diagonal."""
        full = np.zeros((len(self.things), len(self.things)))
        full[self.one, self.other] = full[self.other, self.one] = self.measured(measure)
        return full

    def strongest(
        self, measure: Measure = "jaccard", *, least: float = 0, interviews: int = 0, limit: int | None = None
    ) -> Ints:
        """Return places of pairs, the strongest first; ties by count, then by name.

        ``least`` is the least value of the measure, ``interviews`` in how many documents at least.
        """
        value = self.measured(measure)
        good = value >= least if least > 0 else ~np.isnan(value)
        if interviews > 1:
            good &= self.heard_in >= interviews
        places = np.flatnonzero(good)
        order = np.lexsort((self.other[places], self.one[places], -self.count[places], -value[places]))
        return places[order][:limit]

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
        whole = len(places) == len(self)
        heard = self.heard_in[places] if whole else self._heard_in(places)
        mine = self.c[places]
        c_a, c_b = (each[places] for each in self._of_c)
        columns = (
            self.count[places],
            heard,
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
        named = zip(self.one[places].tolist(), self.other[places].tolist(), strict=True)
        return [self._pair(*pair, row) for pair, row in zip(named, values, strict=True)]

    def intervals(self, places: Ints, *, seed: int = 0, resamples: int = RESAMPLES) -> tuple[Floats, Floats]:
        """Return the 95 % bootstrap interval of the Jaccard of some pairs, resampling documents.

        Undefined (NaN) where fewer than two documents have either.
        """
        return interval(
            self.sets, self.one[places], self.other[places], self.texts, seed=seed, resamples=resamples
        )

    def place_of(self, a: str, b: str) -> int | None:
        """Return the place of the pair of two keys, in any order, or None if it does not occur."""
        is_a, is_b = (np.array([each.key == key for each in self.things.things]) for key in (a, b))
        straight, crossed = is_a[self.one] & is_b[self.other], is_b[self.one] & is_a[self.other]
        found = np.flatnonzero(straight | crossed)
        return int(found[0]) if len(found) else None

    def _pair(self, one: int, other: int, values: Sequence[Any]) -> Pair:
        a, b = self.things.things[one], self.things.things[other]
        linked = (one, other) in self.things.linked
        return Pair(a.key, b.key, a.title, b.title, a.kind, b.kind, *(*values, linked))

    def _heard_in(self, places: Ints) -> Ints:
        both, _ = shared_by_texts(self.where, self.where, self.one[places], self.other[places])
        return np.asarray((both > 0).sum(axis=0), dtype=np.int64).ravel()


def cooccurrence(
    marks: Marks, things: Things, definition: Definition | None = None, ground: Ground | None = None
) -> Cooccurrence:
    """Count every pair of things in some codings.

    ``ground`` is what is counted against; without it, every pass that is not empty.
    """
    definition, ground = definition or Definition(), ground or whole_ground(marks)
    texts = len(marks.texts)
    sets = sets_of(presence(marks, definition, ground), things, texts)
    together, left_out = shared(sets, sets)
    counts = coding_pairs(marks, definition, things) if definition.of_words else together
    one, other, count = _upper(counts, things)
    table = _table_sets(sets, marks, things, definition, ground)
    table_shared = (together, left_out) if table is sets else shared(table, table)
    coded_texts = np.unique(np.array([each.text for each in marks.works], dtype=np.int64)[ground.works])
    uses = uses_of(marks, things)
    return Cooccurrence(
        definition,
        things,
        len(coded_texts),
        coded_texts,
        one,
        other,
        count,
        used_pairs(things, uses),
        uses,
        sets,
        sets_of(meetings(marks, definition), things, texts) if definition.touching else sets,
        _counted(sets, together, left_out, one, other),
        _counted(table, *table_shared, one, other),
    )


def _table_sets(sets: Sets, marks: Marks, things: Things, definition: Definition, ground: Ground) -> Sets:
    """The units that share nothing, for what needs to know where neither is."""
    if definition.of_words:
        paragraphs = replace(definition, unit="paragraph", touching=False)
        return sets_of(presence(marks, paragraphs, ground), things, len(marks.texts))
    if definition.unit == "window":
        in_blocks = blocks(marks, definition, ground, paragraphs=definition.window)
        return sets_of(in_blocks, things, len(marks.texts))
    return sets


def _upper(counts: Sparse, things: Things) -> tuple[Ints, Ints, Ints]:
    """The pairs that occur and count at this level, each once, in order."""
    found = counts.tocoo()
    one, other = (np.asarray(each, dtype=np.int64) for each in found.coords)
    good = (one < other) & (found.data > 0)
    one, other, count = one[good], other[good], np.asarray(found.data, dtype=np.int64)[good]
    good = things.allowed(one, other)
    one, other, count = one[good], other[good], count[good]
    order = np.lexsort((other, one))
    return one[order], other[order], count[order]


def _counted(sets: Sets, together: Sparse, left_out: Sparse | None, one: Ints, other: Ints) -> Counted:
    sizes = sets.sizes()
    out = np.zeros(len(one), dtype=np.int64) if left_out is None else at(left_out, one, other)
    units = np.full(len(one), sets.total, dtype=np.int64)
    return Counted(at(together, one, other), sizes[one] - out, sizes[other] - out, units - out, out)


def at(matrix: Sparse, one: Ints, other: Ints) -> Ints:
    """The cells of a sparse matrix at some places."""
    if not len(one):
        return np.zeros(0, dtype=np.int64)
    return np.asarray(matrix.tocsr()[one, other], dtype=np.int64).ravel()


def plain(column: npt.NDArray[Any]) -> Iterable[Any]:
    """Numbers as Python has them; what is not defined as None."""
    return (None if each != each else each for each in column.tolist())  # noqa: PLR0124  NaN
