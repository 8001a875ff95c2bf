"""Projects for QualCoder: read again they say the same, in the tables that QualCoder makes itself."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exchanged import ASTRAL, DAY, coding, described, rich, selection
from foreign_databases import QUALCODER

from kb.exchange.forms import read_bytes, write
from kb.exchange.forms.qualcoder.composing import ABOUT, compose
from kb.exchange.forms.qualcoder.composing.schema import SCHEMA
from kb.exchange.model import Code, Project, Selection, Source, User, Value, Variable


@contextmanager
def database(project: Project) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(compose(project).files["data.qda"])
        yield connection


def rows(project: Project, query: str) -> list[Any]:
    with database(project) as connection:
        return connection.execute(query).fetchall()


def back(project: Project) -> Project:
    return read_bytes(write(project, "qualcoder"), "back.zip")


def test_what_is_written_is_read_again_as_it_was() -> None:
    before, again = described(rich()), described(back(rich()))
    assert again.texts == before.texts
    assert again.tree == before.tree
    assert again.codings == before.codings
    assert again.coders == before.coders
    assert again.values == before.values
    assert again.of_cases == before.of_cases
    assert again.memos == {
        "why & how",
        "thoughts",
        "what it is about",
    }, "the others are descriptions of what they are on"
    assert write(rich(), "qualcoder") == write(rich(), "qualcoder")


def test_descriptions_hold_the_memos_of_texts_codes_and_words() -> None:
    again = back(rich())
    assert [each.description for each in again.sources] == ["told at noon\n\non the text", None, None]
    codes = {each.name: (each.description, each.codable, each.colour) for each in again.codes}
    assert codes["Trust"] == ("on the code", True, "#ff0000")
    assert codes["Attitude"] == ("all of them", False, None)
    remarks = [
        (ASTRAL[each.start : each.end], each.description)
        for each in again.sources[0].selections
        if each.description
    ]
    assert remarks == [("e\u0301", "Look\n\naccents"), ("The end", "a remark")]


def test_positions_are_those_of_qualcoders_editor() -> None:
    units = ASTRAL.encode("utf-16-le")
    found = rows(rich(), "SELECT pos0, pos1, seltext FROM code_text WHERE fid = 1")
    assert len(found) == 5
    for start, end, quote in found:
        assert units[2 * start : 2 * end].decode("utf-16-le") == quote


def test_a_memo_in_a_text_without_codings_stays_on_its_words() -> None:
    text = Source("t", "Only remarks", text="😀😀 here", selections=())
    text = replace(text, selections=(selection("😀😀 here", "here", description="look"),))
    (source,) = back(replace(rich(), sources=(text,))).sources
    (remark,) = source.selections
    assert ((source.text or "")[remark.start : remark.end], remark.description) == ("here", "look")


def test_what_has_no_place_is_counted_and_told() -> None:
    made = compose(rich())
    assert made.kept == {
        "User": 3,
        "Code": 5,
        "place in the tree": 3,
        "Source": 3,
        "Selection": 7,
        "Coding": 7,
        "Note": 5,
        "Case": 2,
        "Variable": 3,
        "VariableValue": 4,
    }
    assert {str(each) for each in made.problems} == {
        "Interview 1.txt: codings without words, or without a place: 2",
        "Interview 1.txt: codes of the whole text have no place there: 1",
    }


def test_each_case_and_file_has_every_attribute_since_qualcoder_changes_only_what_is_there() -> None:
    found = rows(rich(), "SELECT name, attr_type, id, value FROM attribute")
    assert set(found) == {
        ("age", "case", 1, "41"),
        ("age", "case", 2, ""),
        ("consent", "case", 1, "true"),
        ("consent", "case", 2, ""),
        ("site", "file", 1, "Köln"),
        ("site", "file", 2, "Wien"),
        ("site", "file", 3, ""),
    }
    kinds = dict(rows(rich(), "SELECT name, valuetype FROM attribute_type"))
    assert kinds == {"age": "numeric", "consent": "character", "site": "character"}


def test_the_texts_are_files_of_the_folder_and_an_empty_one_has_none() -> None:
    with zipfile.ZipFile(io.BytesIO(write(rich(), "qualcoder"))) as archive:
        names = archive.namelist()
        assert archive.read("Study one.qda/documents/Interview 1.txt").decode() == ASTRAL
    assert names == [
        "Study one.qda/data.qda",
        "Study one.qda/documents/Interview 1.txt",
        "Study one.qda/documents/ראיון 2.txt",
    ]
    paths = rows(rich(), "SELECT mediapath FROM source")
    assert paths == [("/docs/Interview 1.txt",), ("/docs/ראיון 2.txt",), (None,)]


def test_qualcoder_knows_the_database_as_its_own() -> None:
    ((version, about),) = rows(rich(), "SELECT databaseversion, about FROM project")
    assert (version, "QualCoder" in about, about) == ("v17", True, ABOUT)
    assert rows(rich(), "SELECT count(*) FROM code_text_visible") == [(7,)]
    assert rows(rich(), "SELECT name, visibility FROM coder_names") == [
        ("ann", 1),
        ("Ben Okafor", 1),
        ("ann (moderator)", 1),
    ]


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int]]:
    """The names, types and keys of a table's columns."""
    return [(row[1], row[2].lower(), row[5]) for row in connection.execute(f"PRAGMA table_info({table})")]


def made(statements: list[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for each in statements:
        connection.execute(each)
    return connection


def test_the_tables_are_those_that_are_read() -> None:
    own = made(list(SCHEMA))
    told = made([f"create table {name} ({of})" for name, of in QUALCODER.items()])
    for table in QUALCODER:
        assert columns(own, table)[: len(columns(told, table))] == columns(told, table)


def test_the_tables_are_those_of_a_database_that_qualcoder_made(corpus: Path) -> None:
    sample = corpus.parent / "refi" / "samples" / "qualcoder-4.0beta-data.qda"
    if not sample.is_file():
        pytest.skip("there is no database of QualCoder beside the corpus")
    theirs = sqlite3.connect(":memory:")
    theirs.deserialize(sample.read_bytes())
    own = made(list(SCHEMA))

    def unique(connection: sqlite3.Connection, table: str) -> set[tuple[str, ...]]:
        indexes = [row[1] for row in connection.execute(f"PRAGMA index_list({table})") if row[2]]
        return {tuple(row[2] for row in connection.execute(f"PRAGMA index_info({each})")) for each in indexes}

    tables = [name for (name,) in theirs.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        assert columns(own, table) == columns(theirs, table), table
        assert unique(own, table) == unique(theirs, table), table
    more = {name for (name,) in own.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert more - set(tables) == {"coder_names"}, "QualCoder makes it when it opens a project"


def test_names_that_cannot_be_twice_get_a_number_or_their_place() -> None:
    project = Project(
        "P",
        "qdpx",
        users=(User("u1", "ann"), User("u2", "ann"), User("u3")),
        codes=(
            Code("a", "Same"),
            Code("b", "Same", "a"),
            Code("f", "Folder", codable=False),
            Code("g", "Folder"),
        ),
        sources=(
            Source("1", "One/two", text="a b"),
            Source("2", "One/two", text="a b"),
            Source("3", 'One: "two"', text="a b"),
        ),
    )
    again = back(project)
    assert [each.name for each in again.users] == ["ann", "ann (2)", "Unknown coder"]
    assert sorted(each.name for each in again.codes) == ["Folder", "Folder", "Same", "Same > Same"]
    assert [each.name for each in again.sources] == ["One/two", "One/two (2)", 'One: "two"']
    assert {name for name in compose(project).files if name != "data.qda"} == {
        "documents/One two.txt",
        "documents/One two (3).txt",
        "documents/One two (2).txt",
    }
    told = {str(each) for each in compose(project).problems}
    assert "One/two: is called 'One/two (2)' there" in told
    assert sum("is called" in each and each.startswith("Same") for each in told) == 1


def test_a_folder_that_is_coded_with_or_hangs_on_a_code_is_a_code() -> None:
    text = "some words"
    project = Project(
        "P",
        "qdpx",
        users=(User("user-ann", "ann"),),
        codes=(
            Code("code-coded", "Coded folder", codable=False),
            Code("code-top", "Top"),
            Code("code-below", "Folder below a code", "code-top", codable=False),
            Code("code-in", "In it", "code-below"),
        ),
        sources=(Source("1", "T", text=text, selections=(selection(text, "some", coding("coded", "ann")),)),),
    )
    again = back(project)
    assert described(again).tree == described(project).tree
    assert described(again).codings == described(project).codings
    assert all(each.codable for each in again.codes)
    assert len(compose(project).problems) == 2


def test_one_coding_twice_is_written_once_with_both_memos() -> None:
    text = "some words"
    notes = (Source("n1", None, text="first"), Source("n2", None, text="second"))
    twice = (coding("top", "ann", "n1"), coding("top", "ann", "n2", at="again"))
    project = Project(
        "P",
        "qdpx",
        users=(User("user-ann", "ann"),),
        codes=(Code("code-top", "Top"),),
        sources=(Source("1", "T", text=text, selections=(selection(text, "some", *twice),)),),
        notes=notes,
    )
    made_of_it = compose(project)
    assert made_of_it.kept["Coding"] == 1
    assert "is there twice, and written once" in str(made_of_it.problems[0])
    assert [each.text for each in back(project).notes] == ["first\n\nsecond"]


def test_remarks_between_characters_and_on_nothing_are_not_lost() -> None:
    def with_remark(text: str, at: int) -> Project:
        remark = Selection("s", at, at, description="look here", creator="user-ann", created=DAY)
        source = Source("1", "T", text=text, selections=(remark,))
        return Project("P", "qdpx", users=(User("user-ann", "ann"),), sources=(source,))

    (found,) = back(with_remark("ab", 2)).sources[0].selections
    assert (found.start, found.end, found.description) == (1, 2, "look here")
    assert back(with_remark("", 0)).sources[0].description == "look here"
    assert back(with_remark("ab", -1)).sources[0].description == "look here"


def test_an_attribute_of_cases_and_of_files_is_two() -> None:
    project = rich()
    cases = (replace(project.cases[0], values=(Value("var-site", "Bonn"),)),)
    again = back(replace(project, cases=cases, variables=(Variable("var-site", "site"),)))
    assert {each.name for each in again.variables} == {"site", "site (file)"}
    assert re.search(r"site \(file\)", str(compose(replace(project, cases=cases)).problems))
