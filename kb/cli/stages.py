"""``kb stages``: where in the lifecycle issues arise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli import render
from kb.cli.options import Database, Format, asks
from kb.cli.sessions import reading
from kb.cli.terminal import Column

if TYPE_CHECKING:
    from kb.queries.evidence import Filters
    from kb.queries.stages import Cell

COLUMNS = (
    Column("stage", key=True),
    Column("title", room=100),
    Column("issues", number=True),
    Column("interviews", number=True),
    Column("coders", number=True),
    Column("codings", number=True),
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
    from kb.queries import stages as ask

    with reading(database) as session:
        if not by_aspect:
            render.rows(ask.stages(session, filters), of=ask.StageRow, columns=COLUMNS, form=form)
            return
        cells = ask.stage_by_aspect(session, filters)
        order = [row.stage for row in ask.stages(session)]
    if form == "table":
        rows = [{"stage": stage} | _cells(cells, stage, count) for stage in order]
        render.rows(rows, of=(), columns=_crossed(cells), form=form)
        render.note(f"numbers are {count}; an aspect without evidence has no column")
    else:
        render.rows(cells, of=ask.Cell, columns=(), form=form)


def _cells(cells: Sequence[Cell], stage: str, count: str) -> dict[str, int]:
    return {cell.aspect: getattr(cell, count) for cell in cells if cell.stage == stage}


def _cell(aspect: str, row: Mapping[str, object]) -> object:
    return row.get(aspect)


def _crossed(cells: Sequence[Cell]) -> tuple[Column, ...]:
    aspects = dict.fromkeys(cell.aspect for cell in cells)
    crossed = (Column(aspect, partial(_cell, aspect), number=True) for aspect in aspects)
    return (Column("stage", lambda row: row["stage"], key=True), *crossed)
