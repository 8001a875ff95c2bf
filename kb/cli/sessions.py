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
def reading(
    database: str | None, *, sound: bool = False, machines: bool = False, coder: str | None = None
) -> Iterator[Session]:
    """A session on the catalog that changes nothing; ``sound`` looks for damage more thoroughly first.

    What machines coded is there only with ``machines``; what ``coder`` is blind to is not there.
    """
    from kb.db import engine as db_engine
    from kb.db.blindness import reading_for
    from kb.queries.comparison.unblinding import blindness_of_coder

    engine = db_engine.open_for_reading(database, sound=sound)
    try:
        blind = None
        if coder is not None:
            with db_engine.reading(engine) as session:
                blind = blindness_of_coder(session, coder)
        with reading_for(engine, blind, machines=machines) as session:
            _speak_as(session)
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
            _speak_as(session)
            yield session
    finally:
        engine.dispose()


def _speak_as(session: Session) -> None:
    """Print in the words of the catalog's study from now on."""
    from kb.cli.output import words
    from kb.queries import names

    words.speak(names.study(session).words.forms)


def default_level(session: Session) -> str:
    """Return the level of an analysis for which none is named: issues, without issues fixes or codes."""
    from kb.queries.codebook.study_contents import study_contents

    return study_contents(session).level


def require_catalog(database: str | None) -> None:
    """Check that there is a catalog that can be opened.

    Raises:
        KbError: there is none; the message says how to create one.
    """
    from kb.db import engine as db_engine

    db_engine.open_for_reading(database).dispose()


def refuse_copies(database: str | None) -> None:
    """Check that a catalog is none that can only be read.

    Raises:
        KbError: it is a copy for reading.
    """
    from kb.db import engine as db_engine

    if catalog_file(database) is None:
        db_engine.open_for_writing(database).dispose()


def catalog_file(database: str | None) -> Path | None:
    """Return the file of the catalog, or None for one on a server."""
    from kb.db import engine as db_engine

    return db_engine.file_of(db_engine.locate(database))


def backup_file(database: str | None) -> Path:
    """Return the file of a catalog that is to be backed up or restored.

    Raises:
        KbError: it is on a server, which has its own backups.
    """
    from kb.errors import KbError

    file = catalog_file(database)
    if file is None:
        raise KbError(
            "backups are for catalogs in a file; for PostgreSQL use "
            "`pg_dump --enable-row-security` and `pg_restore`"
        )
    return file


def taxonomy_path(database: str | None, file: Path | None) -> Path | None:
    """Return the taxonomy file to use: the one given, else the one that belongs to the catalog, if any."""
    from kb.package_data import taxonomy_file

    return file or taxonomy_file(catalog_file(database))


def stored_taxonomy(database: str | None) -> str | None:
    """Return the text of the taxonomy that a catalog is sorted by; None where there is none yet."""
    from kb.db.failures import NoCatalogError
    from kb.store.codebook.pending_edits import current

    try:
        with reading(database) as session:
            last = current(session)
    except NoCatalogError:
        return None
    return last.text if last and last.text.strip() else None


def user_name(who: str | None) -> str:
    """Return the name for the history: the one given, else the login name."""
    try:
        return who or getpass.getuser()
    except (KeyError, OSError):  # no such user: a container, a service
        return "somebody"
