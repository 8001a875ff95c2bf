"""Projects for Taguette: bytes of text nodes are the words, and each highlight is one person's."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exchanged import ASTRAL, coding, described, rich, selection, undotted

from kb.exchange.forms import form_of, read_bytes, write
from kb.exchange.forms.parts.html_text import HtmlText
from kb.exchange.forms.taguette.composing import compose
from kb.exchange.forms.taguette.schema import SCHEMA
from kb.exchange.model import Code, Project, Source, User


def rows(project: Project, query: str) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(write(project, "taguette"))
        return connection.execute(query).fetchall()


def back(project: Project) -> Project:
    return undotted(read_bytes(write(project, "taguette"), "back.sqlite3"))


def test_what_is_written_is_read_again_as_it_was() -> None:
    before, again = described(rich()), described(back(rich()))
    assert again.texts == before.texts
    assert again.codings == before.codings
    assert again.coders == before.coders
    assert {path[:-1] for path in again.tree} == {path[:-1] for path in before.tree}
    assert {path[-1] for path in again.tree} == {"Attitude", "Trusting", "Trust", "Deep e.g. this", "Doubt"}
    assert again.memos == {"what it is about\n\nDay 1\n\nthoughts"}
    assert [each.description for each in back(rich()).sources] == ["told at noon\n\non the text", None, None]
    assert write(rich(), "taguette") == write(rich(), "taguette")


def test_two_coders_on_the_same_words_have_a_highlight_each() -> None:
    found = rows(rich(), "SELECT user_login, payload FROM commands WHERE document_id = 1 ORDER BY id")
    told = [(who, json.loads(payload)) for who, payload in found]
    trust = [(who, each["start_offset"], each["end_offset"]) for who, each in told if each["tags"] == [3]]
    start = len(ASTRAL[: ASTRAL.index("trust")].encode())
    assert trust == [("ann", start, start + 5), ("Ben Okafor", start, start + 5)]
    assert len({each["highlight_id"] for _, each in told}) == len(told)


def test_positions_are_bytes_of_the_text_nodes() -> None:
    ((html,),) = rows(rich(), "SELECT contents FROM documents WHERE id = 1")
    nodes = HtmlText(html).nodes.encode()
    assert nodes.decode() == ASTRAL
    for start, end, snippet in rows(rich(), "SELECT start_offset, end_offset, snippet FROM highlights"
                                            " WHERE document_id = 1"):  # fmt: skip
        assert nodes[start:end].decode() == HtmlText(snippet).nodes


def test_a_text_runs_as_its_first_letter_does() -> None:
    assert rows(rich(), "SELECT text_direction FROM documents ORDER BY id") == [
        ("LEFT_TO_RIGHT",),
        ("RIGHT_TO_LEFT",),
        ("LEFT_TO_RIGHT",),
    ]


def test_what_has_no_place_is_counted_and_told() -> None:
    made = compose(rich())
    assert made.kept == {
        "User": 3,
        "Code": 5,
        "place in the tree": 3,
        "Source": 3,
        "Selection": 7,
        "Coding": 7,
        "Note": 3,
    }
    assert {str(each) for each in made.problems} == {
        "Interview 1.txt: codings without words, or without a place: 2",
        "Interview 1.txt: codes of the whole text have no place there: 1",
        "memos on words have no place there: 1",
    }


def test_names_that_taguette_does_not_take_are_shorter_and_told() -> None:
    long = "n" * 300
    text = "ab\x0bc"
    project = Project(
        long,
        "qdpx",
        users=(User("user-ann", long), User("user-ben", long)),
        codes=(Code("code-top", long), Code("code-below", "In it", "code-top")),
        sources=(
            Source("1", long, text=text, selections=(selection(text, "c", coding("below", "ann")),)),
            Source("2", long, text=text),
        ),
    )
    made = rows(project, "SELECT name FROM documents UNION ALL SELECT name FROM projects")
    assert [len(name) for (name,) in made] == [50, 50, 50]
    assert sorted(len(path) for (path,) in rows(project, "SELECT path FROM tags")) == [200, 200]
    assert [len(login) for (login,) in rows(project, "SELECT login FROM users")] == [30, 30]
    assert len({str(each) for each in compose(project).problems}) == 9
    (first, _) = read_bytes(write(project, "taguette"), "x.sqlite3").sources
    assert first.text == "ab\N{REPLACEMENT CHARACTER}c"
    assert [(each.start, each.end) for each in first.selections] == [(3, 4)]


def test_dots_in_a_name_are_no_steps_of_the_tree() -> None:
    project = replace(
        rich(),
        codes=(
            Code("code-trust", "e"),
            Code("code-doubt", "e.g. this"),
            Code("code-deep", "No. 1", "code-trust"),
        ),
    )
    paths = {path for (path,) in rows(project, "SELECT path FROM tags")}
    assert paths == {"e", "e_g_ this", "e.No. 1"}
    assert {path[:-1] for path in described(back(project)).tree} == {(), ("e",)}
    assert "e.g. this: is called 'e_g_ this' there" in {str(each) for each in compose(project).problems}


def test_tables_for_taguette_are_read_as_its_own() -> None:
    highlights = read_bytes(write(rich(), "taguette_highlights"), "highlights.csv")
    quotes = [each.name for source in highlights.sources for each in source.selections]
    assert sorted(quotes) == sorted(
        [ASTRAL, "trust", "trust", "👩\u200d👩\u200d👧 really.\nBen", "e\u0301", "שלום", "𐤀𐤁 بكم"]
    )
    assert write(rich(), "taguette_highlights").startswith(b"id,document,tag,content\n1,")
    codebook = undotted(read_bytes(write(rich(), "taguette_codebook"), "codebook.csv"))
    assert described(codebook).tree == described(rich()).tree
    assert "Attitude.Trusting.Trust,on the code,4,2" in write(rich(), "taguette_codebook").decode()


def test_a_table_of_other_columns_is_still_looked_at_as_one_of_codings() -> None:
    assert form_of(b"one,two\n1,2\n", "any.csv").name == "codings_table"


def test_the_tables_are_those_of_a_database_that_taguette_made(corpus: Path) -> None:
    sample = corpus.parent / "refi" / "samples" / "taguette-1.5.2-project.sqlite3"
    if not sample.is_file():
        pytest.skip("there is no database of Taguette beside the corpus")
    theirs, own = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    theirs.deserialize(sample.read_bytes())
    for each in SCHEMA:
        own.execute(each)

    def said(connection: sqlite3.Connection) -> set[str]:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {"".join(sql.split()) for (sql,) in found}

    assert said(own) == said(theirs)
    assert (
        rows(rich(), "SELECT version_num FROM alembic_version")
        == theirs.execute("SELECT version_num FROM alembic_version").fetchall()
    )
