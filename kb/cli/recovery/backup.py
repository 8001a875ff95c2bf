"""``kb backup``: copy the catalog, list the copies, remove old ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import Database, Format
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import backup_file, require_catalog
from kb.formatting import counted


def backup(
    listed: Annotated[bool, typer.Option("--list", help="List the backups, newest first.")] = False,
    delete_before: Annotated[
        int | None,
        typer.Option("--delete-before", metavar="N", min=1, help="Delete all backups older than backup N."),
    ] = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Make a backup of the catalog.

    Backups are files in a folder beside the catalog. kb also makes one by itself before the first change of a
    day and before an action that changes much: importing files, applying another taxonomy, merging codes,
    deleting a document, undoing a large action, restoring, updating the catalog. Every backup is checked when
    it is made. Old automatic backups are deleted; those that you make are kept.

    Backups that were made before a name was hidden, or a document deleted, still contain it: delete them with
    --delete-before.
    """
    from kb.db.backups import REASONS, Backup, back_up, backups_of

    columns = (
        Column("backup", "number", number=True),
        Column("made"),
        Column("reason", lambda row: REASONS.get(row.reason, row.reason)),
        Column("size", lambda row: f"{row.size / 1e6:.1f} MB", number=True),
        Column("file", lambda row: row.file.name),
    )
    catalog = backup_file(database)
    if listed:
        render.rows(backups_of(catalog), of=Backup, columns=columns, form=form)
        return
    if delete_before is not None:
        _delete_before(catalog, delete_before)
        return
    require_catalog(database)
    made = back_up(catalog, "by-hand")
    if form == "table":
        render.note(f"backup {made.number} made and checked: {made.file}")
    else:
        render.rows([made], of=Backup, columns=columns, form=form)


def _delete_before(catalog: Path, number: int) -> None:
    from kb.db.backups import backups_of, delete_backups

    old = [each for each in backups_of(catalog) if each.number < number]
    delete_backups(old)
    render.note(f"deleted: {counted(len(old), 'backup')}")
