"""``kb stages``: where in the lifecycle issues arise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.options import Database, Format, asks
from kb.cli.output import render
from kb.cli.output.terminal import Column, needed, table, width
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.evidence.stages import Cell
    from kb.queries.filters import Filters

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


@asks()
def stages(
    filters: Filters,
    by_aspect: Annotated[
        bool, typer.Option("--by-aspect", help="Cross the stages with the quality aspects.")
    ] = False,
    count: Annotated[
        Literal["interviews", "coders", "codings"],
        typer.Option("--count", help="What a cell of the cross table shows."),
    ] = "interviews",
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the stages, and how much is heard of their issues.

    A stage's evidence is that of the issues that arise in it, each coding counted once; an issue that arises
    at two stages is evidence for both. --by-aspect also divides it by the aspect that the issues hurt. JSON
    and CSV give one row for each cell that has evidence, with all three counts.
    """
    from kb.queries.evidence import stages as ask

    with reading(database) as session:
        if not by_aspect:
            render.rows(ask.stages(session, filters), of=ask.StageRow, columns=COLUMNS, form=form)
            return
        cells = ask.stage_by_aspect(session, filters)
        order = [row.stage for row in ask.stages(session)]
    if form == "table":
        _show(cells, order, count)
    else:
        render.rows(cells, of=ask.Cell, columns=(), form=form)


def _show(cells: Sequence[Cell], order: Sequence[str], count: str) -> None:
    """Show the cross table, or its cells one by one where there is no room for it."""
    rows = [{"stage": stage} | _cells(cells, stage, count) for stage in order]
    crossed = _crossed(cells)
    if (room := needed(crossed, rows)) <= width():
        render.show(table(crossed, rows))
        render.note(f"numbers are {count}; an aspect without evidence has no column")
    else:
        render.show(table(CELLS, cells))
        render.note(f"a terminal of {room} columns shows this as a cross table")


def _cells(cells: Sequence[Cell], stage: str, count: str) -> dict[str, int]:
    return {cell.aspect: getattr(cell, count) for cell in cells if cell.stage == stage}


def _crossed(cells: Sequence[Cell]) -> tuple[Column, ...]:
    aspects = dict.fromkeys(cell.aspect for cell in cells)
    return (Column("stage", key=True), *(Column(aspect, number=True) for aspect in aspects))
