"""The engine behind the catalog: where it is, its pragmas, its schema version, its backups.

A catalog is one SQLite file (or a PostgreSQL database, by URL). It is opened for reading or for writing;
only writing creates it or brings its schema up to date, and never without a backup of the file before.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlmodel import Session

from kb.errors import KbError

DEFAULT = "catalog.db"
REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every schema version this program knows, oldest first; a test compares it with the migrations."""

_BUSY_SECONDS = 10
_MAGIC = b"SQLite format 3\0"
_SHORT = 512
"""Bytes of the smallest page there is; SQLite takes a shorter file for an empty database."""
_EXAMPLE = "postgresql+psycopg://name@server/database"


class CatalogError(KbError):
    """The catalog cannot be opened, read or written."""


class NoCatalogError(CatalogError):
    """There is no catalog yet."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"no catalog at {where}; make one with `kb ingest FOLDER`, or look around with `kb demo`"
        )


class NotACatalogError(CatalogError):
    """The file is something else."""

    def __init__(self, where: object) -> None:
        super().__init__(f"{where} is not a catalog; name another file with --database")


class NewerCatalogError(CatalogError):
    """The catalog was written by a newer program."""

    def __init__(self, where: object, version: str) -> None:
        super().__init__(
            f"{where} was written by a newer kb (schema {version}; this one knows {REVISIONS[-1]}); "
            "update with `pip install --upgrade interview-kb`"
        )


class OutdatedCatalogError(CatalogError):
    """The catalog was written by an older program and is opened for reading only."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"{where} has an older schema; bring it up to date with `kb ingest` (a backup is made)"
        )


def locate(database: str | Path | None = None) -> URL:
    """Return the URL of the catalog: the argument, else KB_DATABASE, else ``catalog.db`` in this folder."""
    named = str(database or os.environ.get("KB_DATABASE") or DEFAULT)
    if "://" in named:
        try:
            url = make_url(named)
        except ArgumentError:
            raise CatalogError(
                f"{named!r} is no URL of a database; write a file's path, or {_EXAMPLE}"
            ) from None
        if url.get_backend_name() == "sqlite" and file_of(url) is None:
            raise CatalogError(f"{named!r} would keep nothing; name a file: sqlite:///catalog.db")
        return url
    if named.startswith((":memory:", "file:")):
        raise CatalogError(
            f"a catalog is kept in a file, and {named!r} is none; write its path, or {_EXAMPLE}"
        )
    return URL.create("sqlite", database=str(Path(named).expanduser()))


def file_of(url: URL) -> Path | None:
    """Return the SQLite file behind a URL, or None for a server or memory."""
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return Path(str(url.database))
    return None


def open_for_reading(database: str | Path | None = None) -> Engine:
    """Open a catalog that exists and is up to date; its sessions never take the write lock.

    Raises:
        CatalogError: there is none, or it is something else, too old, too new or locked.
    """
    url = locate(database)
    path = file_of(url)
    if path is not None and not path.exists():
        raise NoCatalogError(path)
    _check_head(path)
    engine = _engine(_unchanging(url, path)).execution_options(kb_reads=True)
    with plain_database_errors(url), engine.connect() as connection:
        version = _version(connection, url)
    if version is None:
        raise NoCatalogError(path or url.render_as_string())
    if version != REVISIONS[-1]:
        raise OutdatedCatalogError(path or url.render_as_string())
    return engine


def open_for_writing(database: str | Path | None = None) -> Engine:
    """Open a catalog, making it if there is none and bringing an older one up to date after a backup.

    Raises:
        CatalogError: it is something else, too new, locked, or its folder cannot be written.
    """
    url = locate(database)
    path = file_of(url)
    if path is not None and not path.parent.is_dir():
        raise CatalogError(
            f"no folder {path.parent} to keep the catalog in; make it, or name another --database"
        )
    _check_head(path)
    engine = _engine(url)
    with plain_database_errors(url):
        with engine.execution_options(kb_reads=True).connect() as connection:
            version = _version(connection, url)
        if path is not None:
            _write_ahead(path)
        if version != REVISIONS[-1]:
            if path is not None and version is not None:
                back_up(path, version)
            _migrate(engine)
    return engine


def back_up(path: Path, version: str) -> Path:
    """Copy a catalog, also while others use it, to a file beside it that says when and which schema."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = path.with_name(f"{path.name}.{moment}.schema-{version}.backup")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is stored whole at the end, or not at all."""
    with (
        plain_database_errors(engine.url),
        Session(engine, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the catalog and changes nothing."""
    with plain_database_errors(engine.url), Session(engine.execution_options(kb_reads=True)) as session:
        yield session


@contextmanager
def plain_database_errors(url: URL) -> Iterator[None]:
    """Turn what a driver raises for a file that is locked, full or damaged into one sentence for a person."""
    where = file_of(url) or url.render_as_string()
    try:
        yield
    except (OperationalError, DatabaseError, sqlite3.DatabaseError) as error:
        reason = str(getattr(error, "orig", None) or error).lower()
        for sign, sentence in _SENTENCES.items():
            if sign in reason:
                raise CatalogError(sentence.format(where=where)) from error
        raise


_SENTENCES = {
    "not a database": "{where} is not a catalog; name another file with --database",
    "locked": "{where} is in use by another program that is writing; try again in a moment",
    "disk is full": "the disk is full; what was stored is safe. Make room, then run the same command again",
    "readonly": "{where} cannot be written; check its permissions, or name another file with --database",
    "unable to open": "{where} cannot be opened; check that its folder exists and can be written",
    "malformed": "{where} is damaged; go back to a backup (a file beside it that ends with .backup)",
    "disk i/o error": "{where} cannot be read or written (disk error); check the disk, then try again",
    "no such table": "{where} is not a whole catalog; go back to a backup, or make it again with `kb ingest`",
    "refused": "no database server answers at {where}; start it, or name another --database",
}


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise CatalogError(
                f"no driver for {url.drivername} is installed ({error}); write a file's path, or {_EXAMPLE} "
                "after `pip install 'psycopg[binary]'`"
            ) from error
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: two that both read first and then write could only fail.
        reads = connection.get_execution_options().get("kb_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _unchanging(url: URL, path: Path | None) -> URL:
    """The URL that reads a catalog where nobody can write: with write-ahead logging, even readers write."""
    if path is None or os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-wal").exists():
        return url
    return url.set(database=f"file:{quote(str(path))}", query={"mode": "ro", "immutable": "1", "uri": "true"})


def _check_head(path: Path | None) -> None:
    """Refuse what SQLite would wait for (a pipe), or write over: a file too short to see that it is none."""
    if path is not None and path.exists() and not path.is_file():
        raise NotACatalogError(path)
    try:
        head = path.read_bytes()[: len(_MAGIC)] if path and path.stat().st_size < _SHORT else b""
    except OSError:
        return  # SQLite finds out, and we tell it then
    if head and head != _MAGIC:
        raise NotACatalogError(path)


def _write_ahead(path: Path) -> None:
    """Let readers go on while one writes. Set once the file is known to be ours: it stays so."""
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _version(connection: Connection, url: URL) -> str | None:
    """The schema version, or None for an empty database."""
    where = file_of(url) or url.render_as_string()
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables or "coding_pass" not in tables:
        raise NotACatalogError(where)
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is None:
        raise NotACatalogError(where)
    if version not in REVISIONS:
        raise NewerCatalogError(where, str(version))
    return str(version)


def _migrate(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415  a third of a second, needed once
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
