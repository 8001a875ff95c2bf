"""Projects for RQDA: read again they say the same, as far as RQDA has a place for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from exchanged import ASTRAL, described, in_categories, rich
from foreign_databases import RQDA

from kb.exchange.forms import read_bytes, write
from kb.exchange.forms.rqda.composing import compose, r_date
from kb.exchange.forms.rqda.schema import SCHEMA
from kb.exchange.model import Code, Project, User


def rows(project: Project, query: str) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(write(project, "rqda"))
        return connection.execute(query).fetchall()


def back(project: Project) -> Project:
    return read_bytes(write(project, "rqda"), "back.rqda")


def test_what_is_written_is_read_again_as_it_was() -> None:
    before, again = described(rich()), described(back(rich()))
    assert again.texts == before.texts
    assert again.codings == before.codings
    assert again.tree == in_categories(rich())
    assert again.coders == before.coders - {"ann (moderator)"}, "who made nothing is in no row"
    assert again.values == before.values
    assert again.of_cases == before.of_cases
    assert again.memos == {"why & how", "thoughts", "what it is about"}
    assert write(rich(), "rqda") == write(rich(), "rqda")


def test_memos_on_words_stand_at_their_beginning() -> None:
    places = [ASTRAL.index("e\u0301"), ASTRAL.index("The end")]
    assert rows(rich(), "SELECT position, annotation, owner FROM annotation") == [
        (places[0], "Look\n\naccents", "Ben Okafor"),
        (places[1], "a remark", "Ben Okafor"),
    ]
    assert [each.description for each in back(rich()).sources] == ["told at noon\n\non the text", None, None]


def test_a_code_that_others_hang_on_is_a_category_too() -> None:
    found = rows(
        rich(),
        "SELECT codecat.name, freecode.name FROM treecode JOIN codecat USING (catid) "
        "JOIN freecode ON freecode.id = treecode.cid",
    )
    assert set(found) == {("Trusting", "Trust"), ("Trust", "Deep e.g. this")}
    assert {name for (name,) in rows(rich(), "SELECT name FROM codecat")} == {"Attitude", "Trusting", "Trust"}


def test_what_has_no_place_is_counted_and_told() -> None:
    made = compose(rich())
    assert made.kept == {
        "User": 2,
        "Code": 5,
        "place in the tree": 2,
        "Source": 3,
        "Selection": 7,
        "Coding": 7,
        "Note": 5,
        "Case": 2,
        "Variable": 3,
        "VariableValue": 4,
        "Set": 1,
    }
    assert {str(each) for each in made.problems} == {
        "Interview 1.txt: codings without words, or without a place: 2",
        "Interview 1.txt: codes of the whole text have no place there: 1",
    }


def test_sets_of_documents_are_categories_of_files() -> None:
    (only,) = back(rich()).sets
    assert (only.name, len(only.sources)) == ("Pilot", 1)


def test_every_row_lives_and_has_the_moment_as_r_writes_it() -> None:
    for table in ("source", "freecode", "treecode", "codecat", "coding", "cases", "caseAttr", "annotation"):
        assert {status for (status,) in rows(rich(), f"SELECT status FROM {table}")} == {1}  # noqa: S608
    assert rows(rich(), "SELECT date FROM coding LIMIT 1") == [("Mon Mar  2 09:30:00 2026",)]
    assert r_date("") == ""
    with pytest.raises(ValueError, match="Invalid isoformat"):
        r_date("yesterday")


def test_names_that_cannot_be_twice_get_a_number() -> None:
    project = replace(
        rich(),
        users=(User("user-ann", "ann"), User("user-ben", "ann")),
        codes=(
            Code("code-trust", "Same"),
            Code("code-doubt", "Same", "code-trust"),
            Code("code-deep", "Deep"),
        ),
    )
    assert {name for (name,) in rows(project, "SELECT name FROM freecode")} == {"Same", "Same > Same", "Deep"}
    assert {owner for (owner,) in rows(project, "SELECT owner FROM coding")} == {"ann", "ann (2)"}


def test_the_tables_are_those_that_rqda_makes() -> None:
    """Those that are read are from RQDA's own source; it has one more, for pictures."""
    own = sqlite3.connect(":memory:")
    for each in SCHEMA:
        own.execute(each)
    for table, columns in RQDA.items():
        found = [(row[1], row[2].lower()) for row in own.execute(f"PRAGMA table_info({table})")]
        assert found == [tuple(each.split()) for each in columns.split(", ")]
    tables = {name for (name,) in own.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables - set(RQDA) == {"image"}
