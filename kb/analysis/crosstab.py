"""Two ways of sorting codings, crossed: issues by sector, codes by interview, stages by who speaks.

A *side* says to which things each coding belongs, to none, one or several. A cell holds what belongs to its
row and its column, and a coding counts once in it. Totals count distinct codings, interviews or coders: where
a coding belongs to several rows, or an interview to several cells, they are less than the sum of the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc  # type: ignore[import-untyped]

from kb.analysis.coding_table import CodingTable, Ints
from kb.analysis.density import part_of
from kb.analysis.distinct import distinct
from kb.analysis.groupings import Grouping
from kb.analysis.value_order import value_key

Count = Literal["codings", "interviews", "coders"]
Percent = Literal["rows", "columns"]

SMALL = 5
"""Cochran's rule: expected counts below it make the chi-square test doubtful."""
_DOUBTFUL = 0.2
"""The share of cells with a small expected count from which the test is doubtful."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """To which things codings belong: coding ``coding[k]``, a place in the Marks, to ``things[thing[k]]``."""

    name: str
    things: tuple[str, ...]
    titles: tuple[str, ...]
    coding: Ints
    thing: Ints


@dataclass(frozen=True, slots=True)
class Independence:
    """Pearson's chi-square test that rows and columns have nothing to do with each other.

    ``cramers_v`` is from 0 (nothing) to 1 (all); ``small`` is the share of cells whose expected count is
    below 5. Codings of one interview are not independent of each other, so ``p`` is too small rather than
    too large; ``doubt`` says what else speaks against it.
    """

    chi_square: float
    freedom: int
    p: float
    cramers_v: float
    small: float
    doubt: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Crosstab:
    """A table of counts; ``cells[row, column]``, with distinct totals.

    ``left_out`` are codings that belong to no row or to no column. ``independence`` is a sentence where the
    test cannot be made.
    """

    rows: Side
    columns: Side
    count: Count
    cells: Ints
    row_totals: Ints
    column_totals: Ints
    total: int
    left_out: int
    independence: Independence | str

    def percent(self, of: Percent) -> npt.NDArray[np.float64]:
        """Return each cell as a percentage of its row's or its column's distinct total, 0 where that is 0."""
        totals = self.row_totals[:, None] if of == "rows" else self.column_totals[None, :]
        shares = np.zeros(self.cells.shape)
        np.divide(100 * self.cells, totals, out=shares, where=totals > 0)
        return shares


def by_level(marks: CodingTable, level: Grouping) -> Side:
    """Codings by what their codes stand for."""
    return by_key(marks.code, level)


def by_key(keys: Ints, level: Grouping) -> Side:
    """Codings by a level over what each coding has as its key: its code, or the issue it is evidence for."""
    most = int(max(keys.max(initial=-1), level.code.max(initial=-1))) + 1
    coding, thing = _joined(keys, level.code, level.thing, most)
    return Side(level.name, level.things, level.titles, coding, thing)


def by_interview(marks: CodingTable) -> Side:
    """Codings by their interviews."""
    names = tuple(text.name for text in marks.documents)
    return Side("interview", names, names, _every(marks), marks.document)


def by_coder(marks: CodingTable) -> Side:
    """Codings by who made them."""
    return Side("coder", marks.coders, marks.coders, _every(marks), marks.coder)


def by_pass(marks: CodingTable) -> Side:
    """Codings by whether coders or moderators made them."""
    names = ("coder", "moderator")
    return Side("pass", names, names, _every(marks), marks.moderated.astype(np.int64))


def by_value(marks: CodingTable, name: str, values: Sequence[str]) -> Side:
    """Codings by what is known of the case behind their interview; ``values`` has one a document."""
    things = tuple(sorted(set(values), key=value_key))
    at = {value: place for place, value in enumerate(things)}
    of_text = np.array([at[value] for value in values], dtype=np.int64)
    return Side(name, things, things, _every(marks), of_text[marks.document])


def by_speaker(roles: tuple[tuple[str, ...], Ints, Ints]) -> Side:
    """Codings by who speaks in their paragraphs, as :func:`kb.queries.analyses.interviews.speakers` tells."""
    names, coding, role = roles
    return Side("speaker", names, names, coding, role)


def by_part(marks: CodingTable, parts: int) -> Side:
    """Codings by the part of the interview in which they begin, of so many equal parts by characters."""
    names = tuple(f"{number} of {parts}" for number in range(1, parts + 1))
    return Side("part", names, names, _every(marks), part_of(marks, parts))


def crosstab(
    marks: CodingTable, rows: Side, columns: Side, *, count: Count = "codings", every: bool = False
) -> Crosstab:
    """Cross two sides. Rows and columns without any coding are left out unless ``every`` is asked for.

    A coding that stands in ``marks`` more than once, as evidence for several issues, counts once in a cell.
    ``(not known)`` comes last. Interviews are documents with such a coding, coders are people with one.
    """
    coding, row, column = _crossed(rows, columns, len(marks))
    unit = _units(marks, count)[coding]
    cells = _distinct(row * len(columns.things) + column, unit, len(rows.things) * len(columns.things))
    table = cells.reshape(len(rows.things), len(columns.things))
    row_totals = _distinct(row, unit, len(rows.things))
    column_totals = _distinct(column, unit, len(columns.things))
    kept_rows = np.arange(len(rows.things)) if every else np.flatnonzero(row_totals)
    kept_columns = np.arange(len(columns.things)) if every else np.flatnonzero(column_totals)
    counted = distinct(marks.coding[coding])
    return Crosstab(
        _only(rows, kept_rows),
        _only(columns, kept_columns),
        count,
        table[np.ix_(kept_rows, kept_columns)],
        row_totals[kept_rows],
        column_totals[kept_columns],
        len(distinct(unit)),
        len(distinct(marks.coding)) - len(counted),
        _independence(table, once=len(coding) == len(counted), count=count),
    )


def _every(marks: CodingTable) -> Ints:
    return np.arange(len(marks), dtype=np.int64)


def _units(marks: CodingTable, count: Count) -> Ints:
    match count:
        case "codings":
            return marks.coding
        case "interviews":
            return marks.document
        case "coders":
            return marks.coder


def _joined(left: Ints, keys: Ints, values: Ints, most: int) -> tuple[Ints, Ints]:
    """For each number in ``left`` every value of the key that is that number: places in left, values."""
    order = np.argsort(keys, kind="stable")
    begins = np.searchsorted(keys[order], np.arange(most + 1))
    many = np.diff(begins)[left]
    place = np.repeat(np.arange(len(left), dtype=np.int64), many)
    within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return place, values[order][np.repeat(begins[left], many) + within]


def _crossed(rows: Side, columns: Side, codings: int) -> tuple[Ints, Ints, Ints]:
    """Every coding with each of its rows and each of its columns."""
    place, column = _joined(rows.coding, columns.coding, columns.thing, codings)
    return rows.coding[place], rows.thing[place], column


def _distinct(group: Ints, unit: Ints, groups: int) -> Ints:
    """How many different units each group has."""
    if not len(group):
        return np.zeros(groups, dtype=np.int64)
    most = int(unit.max()) + 1
    return np.bincount(distinct(group * most + unit) // most, minlength=groups).astype(np.int64)


def _only(side: Side, kept: Ints) -> Side:
    """A side with some of its things."""
    at = np.full(len(side.things), -1, dtype=np.int64)
    at[kept] = np.arange(len(kept))
    held = at[side.thing] >= 0 if len(side.thing) else np.zeros(0, dtype=np.bool_)
    return Side(
        side.name,
        tuple(side.things[place] for place in kept),
        tuple(side.titles[place] for place in kept),
        side.coding[held],
        at[side.thing[held]],
    )


def _independence(cells: Ints, *, once: bool, count: Count) -> Independence | str:
    """The test over the rows and columns that hold anything."""
    if count != "codings":
        return f"no chi-square test: {count} can be in several cells at once; count codings instead"
    if not once:
        return "no chi-square test: a coding can be in several cells"
    held = cells[cells.any(axis=1)][:, cells.any(axis=0)]
    if min(held.shape) < 2:  # noqa: PLR2004  a table needs two of each
        return "no chi-square test: it needs two rows and two columns with codings"
    # What scipy.stats.chi2_contingency gives without a correction; loading that takes longer than a table.
    expected = np.outer(held.sum(axis=1), held.sum(axis=0)) / held.sum()
    chi_square = float(((held - expected) ** 2 / expected).sum())
    freedom = (held.shape[0] - 1) * (held.shape[1] - 1)
    small = float((expected < SMALL).mean())
    strength = float(np.sqrt(chi_square / (held.sum() * (min(held.shape) - 1))))
    doubt = (
        f"{small:.0%} of the cells have an expected count below {SMALL}; merge rows or columns for a "
        "reliable test"
        if small > _DOUBTFUL
        else None
    )
    p = float(chdtrc(freedom, chi_square))
    return Independence(chi_square, freedom, p, min(1.0, strength), small, doubt)
