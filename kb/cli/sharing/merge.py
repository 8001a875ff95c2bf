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
    base: Annotated[
        Path,
        typer.Argument(metavar="BASE", help="The project before it was copied: an archive or a catalog."),
    ],
    a: Annotated[Path, typer.Argument(metavar="A", help="One copy: an archive or a catalog.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The other copy.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Write to FILE: a folder or a .zip file.")
    ],
    prefer: Annotated[
        Literal["a", "b"] | None,
        typer.Option(
            "--prefer", help="Whose version to use for conflicts.  [default: none, conflicts are listed]"
        ),
    ] = None,
    form: Format = "table",
) -> None:
    """Merge two copies of one project.

    BASE is the project before it was copied. The merged project contains what each copy added, changed or
    removed since then. It is written as an archive; `kb import` turns it into a catalog. A document that was
    deleted in one copy is kept if somebody worked on it in the other.

    The table lists conflicts: things that were changed differently in both copies, or removed in one and
    changed in the other. If there are conflicts, nothing is written and the exit code is 1, unless you choose
    a copy with --prefer.
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
        render.note(f"{number}, nothing written: use --prefer a or --prefer b, or change the copies")
        raise typer.Exit(1)
    files = dict(files_of(merged.study))
    try:
        read_files(files)
    except ArchiveError as error:
        raise KbError(f"these copies cannot be merged, and nothing was written: {error}") from error
    write_archive(out, files.items())
