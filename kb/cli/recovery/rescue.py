"""``kb rescue``: save what is readable of a damaged catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import Format
from kb.cli.output import render
from kb.cli.output.terminal import Column

COLUMNS = (
    Column("table"),
    Column("saved", number=True),
    Column("from the history", "from_history", number=True),
    Column("missing", number=True),
    Column("left out", "orphans", number=True),
)


def rescue(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The damaged catalog.", readable=False)],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="Write to FILE: the new catalog. It must not exist yet."),
    ] = Path("rescued.db"),
    form: Format = "table",
) -> None:
    """Save what is readable of a damaged catalog into a new one.

    The damaged file is not changed. Rows that cannot be read are taken from the history in the catalog where
    it has them. The table lists, for each kind of rows, how many were saved, how many are missing, and how
    many were left out because what they refer to is missing. Documents whose text is not complete are
    named. Afterwards, run `kb ingest` on your files to bring back what came from them. The exit code is 1 if
    something is missing.
    """
    from kb.store.recovery.rescue import RescuedTable
    from kb.store.recovery.rescue import rescue as rescue_catalog

    done = rescue_catalog(file, out)
    render.rows(done.tables, of=RescuedTable, columns=COLUMNS, form=form)
    for each in done.incomplete:
        render.note(f"the text of {each} is not complete")
    render.note(f"saved into {out}; run `kb ingest` on your files to bring back what came from them")
    if done.is_incomplete:
        raise typer.Exit(1)
