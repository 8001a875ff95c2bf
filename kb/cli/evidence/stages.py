"""``kb stages``: the stages of the lifecycle, and the issues that arise in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, Limit
from kb.cli.output import render, words
from kb.cli.output.terminal import Column, needed_width, render_table, width
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.evidence.stages import Cell
    from kb.queries.filtering.filters import Filters

COLUMNS = (
    Column("stage", key=True),
    Column("title", room=100),
    Column("issues", number=True, spare=2),
    Column("interviews", number=True),
    Column("coders", number=True, spare=3),
    Column("codings", number=True, spare=1),
)
CELLS = (
    Column("stage", key=True),
    Column("aspect", key=True),
    Column("interviews", number=True),
    Column("coders", number=True, spare=2),
    Column("codings", number=True, spare=1),
)


@filter_options()
def stages(
    filters: Filters,
    by_aspect: Annotated[
        bool, typer.Option("--by-aspect", help="Show a table of stages by quality aspects.")
    ] = False,
    count: Annotated[
        Literal["interviews", "coders", "codings"],
        typer.Option("--count", help="What the cells of the table with --by-aspect count."),
    ] = "interviews",
    limit: Limit = 0,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the stages with the evidence for their issues.

    The evidence for a stage is that of the issues that arise in it; each coding counts once. An issue that
    arises at two stages counts for both. With --by-aspect, JSON and CSV give one row for each cell with
    evidence, with all three counts. --limit counts stages.
    """
    from kb.queries.evidence import stages as queries

    with reading(database) as session:
        rows = render.limited(queries.stages(session, filters), limit, noun="stage")
        if not by_aspect:
            render.rows(rows, of=queries.StageRow, columns=COLUMNS, form=form)
            return
        shown = [row.stage for row in rows]
        cells = [cell for cell in queries.stage_by_aspect(session, filters) if cell.stage in shown]
    if form == "table":
        _show_cross_table(cells, shown, count)
    else:
        render.rows(cells, of=queries.Cell, columns=(), form=form)


def _show_cross_table(cells: Sequence[Cell], order: Sequence[str], count: str) -> None:
    """Show the cross table, or a list of its cells where the terminal is too narrow."""
    rows = [{"stage": stage} | _cells_of(cells, stage, count) for stage in order]
    columns = _aspect_columns(cells)
    if (room := needed_width(columns, rows)) <= width():
        render.blocks(render_table(columns, rows))
        render.note(f"numbers are {count}; {words.named('aspects')} without evidence are left out")
    else:
        render.blocks(render_table(CELLS, cells))
        render.note(f"the cross table needs a terminal of {room} columns")


def _cells_of(cells: Sequence[Cell], stage: str, count: str) -> dict[str, int]:
    return {cell.aspect: getattr(cell, count) for cell in cells if cell.stage == stage}


def _aspect_columns(cells: Sequence[Cell]) -> tuple[Column, ...]:
    aspects = dict.fromkeys(cell.aspect for cell in cells)
    return (Column("stage", key=True), *(Column(aspect, number=True) for aspect in aspects))
