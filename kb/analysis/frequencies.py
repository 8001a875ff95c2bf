"""How often each thing is spoken of: codings, interviews and coders, before and after moderation.

The three numbers answer different questions and stand side by side: how much was said, in how many
interviews, and how many people found it. *Before* counts the coders' own passes, *after* the moderated ones.
A coding counts once for a thing, however often its code stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.analysis.crosstab import by_level, by_pass, crosstab
from kb.analysis.groupings import Grouping


@dataclass(frozen=True, slots=True)
class Frequency:
    """A thing and its numbers; ``share`` is its interviews among all that were coded, from 0 to 1.

    ``before_…`` are of the coders' passes, ``after_…`` of the moderated ones.
    """

    level: str
    thing: str
    title: str
    interviews: int
    share: float
    coders: int
    codings: int
    before_interviews: int
    before_coders: int
    before_codings: int
    after_interviews: int
    after_coders: int
    after_codings: int


@dataclass(frozen=True, slots=True)
class CodedDocuments:
    """How many interviews were coded: by anybody, by coders (before), by moderators (after).

    A pass that is empty is missing, and its interview is in no denominator.
    """

    interviews: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The things of one level, those of most interviews first.

    ``total`` counts each coding, interview and coder once, so it is not the sum of the rows. ``unplaced``
    codings stand for nothing on this level.
    """

    rows: tuple[Frequency, ...]
    total: Frequency
    coded: CodedDocuments
    unplaced: int


def frequencies(
    marks: CodingTable, level: Grouping, coded: CodedDocuments, *, every: bool = False
) -> Frequencies:
    """Count each thing of a level; those without any coding are left out unless ``every`` is asked for."""
    side, passes = by_level(marks, level), by_pass(marks)
    tables = [
        crosstab(marks, side, passes, count=count, every=True)
        for count in ("interviews", "coders", "codings")
    ]
    cells = np.stack([table.cells for table in tables])  # what is counted, thing, before or after
    sums = np.stack([table.row_totals for table in tables])

    def row(thing: str, title: str, numbers: list[int]) -> Frequency:
        share = numbers[0] / coded.interviews if coded.interviews else 0.0
        return Frequency(level.name, thing, title, numbers[0], share, *numbers[1:])

    rows = [
        row(
            thing,
            title,
            [*map(int, sums[:, place]), *map(int, cells[:, place, 0]), *map(int, cells[:, place, 1])],
        )
        for place, (thing, title) in enumerate(zip(level.things, level.titles, strict=True))
        if every or sums[2, place]
    ]
    totals = np.stack([table.column_totals for table in tables])
    numbers = [*(table.total for table in tables), *map(int, totals[:, 0]), *map(int, totals[:, 1])]
    return Frequencies(
        tuple(sorted(rows, key=lambda each: (-each.interviews, -each.codings, each.thing.casefold()))),
        row("", f"any {level.name}", numbers),
        coded,
        tables[2].left_out,
    )
