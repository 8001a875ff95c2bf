"""What follows what: a coding of one thing ends, and within some paragraphs a coding of another begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from kb.errors import KbError
from kb.network import measures
from kb.network.cooccurrence import Counted, at, plain
from kb.network.definition import Definition
from kb.network.measures import Floats
from kb.network.sets import Sets, sets_of, shared, shared_by_texts
from kb.network.things import Ints, Things
from kb.network.units import Ground, ending_and_following, whole_ground
from kb.network.uses import Uses, used_pairs, uses_of
from kb.queries.marks import Marks

StepMeasure = Literal["count", "interviews", "share", "lift"]
STEP_MEASURES: tuple[StepMeasure, ...] = get_args(StepMeasure)


@dataclass(frozen=True, slots=True)
class Step:
    """``b`` follows ``a``.

    ``count`` are the paragraphs in which a coding of ``a`` ends and within the given number of paragraphs
    after which one of ``b`` begins; ``share`` is that of ``units_a``, all paragraphs in which ``a`` ends.
    ``lift`` compares it with ``units_b`` of ``units``, the share of all paragraphs that ``b`` follows; ``p``
    is Fisher's, one-sided, and ``q`` corrected for all ordered pairs of used things. ``one_code`` are
    paragraphs left out because one code, carrying both, follows itself.
    """

    a: str
    b: str
    a_title: str
    b_title: str
    a_kind: str
    b_kind: str
    count: int
    interviews: int
    share: float | None
    lift: float | None
    p: float | None
    q: float | None
    units_a: int
    units_b: int
    units: int
    one_code: int
    linked: bool


@dataclass(frozen=True, eq=False)
class Following:
    """Every ordered pair that occurs, as columns over ``one`` (comes first) and ``other`` (follows)."""

    within: int
    across_coders: bool
    things: Things
    one: Ints
    other: Ints
    tested: int
    table: Counted
    interviews: int
    ends: Sets
    begins: Sets
    uses: Uses

    def __len__(self) -> int:
        return len(self.one)

    @cached_property
    def share(self) -> Floats:
        """Of the paragraphs in which the first ends, the share that the second follows."""
        return self.table.both / self.table.one

    @cached_property
    def lift(self) -> Floats:
        """How many times as often as anywhere."""
        return measures.lift(self.table.both, self.table.one, self.table.other, self.table.units)

    @cached_property
    def p(self) -> Floats:
        """Fisher's exact p, one-sided."""
        return measures.fisher(self.table.both, self.table.one, self.table.other, self.table.units)

    @cached_property
    def q(self) -> Floats:
        """The p corrected for all ordered pairs tested."""
        return measures.corrected(self.p, self.tested)

    @cached_property
    def heard_in(self) -> Ints:
        """In how many documents every pair occurs."""
        both, _ = shared_by_texts(self.ends, self.begins, self.one, self.other)
        return np.asarray((both > 0).sum(axis=0), dtype=np.int64).ravel()

    @property
    def counts(self) -> str:
        """What a count is."""
        s = "" if self.within == 1 else "s"
        return f"paragraphs in which one ends and the other begins within {self.within} paragraph{s}"

    @property
    def sentence(self) -> str:
        """The definition for a caption."""
        return f"{self.counts}, {'across coders' if self.across_coders else 'same coder'}"

    def strongest(
        self,
        measure: StepMeasure = "count",
        *,
        least: float = 0,
        interviews: int = 0,
        limit: int | None = None,
    ) -> Ints:
        """Return places of pairs, the strongest first; ties by count, then by name.

        Raises:
            KbError: there is no such measure.
        """
        value = self.measured(measure)
        good = value >= least if least > 0 else ~np.isnan(value)
        if interviews > 1:
            good &= self.heard_in >= interviews
        places = np.flatnonzero(good)
        order = np.lexsort((self.other[places], self.one[places], -self.table.both[places], -value[places]))
        return places[order][:limit]

    def measured(self, measure: StepMeasure) -> Floats:
        """Return one measure of every ordered pair.

        Raises:
            KbError: there is no such measure.
        """
        if measure not in STEP_MEASURES:
            raise KbError(f"no measure {measure!r} of what follows; there are {', '.join(STEP_MEASURES)}")
        columns = {
            "count": self.table.both,
            "interviews": self.heard_in,
            "share": self.share,
            "lift": self.lift,
        }
        return np.asarray(columns[measure], dtype=np.float64)

    def rows(
        self,
        measure: StepMeasure = "count",
        *,
        least: float = 0,
        interviews: int = 0,
        limit: int | None = None,
    ) -> list[Step]:
        """Return ordered pairs with every measure, the strongest first."""
        return self.described(self.strongest(measure, least=least, interviews=interviews, limit=limit))

    def described(self, places: Ints) -> list[Step]:
        """Return the rows of some pairs."""
        columns = (
            self.table.both,
            self.heard_in,
            *(self.share, self.lift, self.p, self.q),
            *(self.table.one, self.table.other, self.table.units, self.table.left_out),
        )
        values = zip(*(plain(column[places]) for column in columns), strict=True)
        named = zip(self.one[places].tolist(), self.other[places].tolist(), strict=True)
        rows = []
        for (one, other), row in zip(named, values, strict=True):
            a, b = self.things.things[one], self.things.things[other]
            linked = (min(one, other), max(one, other)) in self.things.linked
            rows.append(Step(a.key, b.key, a.title, b.title, a.kind, b.kind, *(*row, linked)))
        return rows


def following(
    marks: Marks,
    things: Things,
    *,
    within: int = 1,
    across_coders: bool = False,
    ground: Ground | None = None,
) -> Following:
    """Count how often one thing follows another within so many paragraphs.

    A coding that begins in the same paragraph, or goes on from it, does not follow. Paragraphs are counted
    for each coding pass by itself, unless ``across_coders``.

    Raises:
        KbError: ``within`` is less than 1.
    """
    if within < 1:
        raise KbError("what follows is at least one paragraph later")
    ground = ground or whole_ground(marks)
    definition = Definition(across_coders=across_coders)
    ends, begins = ending_and_following(marks, definition, ground, within=within)
    keys = [each.unit * max(things.codes, 1) + each.code for each in (ends, begins)]
    every = np.unique(np.concatenate(keys))
    first, then = (
        sets_of(each, things, len(marks.texts), rows=np.searchsorted(every, key), size=len(every))
        for each, key in zip((ends, begins), keys, strict=True)
    )
    together, left_out = shared(first, then)
    found = together.tocoo()
    one, other = (np.asarray(each, dtype=np.int64) for each in found.coords)
    good = (found.data > 0) & things.allowed(one, other)
    one, other = one[good], other[good]
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    out = np.zeros(len(one), dtype=np.int64) if left_out is None else at(left_out, one, other)
    units = np.full(len(one), first.total, dtype=np.int64) - out
    uses = uses_of(marks, things)
    return Following(
        within,
        across_coders,
        things,
        one,
        other,
        2 * used_pairs(things, uses),
        Counted(at(together, one, other), first.sizes()[one] - out, then.sizes()[other] - out, units, out),
        len({marks.works[each].text for each in ground.works.tolist()}),
        first,
        then,
        uses,
    )
