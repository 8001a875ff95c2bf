"""Whether the bytes of a catalog are still those that kb wrote, told by a small file beside it.

SQLite notices damage to the structure of its file, but not a letter or a number that changed in a row. So
each transaction leaves a new random number in the file's head (``PRAGMA user_version``), and who closes it
last writes that number and a checksum of all bytes to ``catalog.db.checksum``. Whoever opens the file next
and finds the same number and other bytes knows that something else than kb has changed it. While somebody has
the catalog open, after a program was killed, and for a file that was copied without its checksum, nothing is
known and SQLite's own check has to do.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import zlib
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, event

from kb.db.soundness.damage import look_into

Verdict = Literal["same", "differs", "unknown"]
_CHUNK = 1 << 20
_HEAD, _NUMBER = 100, slice(60, 64)
"""Bytes of SQLite's header, and where the number of the last transaction is in them."""
_open: Counter[Path] = Counter()
"""Connections of this process to each file. Reading such a file past SQLite would drop SQLite's locks."""
_lock = threading.Lock()


def file_of(catalog: Path) -> Path:
    """Return where the checksum of a catalog is; it need not be there."""
    file = catalog.resolve()
    return file.with_name(f"{file.name}.checksum")


def watch(engine: Engine, catalog: Path | None) -> None:
    """Let every transaction of an engine that changes something leave a new number."""
    file = catalog.resolve() if catalog else Path()

    @event.listens_for(engine, "connect")
    def _opened(_connection: object, _record: object) -> None:
        with _lock:
            _open[file] += 1

    @event.listens_for(engine, "close")
    def _closed(_connection: object, _record: object) -> None:
        with _lock:
            _open[file] -= 1

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.info["changes"] = _driver(connection).total_changes

    @event.listens_for(engine, "commit")
    def _ends(connection: Connection) -> None:
        driver = _driver(connection)
        if driver.total_changes != connection.info.get("changes"):
            driver.execute(f"PRAGMA user_version={new_number()}")


def new_number() -> int:
    """Return a number for a state of a catalog that no other has."""
    return secrets.randbelow(2**31 - 1) + 1


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def compare(catalog: Path) -> Verdict:
    """Compare the bytes of a catalog with its checksum."""
    try:
        noted = json.loads(file_of(catalog).read_text("utf-8"))
    except (OSError, ValueError):
        return "unknown"
    if _in_use(catalog):
        return "unknown"
    found = _measured(catalog)
    if found is None or not isinstance(noted, dict) or found["number"] != noted.get("number"):
        return "unknown"
    return "same" if found == noted else "differs"


def note(catalog: Path) -> None:
    """Write the checksum of a catalog, unless somebody has it open or the folder cannot be written."""
    with suppress(OSError):
        if _in_use(catalog):
            return
        before = catalog.stat()
        found, after = _measured(catalog), catalog.stat()
        is_still = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
        if found is not None and is_still and not _in_use(catalog):
            target = file_of(catalog)
            aside = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
            try:
                aside.write_text(json.dumps(found), "utf-8")
                aside.replace(target)
            finally:
                aside.unlink(missing_ok=True)


def state_of(catalog: Path) -> int:
    """Return the number that the last transaction left in a catalog; 0 where there is none."""
    try:
        with closing(look_into(catalog)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0


def _in_use(catalog: Path) -> bool:
    """Whether somebody has the catalog open, or left something that belongs into it."""
    file = catalog.resolve()
    log = Path(f"{file}-wal")  # who only reads leaves an empty one behind
    return _open[file] > 0 or (log.exists() and log.stat().st_size > 0)


def _measured(catalog: Path) -> dict[str, int] | None:
    """The number in the head of a file, its size and the checksum of its bytes."""
    checksum = size = 0
    head = b""
    try:
        with catalog.open("rb") as file:
            while chunk := file.read(_CHUNK):
                head = head or chunk[:_HEAD]
                checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
    except OSError:
        return None
    number = int.from_bytes(head[_NUMBER], "big")
    return {"number": number, "size": size, "crc32": checksum} if number else None
