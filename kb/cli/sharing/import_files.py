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
            help="Files or folders of other tools, or one archive of a project: a folder or a zip.",
        ),
    ],
    database: Database = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported and lost, and store nothing.")
    ] = False,
    project: Annotated[
        str | None,
        typer.Option("--project", metavar="NAME", help="Which project of a file that holds several."),
    ] = None,
    who: Who = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="Output format.")] = "table",
) -> None:
    """Import projects and codebooks of other tools, or an archive.

    The content decides what a file is: a project (.qdpx) or a codebook (.qdc) of ATLAS.ti, NVivo, MAXQDA,
    QualCoder and others in REFI-QDA; a project of QualCoder (its folder, a zip of it, or its data.qda); a
    project of Taguette (.sqlite3), RQDA (.rqda) or qc (its folder); texts with spans of Label Studio,
    doccano, spaCy or Web Annotation; a table of codings or of codes (.csv, .xlsx). Codes keep their tree,
    coders become passes, notes become memos. A coding is stored only on the words that the file says it
    is on; one whose words are not found waits to be placed by hand. What has no place here is carried,
    and written out again by `kb export qdpx`, or told. A file that is imported again brings the catalog
    up to date. Each file is stored whole or not at all, and can be undone as one action. The exit code is
    1 if there is something to check.

    An archive is what `kb export project` writes. The catalog is made if there is none, and must be empty: it
    becomes identical with the one that was exported, with its history. An archive that is damaged, incomplete
    or from a newer version is refused with the file and the line, and nothing is stored.
    """
    archives = [each for each in files if _is_archive(each)]
    if archives and len(files) > 1:
        raise typer.BadParameter("an archive is a whole catalog; import it alone")
    if archives:
        import_archive(database, archives[0], dry_run=dry_run)
    elif import_projects(database, files, who=who, dry_run=dry_run, form=form, part=project):
        raise typer.Exit(1)


def _is_archive(path: Path) -> bool:
    """Whether a path is an archive of a catalog, or can be nothing else."""
    from kb.exchange.archive.container import is_archive
    from kb.exchange.forms import folder_form, is_project

    if is_archive(path):
        return True
    if path.is_dir():
        return folder_form(path) is None
    return path.suffix.lower() == ".zip" and not is_project(path)
