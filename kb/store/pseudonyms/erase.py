"""Overwrite in the file what is no longer in the catalog: free pages, the log, the full-text index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Engine

from kb.db import engine as db
from kb.db.soundness.checksum import new_number


def erase(engine: Engine) -> bool | None:
    """Write the file anew without what was deleted, and empty its log; return whether that was done.

    False where another program is using the catalog: then it is to be done again. None on a server.
    """
    file = db.file_of(engine.url)
    if file is None:
        return None
    engine.dispose()  # connections of ours that are open would hold the log
    with db.plain_errors(file), closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        try:
            driver.execute("VACUUM")
            driver.execute(f"PRAGMA user_version={new_number()}")
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False
    return not busy
