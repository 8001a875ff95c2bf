"""Which files are not opened: what is no catalog, and a catalog that is damaged."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from kb.db.failures import ChangedOutsideError, DamagedCatalogError, EmptyFileError, NotACatalogError
from kb.db.soundness import checksum
from kb.db.soundness.content import content_faults, is_rescued
from kb.db.soundness.damage import first_fault

_MAGIC = b"SQLite format 3\0"
_SHORT = 512
"""Bytes of the smallest page there is; SQLite takes a shorter file for an empty database."""


def refuse_other_files(path: Path | None) -> None:
    """Refuse what SQLite would wait for (a pipe), or write over: a file too short to see that it is none.

    Raises:
        CatalogError: the file cannot be a catalog.
    """
    if path is not None and path.exists() and not path.is_file():
        raise NotACatalogError(path)
    try:
        size = path.stat().st_size if path else _SHORT
        head = path.read_bytes()[: len(_MAGIC)] if path and size < _SHORT else b""
    except OSError:
        return  # SQLite finds out, and we tell it then
    if size == 0:
        raise EmptyFileError(path)
    if head and head != _MAGIC:
        raise NotACatalogError(path)


def is_as_written(path: Path) -> bool:
    """Whether the bytes of a file are known to be those that were written last.

    Raises:
        CatalogError: they are known not to be.
    """
    verdict = checksum.compare(path)
    if verdict == "differs":
        refuse_damage(path)
        raise ChangedOutsideError(path)
    return verdict == "same"


def refuse_damage(path: Path, *, thorough: bool = False) -> None:
    """Refuse a file in which SQLite finds a fault, or, ``thorough``, rows that do not hold together.

    What a rescued catalog misses is known already.

    Raises:
        DamagedCatalogError: it is damaged.
    """
    thorough = thorough and not is_rescued(path)
    if fault := first_fault(path, thorough=thorough):
        raise DamagedCatalogError(path, fault)
    if thorough and (faults := content_faults(path)):
        raise DamagedCatalogError(path, ": ".join(faults[0]))


def refuse_lost_tables(connection: Connection, where: object) -> None:
    """Without tables a database is new, unless it has pages: then its list of tables is lost.

    Raises:
        DamagedCatalogError: it has pages.
    """
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA page_count").scalar_one() > 1:
        raise DamagedCatalogError(where, "it has content, but no tables")
