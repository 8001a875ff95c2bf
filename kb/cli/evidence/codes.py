"""``kb codes``: the codebook, and how often each code is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, IncludeEmpty, Limit
from kb.cli.output import render, words
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.filtering.filters import Filters

Kind = Literal["issue", "fix", "topic", "structural", "umbrella", "unsorted"]

COLUMNS = (
    Column("code", key=True),
    Column("kind", lambda row: words.named(row.kind), spare=1),
    Column("carries", room=140),
    Column("stage", room=160),
    Column("aspect", room=180),
    Column("interviews", number=True, spare=2),
    Column("coders", number=True, spare=3),
    Column("codings", number=True),
    Column("paragraphs", number=True, room=100, spare=4),
)


@filter_options()
def codes(
    filters: Filters,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Limit to codes of this kind.")] = None,
    include_empty: IncludeEmpty = False,
    limit: Limit = 0,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the codes, most codings first.

    The aliases of a code are counted together, under its name in the taxonomy. A code that is not in the
    taxonomy is of the kind unsorted. Codes without codings are left out unless you give --all.
    """
    from kb.queries.codebook.codes import CodeRow
    from kb.queries.codebook.codes import codes as query_codes

    with reading(database) as session:
        rows = query_codes(session, filters, kind=kind, every=include_empty)
    render.rows(render.limited(rows, limit, noun="code"), of=CodeRow, columns=COLUMNS, form=form)
    if not rows:
        render.note("no codes with such codings; --all lists the whole codebook")
