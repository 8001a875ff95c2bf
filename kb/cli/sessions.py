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
    from kb.db import engine as door

    engine = door.open_for_reading(database)
    try:
        with door.reading(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def writing(database: str | None) -> Iterator[Session]:
    """A session on a catalog that exists; what is done in it is stored whole at the end, or not at all."""
    from kb.db import engine as door

    door.open_for_reading(database).dispose()  # so that a typing mistake makes no new catalog
    engine = door.open_for_writing(database)
    try:
        with door.transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


def file_of(database: str | None) -> Path | None:
    """Return the file of the catalog, or None for one on a server."""
    from kb.db import engine as door

    return door.file_of(door.locate(database))


def taxonomy_of(database: str | None, file: Path | None) -> Path:
    """Return the taxonomy that is meant: the file that is named, else the one that the catalog goes by."""
    from kb.package_data import taxonomy_file

    return file or taxonomy_file(file_of(database))


def name_of(who: str | None) -> str:
    """Return who is at work: the name that is given, else that of the login."""
    try:
        return who or getpass.getuser()
    except (KeyError, OSError):  # no such user: a container, a service
        return "somebody"
