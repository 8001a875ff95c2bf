"""``kb restore``: bring a backup back."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.options import Database
from kb.cli.output import render
from kb.cli.sessions import backup_file


def restore(
    backup: Annotated[
        str | None,
        typer.Argument(
            metavar="BACKUP",
            help="A number of `kb backup --list`, or a file.  [default: the newest backup]",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
) -> None:
    """Replace the catalog by a backup.

    The current catalog is kept as a backup first, so you can go back to it: `kb restore` with its number. A
    damaged catalog is kept as it is. The backup is checked before and after. Left-over files of the old
    catalog (`-wal`, `-shm`) are removed. Close the app first if the catalog is damaged.
    """
    from kb.store.recovery.restore import find_backup
    from kb.store.recovery.restore import restore as restore_catalog

    catalog = backup_file(database)
    done = restore_catalog(catalog, find_backup(catalog, backup))
    render.note(f"{done.catalog} restored from {done.source}")
    if done.kept is not None:
        what = "the damaged catalog" if done.was_damaged else "the catalog before"
        render.note(f"{what} is kept as backup {done.kept.number}: {done.kept.file}")
