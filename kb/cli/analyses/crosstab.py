"""``kb crosstab``: a cross table of codings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, IncludeEmpty
from kb.cli.output import files, render
from kb.cli.output.files import Out
from kb.cli.output.terminal import Column, needed_width, render_table, width
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.analysis.crosstab import Crosstab
    from kb.queries.filtering.filters import Filters

ALL = "(all)"
_SIDES = (
    "code, issue, fix, stage, aspect, family, interview, coder, pass, speaker, part, or an attribute of cases"
)


@filter_options()
def crosstab(
    filters: Filters,
    rows: Annotated[
        str, typer.Argument(metavar="ROWS", help=f"What the rows are: {_SIDES}.", show_default=False)
    ],
    columns: Annotated[
        str,
        typer.Argument(metavar="COLUMNS", help="What the columns are: another of these.", show_default=False),
    ],
    count: Annotated[
        Literal["codings", "interviews", "coders"], typer.Option("--count", help="What the cells count.")
    ] = "codings",
    percent: Annotated[
        Literal["rows", "columns"] | None,
        typer.Option("--percent", help="Show percentages of the row totals or column totals."),
    ] = None,
    parts: Annotated[
        int,
        typer.Option(
            "--parts",
            metavar="N",
            min=1,
            max=1000,
            help="Number of equal parts per interview, if rows or columns are part.",
        ),
    ] = 10,
    include_empty: IncludeEmpty = False,
    out: Out = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show a cross table of codings.

    Rows and columns are variables, such as issue and speaker. Totals count each coding,
    interview or coder once, so they can be less than the sum of the cells. Cases without a value for an
    attribute are counted under (not known). part is the part of the interview in which a coding begins.
    Empty rows and columns are left out unless you give --all. CSV has the columns of the table; JSON
    gives one object for each row.
    """
    from kb.queries.analyses.crosstab import crosstab as count_crosstab

    wanted = files.form_of(out, form)
    with reading(database) as session:
        answer = count_crosstab(
            session, rows, columns, filters, count=count, parts=parts, every=include_empty
        )
    body = _rows(answer, percent)
    if wanted == "csv":
        body, of = [_flat(row, answer) for row in body], _header(answer)
    else:
        of = ["row", "cells", "all"]
    if out is not None:
        from kb.figures.crosstab import draw

        files.write_rows(out, wanted, figure=lambda: draw(answer, percent=percent), rows=body, of=of)
    elif form == "table":
        _show_table(answer, body, percent)
    else:
        render.rows(body, of=of, columns=(), form=form)


def _rows(answer: Crosstab, percent: Literal["rows", "columns"] | None) -> list[dict[str, Any]]:
    """Return each row as its name, its cells by column name, and its total; the totals come last."""
    values = answer.cells.tolist() if percent is None else answer.percent(percent).round(1).tolist()
    names = answer.columns.things
    body = [
        {"row": thing, "cells": dict(zip(names, cells, strict=True)), "all": int(total)}
        for thing, cells, total in zip(answer.rows.things, values, answer.row_totals, strict=True)
    ]
    totals = dict(zip(names, answer.column_totals.tolist(), strict=True))
    return [*body, {"row": ALL, "cells": totals, "all": answer.total}]


def _header(answer: Crosstab) -> list[str]:
    return [f"{answer.rows.name} / {answer.columns.name}", *answer.columns.things, ALL]


def _flat(row: dict[str, Any], answer: Crosstab) -> dict[str, Any]:
    """A row as CSV has it."""
    name, *_, total = _header(answer)
    return {name: row["row"], **row["cells"], total: row["all"]}


def _show_table(answer: Crosstab, body: list[dict[str, Any]], percent: str | None) -> None:
    """Show the table, or a list of its cells where the terminal is too narrow."""
    from kb.analysis.crosstab import Independence

    if not answer.total:
        render.note("no codings for these rows and columns")
        return
    flat = [_flat(row, answer) for row in body]
    names = _header(answer)
    crossed = (Column(names[0], key=True), *(Column(name, number=True) for name in names[1:]))
    if (room := needed_width(crossed, flat)) <= width():
        render.blocks(render_table(crossed, flat))
    else:
        render.blocks(render_table(_CELLS, [_cell(row, name) for row in body for name in row["cells"]]))
        render.note(f"the cross table needs a terminal of {room} columns; --out FILE.csv writes it to a file")
    what = answer.count if percent is None else f"percentages of the totals of {percent}, in {answer.count}"
    render.note(f"numbers are {what}; totals count each of the {answer.count} once")
    if answer.left_out:
        render.note(f"{answer.left_out} codings belong to no row or no column and are left out")
    tested = answer.independence
    if isinstance(tested, Independence):
        render.note(
            f"chi-square {tested.chi_square:.1f}, {tested.freedom} degrees of freedom, p {tested.p:.2g}, "
            f"Cramér's V {tested.cramers_v:.2f}; codings of one interview are related, so p is too small"
            + (f"; {tested.doubt}" if tested.doubt else "")
        )
    else:
        render.note(tested)


_CELLS = (Column("row", key=True), Column("column", key=True), Column("number", number=True))


def _cell(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {"row": row["row"], "column": name, "number": row["cells"][name]}
