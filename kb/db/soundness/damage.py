"""Whether the file of a catalog is sound, as far as SQLite itself can tell.

Everything here opens the file on its own and changes nothing; a damaged file is never written to.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

_BUSY_SECONDS = 10
MOST_FAULTS = 100
"""Faults that are listed; a file with more is beyond repair by hand."""


def look_into(path: Path) -> sqlite3.Connection:
    """Open a file for reading only, whoever else uses it, and also where nothing can be written."""
    kept_open = os.access(path.parent, os.W_OK) or Path(f"{path}-wal").exists()
    options = "mode=ro" if kept_open else "mode=ro&immutable=1"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{options}", uri=True, timeout=_BUSY_SECONDS
    )
    connection.execute("PRAGMA cell_size_check=ON")
    return connection


def faults(path: Path, *, thorough: bool) -> list[str]:
    """Return what SQLite finds wrong with a file, in its words; nothing for a sound one.

    A ``thorough`` look also compares every index with its table and every reference with what it refers to,
    reads every list and record that stands in a column, and takes several times as long.
    """
    check = "integrity_check" if thorough else "quick_check"
    try:
        with closing(look_into(path)) as connection:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}({MOST_FAULTS})")]
            if found == ["ok"]:
                found = []
            if thorough and not found:
                found = [_reference(*row) for row in connection.execute("PRAGMA foreign_key_check")]
                found += _no_json(connection)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "unable to open" in str(error):
            raise
        return [str(error)]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [str(error)]
    return [line for each in found for line in each.splitlines() if not line.startswith("*** in database")]


def _no_json(connection: sqlite3.Connection) -> Iterator[str]:
    """Tell of lists and records that are none any more: whatever reads the row would stop there."""
    columns = connection.execute(
        "SELECT made.name, held.name FROM sqlite_master AS made, pragma_table_info(made.name) AS held"
        " WHERE made.type = 'table' AND held.type = 'JSON'"
    ).fetchall()
    for table, column in columns:
        bad = f'"{column}" IS NOT NULL AND NOT json_valid("{column}")'
        for row in connection.execute(f'SELECT rowid FROM "{table}" WHERE {bad} LIMIT {MOST_FAULTS}'):  # noqa: S608  our own names
            yield f"row {row[0]} of {table}: {column} cannot be read"


def first_fault(path: Path, *, thorough: bool = False) -> str | None:
    """Return the first fault of a file, or None where it is sound or cannot be looked at now."""
    try:
        found = faults(path, thorough=thorough)
    except sqlite3.OperationalError:
        return None
    return found[0] if found else None


def _reference(table: str, row: int, target: str, _key: int) -> str:
    return f"row {row} of {table} refers to a row of {target} that is not there"


def index_fault(path: Path) -> str | None:
    """Return what is wrong between the full-text index and the paragraphs, or None.

    SQLite's command for it is written like an insert, so it is taken back; only a sound file may be given.
    """
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            try:
                connection.execute(
                    "INSERT INTO paragraph_search(paragraph_search, rank) VALUES ('integrity-check', 1)"
                )
            finally:
                connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return None if "readonly" in str(error) or "locked" in str(error) else str(error)
    except sqlite3.DatabaseError as error:
        return str(error)
    return None
