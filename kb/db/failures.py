"""What can be wrong with a catalog, each told in one sentence that says what to do next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from kb.db.soundness.damage import first_fault
from kb.errors import KbError


class CatalogError(KbError):
    """The catalog cannot be opened, read or written."""


class NoCatalogError(CatalogError):
    """There is no catalog yet."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"no catalog at {where}; create one with `kb init NAME` or `kb ingest FOLDER`, or try `kb demo`"
        )


class NotACatalogError(CatalogError):
    """The file is something else."""

    def __init__(self, where: object) -> None:
        super().__init__(f"{where} is not a catalog; name another file with --database")


class NewerCatalogError(CatalogError):
    """The catalog was written by a newer program."""

    def __init__(self, where: object, version: str, known: str) -> None:
        super().__init__(
            f"{where} was written by a newer kb (schema {version}; this one knows {known}); "
            "update with `pip install --upgrade interview-kb`"
        )


class OutdatedCatalogError(CatalogError):
    """The catalog was written by an older program and is opened for reading only."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"{where} was made by an older version of kb; update it with `kb ingest` (a backup is made)"
        )


class DamagedCatalogError(CatalogError):
    """The file of the catalog is damaged; nothing more is written into it."""

    def __init__(self, where: object, reason: str | None = None) -> None:
        why = f" ({reason})" if reason else ""
        super().__init__(
            f"{where} is damaged{why}; nothing was written. Restore a backup with `kb restore`, or save what "
            "is readable with `kb rescue`"
        )


class EmptyFileError(CatalogError):
    """The file has no content at all: no program leaves a catalog like that."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"{where} is empty (0 bytes). If it was a catalog, restore a backup with `kb restore`; "
            "if not, delete the file and try again"
        )


class IncompleteCatalogError(CatalogError):
    """Tables of the catalog are missing."""

    def __init__(self, where: object, missing: str) -> None:
        super().__init__(
            f"{where} is incomplete ({missing} is missing); restore a backup with `kb restore`, or save what "
            "is readable with `kb rescue`"
        )


class ChangedOutsideError(CatalogError):
    """The bytes of the file are not those that kb wrote last."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"{where} was changed, but not by kb: it is damaged, or another program wrote to it. Restore a "
            "backup with `kb restore`; if you changed it yourself, run `kb check --deep --accept`"
        )


@contextmanager
def plain_database_errors(url: URL, path: Path | None) -> Iterator[None]:
    """Turn what a driver raises for a file that is locked, full or damaged into one sentence for a person.

    Damage shows in many ways: a text that is no text any more, a list that is none. Whatever goes wrong, the
    file is looked at before the program is blamed.
    """
    where = path or url.render_as_string()
    try:
        yield
    except OverflowError as error:
        raise CatalogError("a number is too large for the catalog; use one with at most 18 digits") from error
    except UnicodeEncodeError as error:
        raise CatalogError(
            "a text has characters that no file can hold (half of a surrogate pair); type it again"
        ) from error
    except (OperationalError, DatabaseError, sqlite3.DatabaseError) as error:
        reason = str(getattr(error, "orig", None) or error).lower()
        if any(sign in reason for sign in _DAMAGE):
            raise DamagedCatalogError(where) from error
        for sign, sentence in _SENTENCES.items():
            if sign in reason:
                raise CatalogError(sentence.format(where=where)) from error
        _blame_damage(path, error)
        raise
    except _SIGNS_OF_DAMAGE as error:
        if not isinstance(error, KbError):
            _blame_damage(path, error)
        raise


_SIGNS_OF_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, AssertionError, SQLAlchemyError)
"""What a program trips over when a row holds what nobody wrote."""


def _blame_damage(path: Path | None, error: Exception) -> None:
    """Say that the file is damaged, if it is."""
    if path is not None and (fault := first_fault(path, thorough=True)):
        raise DamagedCatalogError(path, fault) from error


_DAMAGE = ("malformed", "corrupt", "could not decode")
_SENTENCES = {
    "not a database": "{where} is not a catalog; name another file with --database",
    "locked": "{where} is in use by another program that is writing; try again in a moment",
    "disk is full": "the disk is full. Saved data are safe. Free some space, then run the same command again",
    "readonly": "{where} cannot be written; check its permissions, or name another file with --database",
    "unable to open": "{where} cannot be opened; check that its folder exists and can be written",
    "disk i/o error": "{where} cannot be read or written (disk error); check the disk, then try again",
    "no such table": str(IncompleteCatalogError("{where}", "a table")),
    "no such column": str(IncompleteCatalogError("{where}", "a column")),
    "refused": "no database server answers at {where}; start it, or name another --database",
    "could not translate host": "no server is called so: {where}; check its name",
    "failed to resolve host": "no server is called so: {where}; check its name",
    "timeout expired": "no database server answers at {where}; start it, or name another --database",
    "password authentication failed": "the server lets nobody in with this name and password: {where}",
    "no password supplied": "the server wants a password: {where}; write name:password@, or use ~/.pgpass",
    "fatal:  database": "the server has no such database: {where}; create it with `createdb`",
    "fatal:  role": "the server has no such role: {where}; create it with `createuser`",
    "does not exist": str(IncompleteCatalogError("{where}", "a table")),
    "permission denied": "the server does not allow it: {where}; ask who runs it for the right to do so",
    "lock timeout": "{where} is in use by another program that is writing; try again in a moment",
    "deadlock": "{where} is in use by another program that is writing; try again in a moment",
    "closed the connection": "the connection to {where} was lost; nothing was half stored. Try again",
    "terminating connection": "the connection to {where} was lost; nothing was half stored. Try again",
    "connection is closed": "the connection to {where} was lost; nothing was half stored. Try again",
    "connection timed out": "the connection to {where} was lost; nothing was half stored. Try again",
    "cannot contain nul": "a text has a character that no database can hold (NUL); type it again",
    "out of range": "a number is too large for the catalog; use one with at most 18 digits",
}
