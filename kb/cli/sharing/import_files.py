"""``kb import FILE…``: studies from elsewhere, by what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.options import Database, Who
from kb.cli.sharing.archive import import_archive
from kb.cli.sharing.projects import import_projects


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            readable=False,
            help="Projects (.qdpx) and codebooks (.qdc), or one archive of a project: a folder or a zip.",
        ),
    ],
    database: Database = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported and lost, and store nothing.")
    ] = False,
    who: Who = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="Output format.")] = "table",
) -> None:
    """Import projects and codebooks of other tools, or an archive.

    ATLAS.ti, NVivo, MAXQDA, QualCoder and others export QDPX (REFI-QDA). Codes keep their tree, coders become
    passes, notes become memos. What has no place here is carried: kept, and written out again by `kb export
    qdpx`. A file that is imported again brings the catalog up to date. Each file is stored whole or not at
    all, and can be undone as one action. The exit code is 1 if there is something to check.

    An archive is what `kb export project` writes. The catalog is made if there is none, and must be empty: it
    becomes identical with the one that was exported, with its history. An archive that is damaged, incomplete
    or from a newer version is refused with the file and the line, and nothing is stored.
    """
    from kb.exchange.archive.container import is_archive

    archives = [each for each in files if each.is_dir() or each.suffix.lower() == ".zip" or is_archive(each)]
    if archives and len(files) > 1:
        raise typer.BadParameter("an archive is a whole catalog; import it alone")
    if archives:
        import_archive(database, archives[0], dry_run=dry_run)
    elif import_projects(database, files, who=who, dry_run=dry_run, form=form):
        raise typer.Exit(1)
