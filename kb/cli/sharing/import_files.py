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
        typer.Option(
            "--project", metavar="NAME", help="Which project to import, if the file contains several."
        ),
    ] = None,
    who: Who = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="Output format.")] = "table",
) -> None:
    """Import projects and codebooks of other tools, or an archive.

    These files can be imported: projects (.qdpx) and codebooks (.qdc) in the REFI-QDA format, which ATLAS.ti,
    NVivo, MAXQDA, QualCoder and others export; projects of QualCoder (the folder, a zip file of it, or its
    data.qda), Taguette (.sqlite3), RQDA (.rqda) and qc (the folder); coded texts of Label Studio, doccano,
    spaCy and Web Annotation; tables of codings or codes (.csv, .xlsx). The format is recognised by the
    content of the file.

    Codes keep their tree, coders become passes, notes become memos. A coding is only stored on the words that
    the file gives. If these words are not found, it becomes an unplaced coding, which you can place by hand.
    Data that kb has no use for is kept for `kb export qdpx`, or reported as dropped. To update the catalog,
    import a newer version of the same file. Each file is stored completely or not at all, and is one action
    that can be undone. The exit code is 1 if there is something to check.

    An archive is what `kb export project` writes. It needs an empty catalog, which is created if there is
    none. The catalog is then identical to the one that was exported, with its history. If an archive is
    damaged, incomplete or from a newer version of kb, nothing is stored, and the error gives the file and the
    line.
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
