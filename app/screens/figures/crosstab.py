"""Crosstab: any two ways of sorting codings, crossed."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app import data
from app.screens.figures.links import of_cell, of_thing, of_total
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    COUNTS,
    Cell,
    FigureText,
    Kind,
    Params,
    Records,
    Row,
    codings_that,
    limits,
    sentences,
    table,
    whose,
)
from app.ui import wording
from app.ui.drawing import drawing
from kb.analysis.crosstab import Crosstab, Independence
from kb.queries.analyses import crosstab
from kb.queries.filtering.options import choices

_SIDES = {
    **{name: f"{{{name.capitalize()}}}" for name in ("issue", "fix", "stage", "aspect")},
    **{name: name.capitalize() for name in ("code", "interview", "coder")},
    "family": "Family of codes",
    "speaker": "Speaker role",
    "part": "Part of the interview",
    "pass": "Coder or moderator",
}


def _controls(bar: Bar) -> Params:
    known = sorted(
        {each.partition(":")[0] for each in data.cached_query(choices).attributes}, key=str.casefold
    )
    sides = {**wording.levels(_SIDES), **{f"{crosstab.ATTRIBUTE}{name}": f"Case: {name}" for name in known}}
    study = data.study()
    percents = {"none": "Counts", "rows": "% of the row", "columns": "% of the column"}
    return {
        "rows": bar.listed("rows", "Rows", sides, study.level),
        "columns": bar.listed("columns", "Columns", sides, "stage" if study.has("stage") else "interview"),
        "count": bar.listed("count", "Count", COUNTS, "codings"),
        "percent": bar.listed("percent", "Cells", percents, "none"),
        "pass_role": bar.passes(),
    }


def _answer(session: Session, params: Params) -> Crosstab:
    return crosstab.crosstab(
        session, params["rows"], params["columns"], limits(params), count=params["count"]
    )


def _percent(params: Params) -> Any:
    return None if params["percent"] == "none" else params["percent"]


def _describe(answer: Crosstab, params: Params) -> FigureText:
    most = drawing("crosstab").MOST
    percent = _percent(params)
    values = (answer.cells if percent is None else answer.percent(percent).round(1))[:most, :most].tolist()
    sides = tuple(map(wording.named, (answer.rows.name, answer.columns.name)))
    shown_rows, shown_columns = answer.rows.things[:most], range(min(len(answer.columns.things), most))
    what = answer.count if percent is None else f"{answer.count}, in % of the {percent.removesuffix('s')}"
    return FigureText(
        f"crosstab-{answer.rows.name}-{answer.columns.name}".replace(" ", "-"),
        f"{sides[0].capitalize()} by {sides[1]}",
        f"Heat map of {len(shown_rows)} by {len(shown_columns)}: {what}, {sides[0]} by {sides[1]}; the table "
        "below has the numbers.",
        sentences(
            f"Cells count {what} in {whose(params)}: {answer.total:,} {answer.count} in all. Totals "
            "count each one once, so they can be less than the sum.",
            f"{codings_that(answer.left_out, 'is', 'are')} left out, because they belong to no row or column."
            if answer.left_out
            else None,
            _tested(answer.independence),
        ),
        (
            table(
                f"{what.capitalize()}, {sides[0]} by {sides[1]}",
                (sides[0].capitalize(), *(answer.columns.titles[at] for at in shown_columns), "All"),
                (
                    *(_cross(answer, at, values[at], params, shown_columns) for at in range(len(shown_rows))),
                    _totals(answer, params, shown_columns),
                ),
                more=len(answer.rows.things) - len(shown_rows),
            ),
        ),
        empty=None if answer.total else f"No codings for these rows and columns in {whose(params)}.",
    )


def _cross(answer: Crosstab, at: int, cells: list[float], params: Params, columns: range) -> Row:
    percent = params["percent"] != "none"
    things, thing = answer.columns.things, answer.rows.things[at]
    one, other, count = params["rows"], params["columns"], params["count"]
    return (
        Cell(answer.rows.titles[at], of_thing(one, thing, params)),
        *(
            Cell(
                cells[column],
                of_cell((one, thing), (other, things[column]), count, params) if cells[column] else None,
                percent=percent,
            )
            for column in columns
        ),
        Cell(int(answer.row_totals[at]), of_total(one, thing, other, count, params)),
    )


def _totals(answer: Crosstab, params: Params, columns: range) -> Row:
    one, other, count = params["rows"], params["columns"], params["count"]
    sums = zip(answer.columns.things, answer.column_totals.tolist(), strict=True)
    cells = [Cell(number, of_total(other, thing, one, count, params)) for thing, number in sums]
    return (Cell("All"), *(cells[at] for at in columns), Cell(answer.total))


def _records(answer: Crosstab, params: Params) -> Records:
    """The wide table that ``kb crosstab --out FILE.csv`` writes."""
    percent, names = _percent(params), answer.columns.things
    values = (answer.cells if percent is None else answer.percent(percent).round(1)).tolist()
    corner = f"{answer.rows.name} / {answer.columns.name}"
    rows = [
        {corner: thing, **dict(zip(names, cells, strict=True)), "(all)": int(total)}
        for thing, cells, total in zip(answer.rows.things, values, answer.row_totals, strict=True)
    ]
    sums = dict(zip(names, answer.column_totals.tolist(), strict=True))
    return (corner, *names, "(all)"), [*rows, {corner: "(all)", **sums, "(all)": answer.total}]


def _tested(found: Independence | str) -> str:
    if isinstance(found, str):
        return f"{found[:1].upper()}{found[1:]}."
    return (
        f"Chi-square {found.chi_square:.1f}, {found.freedom} degrees of freedom, p {found.p:.2g}, Cramér's V "
        f"{found.cramers_v:.2f}; codings of one interview are not independent, so the true p is larger."
        + (f" {found.doubt[:1].upper()}{found.doubt[1:]}." if found.doubt else "")
    )


KIND = Kind(
    "crosstab",
    "Crosstab",
    "Codings by two variables: codes, cases, speakers, …",
    _controls,
    _answer,
    lambda answer, params: drawing("crosstab").draw(
        answer, percent=_percent(params), words=data.study().words
    ),
    _describe,
    _records,
    smallest=7,
)
