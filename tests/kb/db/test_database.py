"""The file behind the catalog: opened, brought up to date, backed up; and what can be wrong with it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from interview_files import ask, change, codings, file, rows, store, text_of
from sqlalchemy import Engine, create_engine, event
from sqlmodel import SQLModel, select

from kb.db import engine as db
from kb.db.backups import back_up, backups_of
from kb.db.engine import CatalogError, open_for_reading, open_for_writing, reading, transaction
from kb.db.failures import DamagedCatalogError
from kb.db.tables import Coder, Document
from kb.queries.search.paragraphs import search_paragraphs

MIGRATIONS = Path(db.__file__).parent / "migrations"
OPENING = [open_for_reading, open_for_writing]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A catalog with one coded interview."""
    path = tmp_path / "catalog.db"
    engine = open_for_writing(path)
    store(engine, file("Interview 1 - Bea.txt", marks={"drift": ("the schema changed overnight", "exact")}))
    engine.dispose()
    return path


def told(error: pytest.ExceptionInfo[CatalogError]) -> str:
    """What the person reads: one line."""
    message = str(error.value)
    assert "\n" not in message
    return message


# Where it is


def test_the_catalog_is_named_or_in_the_environment_or_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_DATABASE", raising=False)
    monkeypatch.setenv("HOME", "/home/ann")
    assert db.file_of(db.locate()) == Path("catalog.db")
    monkeypatch.setenv("KB_DATABASE", "~/study.db")
    assert db.file_of(db.locate()) == Path("/home/ann/study.db")
    assert db.file_of(db.locate("other.db")) == Path("other.db")
    server = db.locate("postgresql+psycopg://ann@server/study")
    assert (db.file_of(server), server.database) == (None, "study")


def test_there_is_no_catalog_until_something_is_written(tmp_path: Path) -> None:
    with pytest.raises(db.NoCatalogError) as error:
        open_for_reading(tmp_path / "catalog.db")
    assert told(error).startswith(f"no catalog at {tmp_path / 'catalog.db'}; create one with `kb init NAME`")
    assert list(tmp_path.iterdir()) == []


# How it works


def test_a_new_catalog_writes_ahead_keeps_foreign_keys_and_wipes_what_is_deleted(tmp_path: Path) -> None:
    engine = open_for_writing(tmp_path / "catalog.db")
    with engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "secure_delete")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}
    engine.dispose()
    assert ask(tmp_path / "catalog.db", "PRAGMA journal_mode") == [("wal",)]


def test_a_reader_sees_one_state_while_another_writes(filled: Path) -> None:
    writer, reader = open_for_writing(filled), open_for_reading(filled)
    with reading(reader) as asking:
        before = len(asking.exec(select(Coder)).all())
        with transaction(writer) as session:
            session.add(Coder(name="Zoe"))
        assert len(asking.exec(select(Coder.id)).all()) == before
    with reading(reader) as asking:
        assert len(asking.exec(select(Coder)).all()) == before + 1


def test_a_transaction_is_stored_whole_or_not_at_all(filled: Path) -> None:
    engine, before = open_for_writing(filled), rows(filled)

    def stumble() -> None:
        with transaction(engine) as session:
            session.add(Coder(name="Zoe"))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        stumble()
    assert rows(filled) == before


def test_several_programs_may_make_the_same_catalog_at_once(tmp_path: Path) -> None:
    code = "import sys; from kb.db.engine import open_for_writing; open_for_writing(sys.argv[1]).dispose()"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "catalog.db")], stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [(process.communicate(timeout=240)[1], process.returncode) for process in running] == [("", 0)] * 3
    open_for_reading(tmp_path / "catalog.db").dispose()


# Migrations


def scripts(folder: Path = MIGRATIONS) -> list[str]:
    """The schema versions that there are scripts for, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def test_the_program_knows_every_migration_there_is() -> None:
    assert scripts() == list(db.REVISIONS)


def test_the_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    with open_for_writing(tmp_path / "catalog.db").connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    # What Alembic does not compare: checks, what is deleted along, names, ids that are never used again.
    plain = create_engine(f"sqlite:///{tmp_path / 'tables.db'}")
    SQLModel.metadata.create_all(plain)
    assert _schema(tmp_path / "catalog.db") == _schema(tmp_path / "tables.db")


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and str(name).startswith("paragraph_search"))


def _schema(path: Path) -> dict[str, set[str]]:
    """Each table and index, as the lines that made it in whatever order."""
    made = ask(
        path, "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    )
    ours = {
        name: {line.strip().rstrip(",") for line in _lines(re.sub(r'[`"]', "", sql))}
        for name, sql in made
        if not name.startswith(("paragraph_search", "sqlite_", "alembic_"))
    }
    return {name: lines - {"", ")"} for name, lines in ours.items()}


def _lines(sql: str) -> list[str]:
    """The lines of a definition; SQLite writes a column that was added later behind the one before."""
    return re.split(r"\n|, (?=\w+ [A-Z])", sql)


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9998", "{below}"


def upgrade():
    op.add_column("document", sa.Column("language", sa.String()))
    {then}
"""


@pytest.fixture
def update(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Turn this program into its next version, whose schema has one column more."""

    def to_next_version(then: str = "pass") -> None:
        folder = tmp_path / "next"
        shutil.copytree(MIGRATIONS, folder / "migrations", dirs_exist_ok=True)
        script = NEXT.format(below=scripts()[-1], then=then)
        (folder / "migrations" / "versions" / "9998_next.py").write_text(script, encoding="utf-8")
        monkeypatch.setattr(db, "__file__", str(folder / "database.py"))
        if "9998" not in db.REVISIONS:
            monkeypatch.setattr(db, "REVISIONS", (*db.REVISIONS, "9998"))

    return to_next_version


def backups(catalog: Path) -> list[Path]:
    return [each.file for each in backups_of(catalog)]


def test_a_catalog_of_an_older_program_is_backed_up_and_brought_up_to_date(
    filled: Path, update: Callable[..., None]
) -> None:
    before = rows(filled)
    update()
    with pytest.raises(db.OutdatedCatalogError) as error:
        open_for_reading(filled)
    assert told(error).endswith(
        "was made by an older version of kb; update it with `kb ingest` (a backup is made)"
    )
    assert backups(filled) == []
    for _ in range(2):  # the second time there is nothing to do
        open_for_writing(filled).dispose()
        [copy] = backups(filled)
    open_for_reading(filled).dispose()
    assert copy.name.endswith("-migration.db")
    assert rows(copy) == before
    assert ask(filled, "SELECT language FROM document") == [(None,)]
    assert {
        name: kept for name, kept in rows(filled).items() if name not in ("document", "alembic_version")
    } == {name: kept for name, kept in before.items() if name not in ("document", "alembic_version")}


def test_the_very_first_schema_still_comes_up_to_date_with_everything_in_it(
    filled: Path, update: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = tmp_path / "first.db"
    monkeypatch.setattr(db, "REVISIONS", db.REVISIONS[:1])
    _at_revision(first, db.REVISIONS[0])
    monkeypatch.undo()
    shared = [name for name in rows(filled) if name != "alembic_version" and ask(first, _columns(name))]
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("ATTACH ? AS filled", (str(filled),))
        for name in shared:
            columns = ", ".join(f'"{column}"' for (column,) in ask(first, _columns(name)))
            connection.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM filled."{name}"')  # noqa: S608
        connection.commit()
    update()
    open_for_writing(first).dispose()
    assert codings(first) == codings(filled) != []
    assert text_of(first, "Interview 1") == text_of(filled, "Interview 1")
    assert ask(first, "SELECT count(*) FROM paragraph_search WHERE paragraph_search MATCH 'schema'") == [(1,)]


def test_an_older_catalog_finds_parts_of_sentences_without_blanks_once_it_is_updated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "older.db"
    monkeypatch.setattr(db, "REVISIONS", db.REVISIONS[: db.REVISIONS.index("0005") + 1])
    _at_revision(path, "0005")
    monkeypatch.undo()
    change(
        path,
        "INSERT INTO document (id, name, sort_key, kind, length, sha256, displayed_from, why, created) "
        "VALUES (1, 'D', 'd', 'interview', 0, '', '', '', '2026-01-01 00:00:00')",
    )
    for number, text in enumerate(("我们的模型漂移了", "The schema broke.")):
        change(
            path,
            f'INSERT INTO paragraph (document_id, position, start, "end", text) '  # noqa: S608  our own words
            f"VALUES (1, {number}, 0, 0, '{text}')",
        )
    engine = open_for_writing(path)
    with db.reading(engine) as session:
        for query, position in (("模型", 0), ("schemas", 1)):
            assert [hit.paragraph for hit in search_paragraphs(session, query).passages] == [position]
    assert ask(path, "SELECT spaced IS NULL FROM paragraph ORDER BY position") == [(0,), (1,)]


def _columns(table: str) -> str:
    return f"SELECT name FROM pragma_table_info('{table}')"  # noqa: S608


def _at_revision(path: Path, revision: str) -> None:
    from alembic import command  # noqa: PLC0415  only here

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db._engine(db.locate(path)).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_a_migration_that_fails_half_way_leaves_the_catalog_as_it_was(
    filled: Path, update: Callable[..., None]
) -> None:
    before = rows(filled)
    update(then="raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        open_for_writing(filled)
    assert rows(filled) == before
    assert "language" not in [name for (name,) in ask(filled, _columns("document"))]
    update()
    open_for_writing(filled).dispose()
    assert ask(filled, "SELECT language FROM document") == [(None,)]


def test_a_backup_holds_what_another_program_has_just_written(filled: Path) -> None:
    engine = open_for_writing(filled)
    with transaction(engine) as session:
        session.add(Coder(name="Zoe"))
    copy = back_up(filled, "by-hand").file  # while the engine is open: the row is in the log, not in the file
    assert ("Zoe",) in ask(copy, "SELECT name FROM coder")


# What comes wrong


@pytest.mark.parametrize("opening", OPENING)
def test_a_catalog_of_a_newer_program_is_not_touched(filled: Path, opening: Callable[[Path], Engine]) -> None:
    change(filled, "UPDATE alembic_version SET version_num = '9999'")
    before = filled.read_bytes()
    with pytest.raises(db.NewerCatalogError) as error:
        opening(filled)
    assert "was written by a newer kb (schema 9999; this one knows" in told(error)
    assert "pip install --upgrade" in told(error)
    assert filled.read_bytes() == before
    assert backups(filled) == []


def foreign(path: Path, *statements: str) -> bytes:
    change(path, *statements)
    return path.read_bytes()


NOT_CATALOGS: dict[str, Callable[[Path], Any]] = {
    "text": lambda path: path.write_text("Interviewer: What broke?\n" * 99, encoding="utf-8"),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "a PDF": lambda path: path.write_bytes(b"%PDF-1.7\n" + b"x" * 5000),
    "short": lambda path: path.write_bytes(b"x"),
    "another database": lambda path: foreign(path, "CREATE TABLE bookmark (id INTEGER)"),
    "another database that Alembic looks after": lambda path: foreign(
        path, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001')"
    ),
}


@pytest.mark.parametrize("opening", OPENING)
@pytest.mark.parametrize("kind", NOT_CATALOGS)
def test_a_file_that_is_no_catalog_is_told_and_not_touched(
    tmp_path: Path, kind: str, opening: Callable[[Path], Engine]
) -> None:
    path = tmp_path / "notes.db"
    NOT_CATALOGS[kind](path)
    before = path.read_bytes()
    with pytest.raises(CatalogError) as error:
        opening(path)
    assert told(error) == f"{path} is not a catalog; name another file with --database"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("opening", OPENING)
def test_a_folder_is_no_catalog(tmp_path: Path, opening: Callable[[Path], Engine]) -> None:
    with pytest.raises(CatalogError) as error:
        opening(tmp_path)
    assert told(error).startswith(f"{tmp_path} is not a catalog")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as error:
        open_for_writing(tmp_path / "nowhere" / "catalog.db")
    assert told(error).startswith(f"no folder {tmp_path / 'nowhere'} for the catalog")


def test_a_catalog_that_lost_its_end_is_damaged(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes()[: filled.stat().st_size // 2])
    for opening in OPENING:
        with pytest.raises(DamagedCatalogError) as error:
            _use(opening(filled))
        assert told(error).startswith(f"{filled} is damaged")
        assert "nothing was written. Restore a backup with `kb restore`" in told(error)


def _use(engine: Engine) -> None:
    with transaction(engine) as session:
        for name in SQLModel.metadata.tables:
            session.connection().exec_driver_sql(f'SELECT * FROM "{name}"').all()  # noqa: S608


@pytest.fixture
def locked(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalog that another program is writing to, and will not be done with."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(filled)]
    monkeypatch.setattr(db, "_BUSY_SECONDS", 0.1)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield filled
        other.communicate("")


def test_a_catalog_that_another_program_writes_to_is_told_and_can_be_read(locked: Path) -> None:
    engine = open_for_writing(locked)
    with pytest.raises(CatalogError) as error, transaction(engine) as session:
        session.exec(select(Coder))  # a writer waits for its turn before it even looks
    assert told(error) == f"{locked} is in use by another program that is writing; try again in a moment"
    with reading(open_for_reading(locked)) as session:
        assert session.exec(select(Document.name)).all() == ["Interview 1"]


def test_a_full_disk_is_told_and_what_was_stored_is_safe(filled: Path) -> None:
    engine, before = open_for_writing(filled), rows(filled)
    pages = ask(filled, "PRAGMA page_count")[0][0]
    event.listen(
        engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}")
    )
    engine.dispose()
    more = file(
        "Interview 2.txt", [f"Sensor {n} broke in week {n * 7}, and nobody saw it." for n in range(999)]
    )
    with pytest.raises(CatalogError) as error:
        store(engine, more)
    assert told(error).startswith("the disk is full. Saved data are safe.")
    assert rows(filled) == before
    assert [each.status for each in store(open_for_writing(filled), more)] == ["added"]


def test_a_catalog_that_cannot_be_written_is_told(filled: Path) -> None:
    engine = open_for_writing(filled)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    engine.dispose()
    with pytest.raises(CatalogError) as error:
        store(engine, file("Interview 2.txt"))
    assert (
        told(error)
        == f"{filled} cannot be written; check its permissions, or name another file with --database"
    )


def as_nobody(doing: Callable[[], object]) -> str:
    """What a person without root's rights is told (tests run as root in containers)."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        message = "nothing"
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            doing()
        except CatalogError as error:
            message = str(error)
        except BaseException as error:  # noqa: BLE001  told to the parent
            message = repr(error)
        finally:
            os.write(writes, message.encode())
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writes)
    with os.fdopen(reads) as told_by_child:
        return told_by_child.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="permissions are another matter there")
def test_a_folder_without_permission_is_told(filled: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)  # that of a test is closed to others
        shutil.copy(filled, folder / "catalog.db")
        (folder / "catalog.db").chmod(0o444)
        folder.chmod(0o555)
        try:
            cases: dict[str, Callable[[], object]] = {
                "catalog.db": lambda: store(open_for_writing(folder / "catalog.db"), file("Interview 2.txt")),
                "another.db": lambda: open_for_writing(folder / "another.db"),
            }
            for name, doing in cases.items():
                message = as_nobody(doing)
                assert message.startswith(f"{folder / name} cannot be "), message
                assert "; check " in message
            assert sorted(each.name for each in folder.iterdir()) == ["catalog.db"]
        finally:
            folder.chmod(0o700)


def test_an_unforeseen_error_of_the_database_is_not_hidden(filled: Path) -> None:
    with (
        pytest.raises(Exception, match="syntax error"),
        transaction(open_for_writing(filled)) as session,
    ):
        session.connection().exec_driver_sql("SELEKT 1")
