"""Making a backup: written aside, checked, named. A backup that is listed is complete and sound."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session, select

from kb.db.backups.files import Backup, Reason, backups_of, folder_of, name_of, outdated
from kb.db.backups.new_file import flush, flush_folder
from kb.db.failures import CatalogError, DamagedCatalogError
from kb.db.soundness.checksum import state_of
from kb.db.soundness.damage import first_fault, look_into
from kb.db.tables import Document

_LEFT_OVER = 3600.0
"""Seconds after which a backup that never got its name is one that was cut off."""
_PARTIAL = ".partial"
_log = logging.getLogger(__name__)
_looked_after: dict[Path, date] = {}
"""The day on which this process last saw to the daily backup of a catalog."""


def back_up(catalog: Path, reason: Reason) -> Backup:
    """Copy a catalog, also while others use it; return the copy, or the one that there is of this state.

    Raises:
        DamagedCatalogError: the catalog is damaged; there is no backup of it then.
        CatalogError: the copy could not be written.
    """
    made = backups_of(catalog)
    if made and reason != "by-hand" and _is_of_this_state(made[0], catalog):
        return made[0]
    with _room_aside(catalog) as aside:
        copy_to(catalog, aside)
        if fault := first_fault(aside, thorough=True):
            raise DamagedCatalogError(catalog, fault)
        flush(aside)
        backup = _give_name(aside, catalog, reason)
    _rotate(catalog)
    return backup


def back_up_before(session: Session, reason: Reason) -> None:
    """Back up the catalog of a session before it does something that changes much.

    The copy is of what is stored; what the session has not stored yet is not in it. A catalog without
    documents, or on a server, is not backed up.

    Raises:
        CatalogError: there is no backup, so the action must not be done.
    """
    url = session.get_bind().engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    if session.exec(select(Document.id).limit(1)).first() is not None:
        back_up(Path(url.database), reason)


def back_up_daily(catalog: Path) -> None:
    """Back a catalog up before its first change of a day; work is not held up where that cannot be done.

    Raises:
        DamagedCatalogError: the catalog is damaged.
    """
    today = datetime.now(UTC).date()
    if _looked_after.get(catalog) == today:
        return
    _looked_after[catalog] = today
    newest = next(iter(backups_of(catalog)), None)
    last = newest.made.date() if newest else _first_day(catalog)
    if last is None or last == today:
        return
    try:
        back_up(catalog, "daily")
    except DamagedCatalogError:
        raise
    except CatalogError as error:
        _log.warning("%s", error)


def keep_as_it_is(catalog: Path) -> Backup:
    """Copy a damaged file, byte by byte, with what belongs to it; it is kept with the backups.

    Raises:
        CatalogError: the copy could not be written.
    """
    with _room_aside(catalog) as aside:
        shutil.copyfile(catalog, aside)
        flush(aside)
        backup = _give_name(aside, catalog, "damaged")
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                beside = backup.file.with_name(f"{backup.file.name}{suffix}")
                shutil.copyfile(f"{catalog}{suffix}", beside)
                flush(beside)
    flush_folder(backup.file.parent)
    return backup


@contextmanager
def _room_aside(catalog: Path) -> Iterator[Path]:
    """Yield where to write a backup that has no name yet; whatever is left of it afterwards is removed."""
    folder = folder_of(catalog)
    aside = folder / f"{uuid4().hex}{_PARTIAL}"
    try:
        folder.mkdir(exist_ok=True)
        yield aside
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CatalogError(
            f"no backup could be written to {folder} ({reason}); nothing was changed. Make room there or "
            "check its permissions, then try again"
        ) from error
    finally:
        for each in (aside, Path(f"{aside}-journal"), Path(f"{aside}-wal"), Path(f"{aside}-shm")):
            with suppress(OSError):
                each.unlink()
        _remove_left_over(folder)


def _remove_left_over(folder: Path) -> None:
    with suppress(OSError):
        for each in folder.glob(f"*{_PARTIAL}*"):
            if time.time() - each.stat().st_mtime > _LEFT_OVER:
                each.unlink(missing_ok=True)


def copy_to(catalog: Path, aside: Path) -> None:
    """Copy one state of a catalog into a file that needs nothing beside it; nobody has to wait for that.

    Raises:
        DamagedCatalogError: the catalog is damaged.
        sqlite3.OperationalError: the copy cannot be written.
    """
    with closing(look_into(catalog)) as source, closing(sqlite3.connect(aside)) as target:
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise DamagedCatalogError(catalog, str(error)) from error


def _give_name(aside: Path, catalog: Path, reason: Reason) -> Backup:
    """Give a finished backup the next number; another program may be giving one at the same moment."""
    newest = next(iter(backups_of(catalog)), None)
    for number in count(newest.number + 1 if newest else 1):
        file = aside.with_name(name_of(number, reason))
        if any(aside.parent.glob(f"{number:04}-*")):
            continue
        os.replace(aside, file)  # noqa: PTH105  atomic
        flush_folder(aside.parent)
        return next(each for each in backups_of(catalog) if each.file.name == file.name)
    raise AssertionError  # count never ends


def _is_of_this_state(backup: Backup, catalog: Path) -> bool:
    """Whether nothing was written since a backup, by kb or by another program."""
    if not backup.is_sound or not (state := state_of(catalog)) or state != state_of(backup.file):
        return False
    made = backup.file.stat().st_mtime_ns
    log = Path(f"{catalog}-wal")  # who only reads leaves an empty one behind
    written = [each.stat() for each in (catalog, log) if each.exists()]
    return all(each.st_mtime_ns <= made for each in written if each.st_size)


def _first_day(catalog: Path) -> date | None:
    """The day of the first change in a catalog, or None where there is none."""
    try:
        with closing(look_into(catalog)) as connection:
            first = connection.execute("SELECT at FROM change ORDER BY id LIMIT 1").fetchone()
        return date.fromisoformat(first[0][:10]) if first else None
    except (sqlite3.Error, ValueError, TypeError):
        return None


def _rotate(catalog: Path) -> None:
    delete_backups(outdated(backups_of(catalog)))


def delete_backups(backups: Iterable[Backup]) -> None:
    """Delete backups, as far as that is possible."""
    for each in backups:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{each.file}{suffix}").unlink()
