"""The log of a catalog is put into its file only while nobody can commit."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from kb.db import engine as db
from kb.db.soundness import write_ahead
from kb.db.tables import Coder

LONG = "x" * 50_000


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Path]:
    """A catalog that stays open: who closes it last would put its log into the file."""
    path = tmp_path / "catalog.db"
    engine = db.open_for_writing(path)
    with db.reading(engine) as session:
        session.exec(select(Coder)).all()
    yield path
    engine.dispose()


def write(path: Path, names: range) -> None:
    engine = db.open_for_writing(path)
    for number in names:
        with db.transaction(engine) as session:
            session.add(Coder(name=f"{number} {LONG}"))
    engine.dispose()


def frames(path: Path) -> int:
    return write_ahead.log_of(path).stat().st_size


def test_no_connection_puts_the_log_into_the_file_by_itself(catalog: Path) -> None:
    for bulk in (False, True):
        engine = db.open_for_writing(catalog, bulk=bulk)
        with db.reading(engine) as session:
            assert session.connection().exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one() == 0
        engine.dispose()


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    engine = db.open_for_writing(path)
    for number in range(300):
        with db.transaction(engine) as session:
            session.add(Coder(name=f"{number} {LONG}"))
    assert path.stat().st_size > 10_000_000, "put into the file"
    assert frames(path) < 8_000_000, "and begun anew"
    engine.dispose()
    with db.reading(db.open_for_reading(path)) as session:
        assert len(session.exec(select(Coder)).all()) == 300


def test_nobody_can_commit_while_the_log_is_put_into_the_file(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(catalog, range(5))
    tried: list[str] = []

    class Watched(sqlite3.Connection):
        def execute(self, statement: str, *rest: object) -> sqlite3.Cursor:  # type: ignore[override]
            if "wal_checkpoint" in statement:
                other = connect(catalog, timeout=0, isolation_level=None)
                with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute("BEGIN IMMEDIATE")
                tried.append(statement)
            return super().execute(statement, *rest)  # type: ignore[arg-type]

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *options, **named: connect(*options, **named, factory=Watched)
    )
    write_ahead.put_into_file(catalog)
    assert tried


def test_while_somebody_writes_the_log_stays_and_nobody_waits(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_ahead, "_ENOUGH", 1)
    before = catalog.stat().st_mtime_ns  # reading the file would drop SQLite's locks on it
    with closing(sqlite3.connect(catalog, timeout=0, isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO coder (name) VALUES ('Zoe')")
        write_ahead.put_into_file_if_long(catalog)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            write_ahead.put_into_file(catalog, wait=0)
        writer.execute("COMMIT")
        assert catalog.stat().st_mtime_ns == before
        write_ahead.put_into_file_if_long(catalog)
        assert catalog.stat().st_mtime_ns != before
    with closing(sqlite3.connect(catalog)) as reader:
        assert reader.execute("SELECT count(*) FROM coder WHERE name = 'Zoe'").fetchone() == (1,)


def test_what_several_people_write_at_once_is_all_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_ahead, "_ENOUGH", 200_000)
    path = tmp_path / "catalog.db"
    db.open_for_writing(path).dispose()
    people = [threading.Thread(target=write, args=(path, range(at, at + 20))) for at in (0, 100, 200)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with db.reading(db.open_for_reading(path)) as session:
        assert len(session.exec(select(Coder)).all()) == 60
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
