"""``kb codes``: the codebook, and how often each code is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.options import Database, Format, asks
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.filters import Filters

Kind = Literal["issue", "fix", "topic", "structural", "umbrella", "unsorted"]

COLUMNS = (
    Column("code", key=True),
    Column("kind", spare=1),
    Column("carries", room=140),
    Column("stage", room=160),
    Column("aspect", room=180),
    Column("interviews", number=True, spare=2),
    Column("coders", number=True, spare=3),
    Column("codings", number=True),
    Column("paragraphs", number=True, room=100, spare=4),
)


@asks()
def codes(
    filters: Filters,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only codes of this kind.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also codes that nobody used.")] = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the codes, those with most codings first.

    Codings under any spelling of a code count for the code. A code that the taxonomy does not place is
    *unsorted*.
    """
    from kb.queries.codebook.codes import CodeRow
    from kb.queries.codebook.codes import codes as ask

    with reading(database) as session:
        rows = ask(session, filters, kind=kind, every=every)
    render.rows(rows, of=CodeRow, columns=COLUMNS, form=form)
    if not rows:
        render.note("no such code is used; --all shows the whole codebook")
