"""The catalog for the length of one command."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session


@contextmanager
def reading(database: str | None) -> Iterator[Session]:
    """A session on the catalog that changes nothing."""
    from kb.db import engine as db_engine

    engine = db_engine.open_for_reading(database)
    try:
        with db_engine.reading(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def writing(database: str | None) -> Iterator[Session]:
    """A session on an existing catalog; its changes are stored together at the end, or not at all."""
    from kb.db import engine as db_engine

    require_catalog(database)  # so that a misspelled path creates no new catalog
    engine = db_engine.open_for_writing(database)
    try:
        with db_engine.transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


def require_catalog(database: str | None) -> None:
    """Check that there is a catalog that can be opened.

    Raises:
        KbError: there is none; the message says how to create one.
    """
    from kb.db import engine as db_engine

    db_engine.open_for_reading(database).dispose()


def catalog_file(database: str | None) -> Path | None:
    """Return the file of the catalog, or None for one on a server."""
    from kb.db import engine as db_engine

    return db_engine.file_of(db_engine.locate(database))


def taxonomy_path(database: str | None, file: Path | None) -> Path:
    """Return the taxonomy file to use: the one given, else the one that belongs to the catalog."""
    from kb.package_data import taxonomy_file

    return file or taxonomy_file(catalog_file(database))


def user_name(who: str | None) -> str:
    """Return the name for the history: the one given, else the login name."""
    try:
        return who or getpass.getuser()
    except (KeyError, OSError):  # no such user: a container, a service
        return "somebody"
