"""Bring a backup back in the place of a catalog; what was there is kept with the backups.

A sound catalog is replaced in one transaction of SQLite, so that an app that is open sees the old state or
the restored one, never a mixture, and a restore that is killed has done nothing. A damaged file cannot be
written to: it is moved away with its ``-wal`` and ``-shm`` (a left-over log would destroy the restored file),
after its bytes were copied, and only while no other program has it open.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from kb.db import engine as db
from kb.db.backups import Backup, back_up, backups_of, keep_as_it_is
from kb.db.backups.new_file import flush, flush_folder
from kb.db.failures import CatalogError, DamagedCatalogError
from kb.db.soundness import checksum, write_ahead
from kb.db.soundness.damage import first_fault

_BUSY_SECONDS = 10
_SHARED_LOCK = 0x40000002, 510
"""The bytes that every program with an open catalog has locked: SQLite's shared lock, first and number."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back from which file, and where what was there is kept; None where nothing was."""

    catalog: Path
    source: Path
    kept: Backup | None
    was_damaged: bool


def find_backup(catalog: Path, named: str | None) -> Path:
    """Return the file of a backup by its number or path; the newest sound one without a name.

    Raises:
        CatalogError: there is none.
    """
    made = backups_of(catalog)
    if named is None:
        sound = [each for each in made if each.is_sound and each.reason != "restore"]
        if not sound:
            damaged = "; if it is damaged, save what is readable with `kb rescue`" if catalog.exists() else ""
            raise CatalogError(f"there are no backups of {catalog}{damaged}")
        return sound[0].file
    by_number = {str(each.number): each.file for each in made}
    if file := by_number.get(named.lstrip("0") or "0"):
        return file
    if Path(named).is_file():
        return Path(named)
    raise CatalogError(f"no backup {named!r} of {catalog}; see `kb backup --list`")


def restore(catalog: Path, source: Path) -> Restored:
    """Put a backup in the place of a catalog, brought up to date and checked.

    Raises:
        CatalogError: the backup is damaged or no catalog, the catalog is in use, or the disk is full; the
            catalog is as it was then.
    """
    catalog = catalog.resolve()
    if not catalog.parent.is_dir():
        raise CatalogError(f"no folder {catalog.parent} for the catalog; create it first")
    if source.resolve() == catalog:
        raise CatalogError("a catalog cannot be restored from itself; name a backup of `kb backup --list`")
    aside = catalog.with_name(f".{catalog.name}.{uuid4().hex}.restored")
    try:
        _prepare(source, aside)
        return _put_in_place(catalog, source, aside)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal", ".checksum"):
            with suppress(OSError):
                Path(f"{aside}{suffix}").unlink()


def _prepare(source: Path, aside: Path) -> None:
    """Make a copy of a backup that is sound and up to date."""
    if not source.is_file():
        raise CatalogError(f"there is no file {source}; `kb backup --list` lists the backups")
    try:
        shutil.copyfile(source, aside)
        log = Path(f"{source}-wal")
        if log.exists():  # a backup that a person made by copying both
            shutil.copyfile(log, f"{aside}-wal")
    except OSError as error:
        raise CatalogError(
            f"the backup could not be copied ({error.strerror}); nothing was changed. Make room, then "
            "try again"
        ) from error
    if fault := first_fault(aside, thorough=True):
        raise DamagedCatalogError(source, fault)
    db.open_for_writing(aside, migrates_in_place=True).dispose()
    with closing(sqlite3.connect(aside, timeout=_BUSY_SECONDS)) as connection:
        # A state of its own: it has other bytes than the catalog had when the backup was made.
        connection.execute(f"PRAGMA user_version={checksum.new_number()}")
        for table in ("invitation", "sign_in"):  # what let people in then may have been ended since
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  our own names
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    flush(aside)


def _put_in_place(catalog: Path, source: Path, aside: Path) -> Restored:
    if not catalog.exists():
        _replace(catalog, aside)
        return Restored(catalog, source, None, was_damaged=False)
    if not _is_sound(catalog):
        _refuse_if_open(catalog)
        kept = keep_as_it_is(catalog)
        _replace(catalog, aside)
        return Restored(catalog, source, kept, was_damaged=True)
    kept = back_up(catalog, "restore")
    checksum.file_of(catalog).unlink(missing_ok=True)
    with db.plain_errors(catalog), closing(sqlite3.connect(aside)) as new:
        with closing(sqlite3.connect(catalog, timeout=_BUSY_SECONDS)) as target:
            target.execute("PRAGMA synchronous=FULL")
            target.execute(f"PRAGMA {write_ahead.NOT_BY_ITSELF}")
            new.backup(target, progress=_refuse_to_wait)
        if fault := first_fault(catalog, thorough=True):
            raise DamagedCatalogError(catalog, fault)
    checksum.note(catalog)
    return Restored(catalog, source, kept, was_damaged=False)


def _refuse_to_wait(status: int, _left: int, _pages: int) -> None:
    """Stop where another program writes all the time: Python would try again for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def _is_sound(catalog: Path) -> bool:
    if catalog.stat().st_size == 0:
        return False
    return checksum.compare(catalog) != "differs" and first_fault(catalog, thorough=True) is None


def _replace(catalog: Path, aside: Path) -> None:
    """Let a file take the place of one that nobody has open, and whose bytes are kept elsewhere."""
    checksum.file_of(catalog).unlink(missing_ok=True)
    for suffix in ("-wal", "-shm", "-journal"):  # first: beside the new file they would destroy it
        Path(f"{catalog}{suffix}").unlink(missing_ok=True)
    flush_folder(catalog.parent)
    os.replace(aside, catalog)  # noqa: PTH105  atomic
    flush_folder(catalog.parent)
    checksum.note(catalog)


def _refuse_if_open(catalog: Path) -> None:
    """A program that has the file open would go on writing into the one that was moved away.

    Raises:
        CatalogError: some program has it open.
    """
    try:
        import fcntl  # noqa: PLC0415  not on Windows, where an open file cannot be replaced anyway
    except ImportError:
        return
    first, number = _SHARED_LOCK
    with catalog.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, number, first)
        except OSError as error:
            raise CatalogError(
                f"{catalog} is open in another program (the app?); close it, then run `kb restore` again"
            ) from error
