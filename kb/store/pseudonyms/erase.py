"""Overwrite in the file what is no longer in the catalog: free pages, the log, the full-text index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.soundness.checksum import new_number
from kb.db.tables import Change
from kb.queries.documents.pseudonymised import NOUN


def erase(engine: Engine) -> bool | None:
    """Write the file anew without what was deleted, and empty its log; return whether that was done.

    False where another program is using the catalog: then it is to be done again. None on a server. Until it
    is done, the runs that replaced names say so, in case the program is ended in between.
    """
    file = db.file_of(engine.url)
    done = _overwrite(engine, file) if file else None
    if done is not False:
        with db.transaction(engine) as session:
            _note_erased(session)
    return done


def _note_erased(session: Session) -> None:
    for run in session.exec(select(Change).where(Change.noun == NOUN, col(Change.document_id).is_(None))):
        if (run.after or {}).get("erased") is False:
            run.after = {**(run.after or {}), "erased": True}
            session.add(run)


def _overwrite(engine: Engine, file: Path) -> bool:
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
