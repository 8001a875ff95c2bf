"""The engine behind the catalog: where it is, its pragmas, its schema version.

A catalog is one SQLite file (or a PostgreSQL database, by URL). It is opened for reading or for writing;
only writing creates it or brings its schema up to date, and never without a backup of the file before. A file
that is damaged is not written to.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session, SQLModel

from kb.db import backups, fulltext, server, tables  # noqa: F401  the tables are looked for
from kb.db.backups.new_file import created_aside
from kb.db.failures import (
    CatalogError,
    IncompleteCatalogError,
    NewerCatalogError,
    NoCatalogError,
    NotACatalogError,
    OutdatedCatalogError,
    plain_database_errors,
)
from kb.db.refusals import is_as_written, refuse_damage, refuse_lost_tables, refuse_other_files
from kb.db.rights import enforce
from kb.db.soundness import checksum, sealing, storage, write_ahead

DEFAULT = "catalog.db"
REVISIONS = tuple(f"{number:04}" for number in range(1, 15 + 1))
"""Every schema version this program knows, oldest first; a test compares it with the migrations."""

_BUSY_SECONDS = 10


def locate(database: str | Path | None = None) -> URL:
    """Return the URL of the catalog: the argument, else KB_DATABASE, else ``catalog.db`` in this folder."""
    named = str(database or os.environ.get("KB_DATABASE") or DEFAULT)
    if "\0" in named or any("\ud800" <= sign <= "\udbff" for sign in named):  # half a letter
        raise CatalogError(
            f"{named!r} cannot be the name of a file; use the path of a file, or {server.EXAMPLE}"
        )
    if "://" in named:
        try:
            url = make_url(named)
        except ArgumentError:
            raise CatalogError(
                f"{named!r} is not a database URL; use the path of a file, or {server.EXAMPLE}"
            ) from None
        if url.get_backend_name() == "sqlite" and file_of(url) is None:
            raise CatalogError(f"{named!r} would not be saved; use a file: sqlite:///catalog.db")
        return url
    if named.startswith((":memory:", "file:")):
        raise CatalogError(f"{named!r} is not a file; use the path of a file, or {server.EXAMPLE}")
    return URL.create("sqlite", database=str(Path(named).expanduser()))


def file_of(url: URL) -> Path | None:
    """Return the SQLite file behind a URL, or None for a server or memory."""
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return Path(str(url.database))
    return None


def name_of(url: URL) -> str:
    """Return what a catalog is called: KB_TITLE, else its file, or the folder of one that is catalog.db."""
    titled, file = os.environ.get("KB_TITLE"), file_of(url)
    if titled or file is None:
        return titled or "Catalog"
    named = file.resolve().parent.name if file.stem == "catalog" else file.stem
    return named.replace("-", " ").replace("_", " ").capitalize()


def open_for_reading(database: str | Path | None = None, *, sound: bool = False) -> Engine:
    """Open a catalog that exists and is up to date; its sessions never take the write lock.

    A file whose bytes are not known to be those that were written is looked through first; with ``sound``
    thoroughly, because what leaves the program must not be damaged.

    Raises:
        CatalogError: there is none, or it is something else, too old, too new, locked or damaged.
    """
    url = locate(database)
    path = file_of(url)
    if path is not None and not path.exists():
        raise NoCatalogError(path)
    refuse_other_files(path)
    known = path is None or is_as_written(path)
    engine = _engine(_unchanging(url, path)).execution_options(kb_reads=True)
    with _plain(url):
        with engine.connect() as connection:
            version = _version(connection, url)
        if version is None:
            raise NoCatalogError(path or url.render_as_string())
        if version != REVISIONS[-1]:
            raise OutdatedCatalogError(path or url.render_as_string())
        if path is not None and not known:
            refuse_damage(path, thorough=sound)
    return engine


def open_for_writing(
    database: str | Path | None = None, *, bulk: bool = False, migrates_in_place: bool = False
) -> Engine:
    """Open a catalog, making it if there is none and bringing an older one up to date after a backup.

    A file whose bytes are not known to be those that were written is looked through thoroughly first, so that
    nothing is written into a damaged one. An older version has other tables: SQLite's own check has to do.

    What is stored through the engine is on the disk when its transaction ends. With ``bulk`` it is only
    handed to the operating system, which writes it in its own time: the work can be done again from files.
    ``migrates_in_place`` makes no backup before an update: the file is a copy itself.

    Raises:
        CatalogError: it is something else, too new, locked or damaged, or its folder cannot be written.
    """
    url = locate(database)
    path = file_of(url)
    if path is not None and not path.parent.is_dir():
        raise CatalogError(f"no folder {path.parent} for the catalog; create it, or use another --database")
    refuse_other_files(path)
    with _plain(url):
        if path is not None and not path.exists():
            with created_aside(path) as aside:
                _create(aside)
        known = path is None or is_as_written(path)
        engine = _engine(url, bulk=bulk)
        with engine.execution_options(kb_reads=True).connect() as connection:
            version = _version(connection, url)
            if path is None:
                server.refuse_copies(connection, url)
        if path is not None:
            if not known:
                refuse_damage(path, thorough=version == REVISIONS[-1])
            write_ahead.use(path)
            storage.warn_once(path)
        if version != REVISIONS[-1]:
            if path is not None and version is not None and not migrates_in_place:
                backups.back_up(path, "migration")
            _migrate(engine)
    if path is not None:
        event.listen(engine, "engine_disposed", lambda _: checksum.note(path))
    return engine


def flush_to_disk(engine: Engine) -> None:
    """Wait until everything that an engine for bulk work has stored is on the disk."""
    path = file_of(engine.url)
    if path is None:
        return
    with _plain(engine.url):
        write_ahead.put_into_file(path)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is stored whole at the end, or not at all; for whoever acts on the engine now."""
    path = file_of(engine.url)
    engine, acting = enforce.acting_on(engine)
    if path is not None:
        backups.back_up_daily(path)
    with _plain(engine.url), Session(engine, expire_on_commit=False) as session, session.begin():
        enforce.begin(session, acting)
        yield session
        fulltext.index_changed(session)
        sealing.seal(session)
    if path is not None:
        write_ahead.put_into_file_if_long(path)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the catalog and changes nothing."""
    with _plain(engine.url), Session(engine.execution_options(kb_reads=True)) as session:
        yield session


def plain_errors(catalog: Path) -> AbstractContextManager[None]:
    """Tell what goes wrong with a file of a catalog in a sentence."""
    return _plain(locate(catalog))


def _plain(url: URL) -> AbstractContextManager[None]:
    return plain_database_errors(url, file_of(url))


def _engine(url: URL, *, bulk: bool = False) -> Engine:
    if url.get_backend_name() != "sqlite":
        return server.engine_for(url, patience=_BUSY_SECONDS)
    # What a statement writes are words that somebody said: no error and no log shows them.
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    pragmas = (
        "foreign_keys=ON",
        # FULL: each transaction is on the disk when it ends, also when the power fails then. On a Mac only
        # the second makes the disk empty its own memory.
        f"synchronous={'NORMAL' if bulk else 'FULL'}",
        f"fullfsync={'OFF' if bulk else 'ON'}",
        "secure_delete=ON",
        "cell_size_check=ON",
        write_ahead.NOT_BY_ITSELF,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: two that both read first and then write could only fail.
        reads = connection.get_execution_options().get("kb_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    checksum.watch(engine, file_of(url))
    enforce.watch(engine)
    return engine


def _unchanging(url: URL, path: Path | None) -> URL:
    """The URL that reads a catalog where nobody can write: with write-ahead logging, even readers write."""
    if path is None or os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-wal").exists():
        return url
    return url.set(database=f"file:{quote(str(path))}", query={"mode": "ro", "immutable": "1", "uri": "true"})


def _create(path: Path) -> None:
    engine = _engine(locate(path))
    try:
        _migrate(engine)
    finally:
        engine.dispose()


def _version(connection: Connection, url: URL) -> str | None:
    """The schema version, or None for an empty database."""
    where = file_of(url) or url.render_as_string()
    found = set(inspect(connection).get_table_names())
    if not found:
        refuse_lost_tables(connection, where)
        return None
    if "alembic_version" not in found or found.isdisjoint({"coding_pass", "document", "coding"}):
        raise NotACatalogError(where)
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is None:
        raise NotACatalogError(where)
    if version not in REVISIONS:
        raise NewerCatalogError(where, str(version), REVISIONS[-1])
    if version == REVISIONS[-1] and (missing := sorted(_expected(connection) - found)):
        raise IncompleteCatalogError(where, f"the table {missing[0]!r}")
    return str(version)


def _expected(connection: Connection) -> set[str]:
    index = {"paragraph_search"} if connection.dialect.name == "sqlite" else set()
    return {*SQLModel.metadata.tables, *index}


def _migrate(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415  a third of a second, needed once
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection, _loose_references(connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _loose_references(connection: Connection) -> Iterator[None]:
    """Let a migration replace a SQLite table: dropping one would delete, row by row, what refers to it.

    That cannot be set within a transaction; see https://www.sqlite.org/lang_altertable.html#otheralter.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
