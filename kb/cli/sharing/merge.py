"""``kb merge``: two copies of one project as one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.options import Format
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sharing.archive import study_at, write_archive
from kb.formatting import counted

COLUMNS = (
    Column("what", "kind"),
    Column("name"),
    Column("document"),
    Column("differs in", "field"),
    Column("base", room=100),
    Column("a"),
    Column("b"),
    Column("stands", "taken"),
)


def merge(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="What both copies were made from.")],
    a: Annotated[Path, typer.Argument(metavar="A", help="One copy: an archive or a catalog.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The other copy.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Write to FILE: a folder or a .zip file.")
    ],
    prefer: Annotated[
        Literal["a", "b"] | None,
        typer.Option("--prefer", help="Whose version stands where both changed one thing differently."),
    ] = None,
    form: Format = "table",
) -> None:
    """Bring two copies of one project together.

    BASE is the project before the two copies went apart. What one copy added, changed or removed since is so
    in the merged project, which is written as an archive; `kb import` makes a catalog of it. The table lists
    conflicts: what both changed differently, and what one removed and the other changed. With conflicts,
    nothing is written unless --prefer says whose version stands. A document that one deleted stays if the
    other worked in it. The exit code is 1 if there are conflicts and no --prefer.
    """
    from kb.errors import KbError
    from kb.exchange.archive.errors import ArchiveError
    from kb.exchange.archive.merge import Conflict
    from kb.exchange.archive.merge import merge as merge_studies
    from kb.exchange.archive.reading import read_files
    from kb.exchange.archive.writing import files_of

    merged = merge_studies(study_at(base), study_at(a), study_at(b), prefer=prefer or "a")
    render.rows(merged.conflicts, of=Conflict, columns=COLUMNS, form=form)
    if merged.conflicts and prefer is None:
        number = counted(len(merged.conflicts), "conflict")
        render.note(f"{number}, nothing written: give --prefer a or --prefer b, or change the copies")
        raise typer.Exit(1)
    files = dict(files_of(merged.study))
    try:
        read_files(files)
    except ArchiveError as error:
        raise KbError(f"these copies cannot be merged, and nothing was written: {error}") from error
    write_archive(out, files.items())
