"""What follows what: a coding of one thing ends, and within some paragraphs a coding of another begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence.definition import Definition
from kb.analysis.cooccurrence.measures import Floats
from kb.analysis.cooccurrence.nodes import Ints, NodeSet
from kb.analysis.cooccurrence.pair_table import PairTable, counted, occurring, plain
from kb.analysis.cooccurrence.unit_sets import sets_of, shared
from kb.analysis.cooccurrence.units import CountedUnits, all_units, ending_and_following
from kb.analysis.cooccurrence.usage import node_usage, used_pairs
from kb.analysis.distinct import distinct
from kb.errors import KbError

StepMeasure = Literal["count", "interviews", "share", "lift"]
STEP_MEASURES: tuple[StepMeasure, ...] = get_args(StepMeasure)


@dataclass(frozen=True, slots=True)
class Transition:
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


@dataclass(frozen=True, eq=False, kw_only=True)
class Transitions(PairTable[StepMeasure]):
    """Every ordered pair that occurs: ``one`` comes first, ``other`` follows."""

    MEASURES = STEP_MEASURES

    within: int
    across_coders: bool

    @cached_property
    def share(self) -> Floats:
        """Of the paragraphs in which the first ends, the share that the second follows."""
        return self.table.both / self.table.one

    @property
    def counts(self) -> str:
        """What a count is."""
        s = "" if self.within == 1 else "s"
        return f"paragraphs in which one ends and the other begins within {self.within} paragraph{s}"

    @property
    def sentence(self) -> str:
        """The definition for a caption."""
        return f"{self.counts}, {'across coders' if self.across_coders else 'same coder'}"

    def rows(
        self,
        measure: StepMeasure = "count",
        *,
        least: float = 0,
        interviews: int = 0,
        limit: int | None = None,
    ) -> list[Transition]:
        """Return ordered pairs with every measure, the strongest first."""
        return self.described(self.strongest(measure, least=least, interviews=interviews, limit=limit))

    def described(self, places: Ints) -> list[Transition]:
        """Return the rows of some pairs."""
        table = self.table
        columns = (
            self.count[places],
            self.heard(places),
            *(each[places] for each in (self.share, self.lift, self.p, self.q)),
            *(each[places] for each in (table.one, table.other, table.units, table.left_out)),
        )
        values = zip(*(plain(column) for column in columns), strict=True)
        named = self.named(places)
        return [
            Transition(*names, *(*row, linked)) for (names, linked), row in zip(named, values, strict=True)
        ]


def transitions(
    marks: CodingTable,
    things: NodeSet,
    *,
    within: int = 1,
    across_coders: bool = False,
    ground: CountedUnits | None = None,
) -> Transitions:
    """Count how often one thing follows another within so many paragraphs.

    A coding that begins in the same paragraph, or goes on from it, does not follow. Paragraphs are counted
    for each coding pass by itself, unless ``across_coders``.

    Raises:
        KbError: ``within`` is less than 1.
    """
    if within < 1:
        raise KbError("the distance must be at least one paragraph")
    ground = ground or all_units(marks)
    definition = Definition(across_coders=across_coders)
    ends, begins = ending_and_following(marks, definition, ground, within=within)
    keys = [each.unit * max(things.codes, 1) + each.code for each in (ends, begins)]
    every = distinct(np.concatenate(keys))
    first, then = (
        sets_of(each, things, len(marks.documents), rows=np.searchsorted(every, key), size=len(every))
        for each, key in zip((ends, begins), keys, strict=True)
    )
    together, left_out = shared(first, then)
    one, other, count = occurring(together, things)
    uses = node_usage(marks, things)
    return Transitions(
        things=things,
        one=one,
        other=other,
        count=count,
        table=counted(first, then, one, other, together, left_out),
        tested=2 * used_pairs(things, uses),
        uses=uses,
        interviews=len({marks.coding_passes[each].document for each in ground.coding_passes.tolist()}),
        wheres=(first, then),
        within=within,
        across_coders=across_coders,
    )
