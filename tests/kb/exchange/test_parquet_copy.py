"""The catalog as Parquet files: what they hold, what not, and the questions that the page asks in DuckDB."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_line import run

PAGE = Path(__file__).parents[3] / "docs" / "duckdb.md"
QUESTIONS = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SAID = "Ask about the purple zebra"


def copied(database: Path, folder: Path, *options: str) -> Path:
    answer = run("export", "parquet", "--out", str(folder), "--database", str(database), *options)
    assert answer.code == 0, answer.err
    return folder


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{folder}'")
        return connection.execute(query).fetchall()


def words_in(folder: Path) -> str:
    """Everything that the files of a copy hold, as text."""
    with duckdb.connect() as connection:
        files = map(str, sorted(folder.rglob("*.parquet")))
        return "\n".join(str(connection.read_parquet(each).fetchall()) for each in files)


@pytest.fixture
def catalog(demo_catalog: Path, tmp_path: Path) -> Path:
    """The demo catalog, with a memo that was written and deleted."""
    database = tmp_path / "study.db"
    shutil.copy(demo_catalog, database)
    where = ("--who", "Noor", "--database", str(database))
    assert run("memo", "write", SAID, *where).code == 0
    number = str(
        run("memo", "list", "zebra", "--database", str(database), "--format", "json").json[0]["memo"]
    )
    assert run("memo", "delete", number, *where).code == 0
    return database


def test_the_copy_holds_what_the_catalog_holds_and_answers_the_questions_of_the_page(
    catalog: Path, tmp_path: Path
) -> None:
    folder = copied(catalog, tmp_path / "copy")
    assert len(QUESTIONS) == 5
    for question in QUESTIONS:
        assert asked(folder, question), question
    rows = run("export", "codings", "--database", str(catalog)).lines
    names = ("document", "coder", "code", "start", "end", "quote")
    columns = ", ".join(f'"{name}"' for name in names)
    held = asked(folder, f"SELECT {columns} FROM 'codings.parquet'")  # noqa: S608
    assert [dict(zip(names, row, strict=True)) for row in held] == [
        {name: row[name] for name in names} for row in rows
    ]
    of_tables = "SELECT count(*), typeof(any_value(created)) FROM 'tables/coding.parquet'"
    assert asked(folder, of_tables) == [(len(rows), "TIMESTAMP WITH TIME ZONE")]
    assert "purple zebra" not in words_in(folder)
    assert not (folder / "tables" / "change.parquet").exists()
    before = {each.name: each.read_bytes() for each in folder.rglob("*.parquet")}
    everything = copied(catalog, folder, "--history")
    assert "purple zebra" in words_in(everything)
    after = {each.name: each.read_bytes() for each in everything.rglob("*.parquet")}
    assert before == {name: after[name] for name in before}, "the same catalog gives the same bytes"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param(("parquet",), "parquet needs --out FOLDER", id="no folder"),
        pytest.param(("parquet", "--out", "x", "--code", "drift"), "parquet takes no --code", id="a filter"),
        pytest.param(("codings", "--history"), "--history is for parquet", id="a table"),
        pytest.param(("parquet", "--out", "mine"), "holds something else", id="somebody's folder"),
    ],
)
def test_what_cannot_be_is_refused(
    words: tuple[str, ...], why: str, demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    answer = run("export", *words, "--database", str(demo_catalog))
    assert answer.code == 2
    assert why in " ".join(answer.err.split())
