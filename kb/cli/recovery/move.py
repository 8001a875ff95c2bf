"""``kb move``: copy a catalog from a file to a server, or back."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.output import render
from kb.cli.output.progress import progress_bar

_CATALOG = "The path of a file, or postgresql+psycopg://name@server/database."


def move(
    source: Annotated[str, typer.Argument(metavar="FROM", help=_CATALOG, show_default=False)],
    target: Annotated[
        str,
        typer.Argument(metavar="TO", help=f"{_CATALOG} It must be empty, or not exist.", show_default=False),
    ],
    node: Annotated[
        list[str] | None,
        typer.Option(
            "--node",
            metavar="URL",
            help="Keep paragraphs, codings and full text on this database server, too; TO can then only be "
            "read. Needs at least two.",
        ),
    ] = None,
) -> None:
    """Copy a catalog from a file to a PostgreSQL server, or back.

    Everything is copied: documents, codings, codes, memos, decisions, cases and the history. FROM is not
    changed. If the command is stopped, nothing is stored in TO; start it again. Nobody should work in FROM
    while the command runs: changes made there in the meantime are not copied.
    """
    from kb.store.recovery.move import move as move_catalog

    with progress_bar() as told:
        moved = move_catalog(source, target, nodes=node or (), told=told)
    render.note(f"{moved.total:,} rows copied; use the new catalog with --database")
