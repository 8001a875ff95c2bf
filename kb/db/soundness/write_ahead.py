"""The log that is written ahead of a catalog, and when it is put into the file: never beside a commit.

SQLite before 3.51.3 can lose what was committed where one connection puts the log into the file while another
begins the log anew (https://sqlite.org/wal.html#walresetbug); many systems still come with such a version. A
log is begun anew only by who holds the lock for writing. So no connection of ours puts it into the file on
its own after a commit, as SQLite would, but only here, while that lock is held.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

NOT_BY_ITSELF = "wal_autocheckpoint=0"
"""The pragma that every connection needs which writes into a catalog."""

_BUSY_SECONDS = 10
_ENOUGH = 4 << 20
"""Bytes of a log that are worth putting into the file; SQLite's own measure, too."""


def log_of(catalog: Path) -> Path:
    """Return where a catalog's log is; it need not be there."""
    return catalog.with_name(f"{catalog.name}-wal")


def use(catalog: Path) -> None:
    """Let readers of a catalog go on while one writes. Set once: it stays so."""
    with closing(sqlite3.connect(catalog, timeout=_BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def put_into_file_if_long(catalog: Path) -> None:
    """Put a catalog's log into its file if it has grown long, unless somebody writes just now."""
    try:
        if log_of(catalog).stat().st_size >= _ENOUGH:
            put_into_file(catalog, wait=0)
    except (OSError, sqlite3.Error):
        return  # what is committed is in the log, and whoever commits next tries again


def put_into_file(catalog: Path, *, wait: float = _BUSY_SECONDS) -> None:
    """Put a catalog's log into its file, as far as nobody still reads what was before, and onto the disk.

    It waits so many seconds for who writes.

    Raises:
        sqlite3.OperationalError: somebody writes all the time.
    """
    with closing(_connection(catalog, wait)) as holder, closing(_connection(catalog, wait)) as mover:
        holder.execute("BEGIN IMMEDIATE")
        try:
            mover.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            holder.execute("ROLLBACK")


def _connection(catalog: Path, wait: float) -> sqlite3.Connection:
    connection = sqlite3.connect(catalog, timeout=wait, isolation_level=None)
    for pragma in (NOT_BY_ITSELF, "synchronous=FULL", "fullfsync=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
