"""Files that are no catalog, only look like one, or lie where nobody can write."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from command_line import run
from interview_files import file, store

from kb.db import engine as db
from kb.queries.search import paragraphs


@pytest.mark.parametrize("name", [":memory:", "sqlite://", "sqlite:///:memory:", "file:catalog.db"])
def test_a_catalog_is_kept_in_a_file(name: str) -> None:
    with pytest.raises(db.CatalogError, match="file"):
        db.open_for_writing(name)


def test_a_pipe_is_no_catalog(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    with pytest.raises(db.NotACatalogError):
        db.open_for_reading(tmp_path / "pipe.db")


@pytest.mark.parametrize(
    "version", [pytest.param(None, id="no version"), pytest.param(db.REVISIONS[-1], id="tables missing")]
)
def test_a_database_that_only_looks_like_a_catalog_is_told(tmp_path: Path, version: str | None) -> None:
    path = tmp_path / "half.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("CREATE TABLE coding_pass (id INTEGER)")
        if version:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    with pytest.raises(db.CatalogError), db.reading(db.open_for_reading(path)) as session:
        paragraphs.search_paragraphs(session, "anything")


def test_a_catalog_in_a_folder_that_cannot_be_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalog.db"
    engine = db.open_for_writing(path)
    store(engine, file("Interview 1.txt"))
    engine.dispose()
    before = sorted(each.name for each in tmp_path.iterdir())
    monkeypatch.setattr(db.os, "access", lambda *_: False)
    with db.reading(db.open_for_reading(path)) as session:
        assert paragraphs.search_paragraphs(session, "schema").total == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["a\0b", "\ud800.db"])
@pytest.mark.parametrize("command", ["status", "demo", "restore"])
def test_what_no_file_is_called_is_told(command: str, name: str) -> None:
    answer = run(command, "--database", name)
    assert answer.code == 2
    assert "cannot be the name of a file" in answer.err
