"""``kb crosstab``: any two ways of sorting codings, crossed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kb.cli.options import Database, Format, asks
from kb.cli.output import files, render
from kb.cli.output.files import Out
from kb.cli.output.terminal import Column, needed, table, width
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.analysis.crosstab import Crosstab
    from kb.queries.filters import Filters

ALL = "(all)"
_SIDES = "code, issue, fix, stage, aspect, family, interview, coder, pass, speaker, part, or an attribute"


@asks()
def crosstab(
    filters: Filters,
    rows: Annotated[str, typer.Argument(metavar="ROWS", help=f"One of {_SIDES}.", show_default=False)],
    columns: Annotated[str, typer.Argument(metavar="COLUMNS", help="Another one.", show_default=False)],
    count: Annotated[
        Literal["codings", "interviews", "coders"], typer.Option("--count", help="What a cell counts.")
    ] = "codings",
    percent: Annotated[
        Literal["rows", "columns"] | None,
        typer.Option("--percent", help="Cells as percentages of the total of their row or column."),
    ] = None,
    parts: Annotated[
        int, typer.Option("--parts", metavar="N", min=1, max=1000, help="Into how many parts for part.")
    ] = 10,
    every: Annotated[bool, typer.Option("--all", help="Also rows and columns without codings.")] = False,
    out: Out = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Cross any two ways of sorting codings.

    Totals count distinct codings, interviews or coders: they are less than the sum of their cells where one
    coding is in several. What is not known of a case stands under (not known). part is the part of the
    interview in which a coding begins. CSV is as wide as the table; JSON gives an object for each row.
    """
    from kb.queries.analyses.crosstab import crosstab as ask

    wanted = files.form_of(out, form)
    with reading(database) as session:
        answer = ask(session, rows, columns, filters, count=count, parts=parts, every=every)
    body = _rows(answer, percent)
    if wanted == "csv":
        body, of = [_flat(row, answer) for row in body], _header(answer)
    else:
        of = ["row", "cells", "all"]
    if out is not None:
        from kb.figures.crosstab import draw

        files.write(out, wanted, figure=lambda: draw(answer, percent=percent), rows=body, of=of)
    elif form == "table":
        _show(answer, body, percent)
    else:
        render.rows(body, of=of, columns=(), form=form)


def _rows(answer: Crosstab, percent: Literal["rows", "columns"] | None) -> list[dict[str, Any]]:
    """Each row as its name, its cells by the names of the columns, and its total; the totals come last."""
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


def _show(answer: Crosstab, body: list[dict[str, Any]], percent: str | None) -> None:
    """Show the table, or its cells one by one where there is no room for it."""
    from kb.analysis.crosstab import Independence

    if not answer.total:
        render.note("no coding is in any such row and column")
        return
    flat = [_flat(row, answer) for row in body]
    names = _header(answer)
    crossed = (Column(names[0], key=True), *(Column(name, number=True) for name in names[1:]))
    if (room := needed(crossed, flat)) <= width():
        render.show(table(crossed, flat))
    else:
        render.show(table(_CELLS, [_cell(row, name) for row in body for name in row["cells"]]))
        render.note(
            f"a terminal of {room} columns shows this as a cross table; --out FILE.csv writes it as one"
        )
    what = answer.count if percent is None else f"percentages of the {percent}, in {answer.count}"
    render.note(f"numbers are {what}; totals count each of the {answer.count} once")
    if answer.left_out:
        render.note(f"{answer.left_out} codings are in no row or no column, and left out")
    tested = answer.independence
    if isinstance(tested, Independence):
        render.note(
            f"chi-square {tested.chi_square:.1f}, {tested.freedom} degrees of freedom, p {tested.p:.2g}, "
            f"Cramér's V {tested.cramers_v:.2f}; codings of one interview hang together, so p is too small"
            + (f"; {tested.doubt}" if tested.doubt else "")
        )
    else:
        render.note(tested)


_CELLS = (Column("row", key=True), Column("column", key=True), Column("number", number=True))


def _cell(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {"row": row["row"], "column": name, "number": row["cells"][name]}
