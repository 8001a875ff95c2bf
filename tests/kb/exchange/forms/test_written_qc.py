"""Projects for qc: a coding is on each line that some of its words are on."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from exchanged import ASTRAL, coding, described, rich, selection
from foreign_databases import QC
from ruamel.yaml import YAML

from kb.db import engine as db
from kb.exchange.forms import read_bytes, write
from kb.exchange.forms.parts.composed import NO_WORDS
from kb.exchange.forms.qc.composing import DATABASE, SCHEMA, compose
from kb.exchange.guids import same
from kb.exchange.model import Code, Project, Source, User
from kb.queries.exchange.project import project_of


def rows(project: Project, query: str) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(compose(project).files[DATABASE])
        return connection.execute(query).fetchall()


def yaml_of(project: Project, name: str) -> Any:
    """What a file says to a reader of YAML 1.1, as qc's is."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    return reader.load(compose(project).files[name].decode())


def back(project: Project) -> Project:
    return read_bytes(write(project, "qc"), "back.zip")


def on_lines(project: Project) -> set[tuple[str | None, str, str, str | None]]:
    """The codings of a project as those of whole lines: which words, which code, by whom."""
    codes = {same(each.guid): each.name.replace(",", ";") for each in project.codes}
    people = {same(each.guid): each.name for each in project.users}
    found = set()
    for source in project.sources:
        at = 0
        for line in (source.text or "").split("\n"):
            for each in source.selections:
                words = (source.text or "")[max(at, each.start, 0) : max(0, min(at + len(line), each.end))]
                if each.start >= 0 and words.strip():
                    found |= {
                        (source.name, line, codes[same(one.code)], people.get(same(one.creator or "")))
                        for one in each.codings
                    }
            at += len(line) + 1
    return found


def named(project: Project) -> Project:
    """A project whose texts are called as their files are."""
    texts = (replace(each, name=f"{(each.name or '').removesuffix('.txt')}.txt") for each in project.sources)
    return replace(project, sources=tuple(texts))


def test_what_is_written_is_read_again_on_whole_lines() -> None:
    again = back(rich())
    before = described(named(rich()))
    assert described(again).texts == before.texts
    assert described(again).tree == before.tree
    assert described(again).coders == before.coders
    assert on_lines(again) == on_lines(named(rich()))
    assert described(again).memos == {"what it is about\n", "thoughts"}
    assert write(rich(), "qc") == write(rich(), "qc")
    assert not again.problems


def test_the_demo_catalog_comes_back_on_whole_lines(demo_catalog: Path) -> None:
    engine = db.open_for_reading(demo_catalog)
    with db.reading(engine) as session:
        project = project_of(session, name="Study", origin="kb")
    engine.dispose()
    assert on_lines(back(project)) == on_lines(named(project))
    assert described(back(project)).tree == described(project).tree


def test_what_is_less_than_a_line_and_what_has_no_place_is_told() -> None:
    made = compose(rich())
    assert made.kept == {
        "User": 3,
        "Code": 5,
        "place in the tree": 3,
        "Source": 3,
        "Selection": 6,
        "Coding": 7,
        "Note": 1,
    }
    assert {str(each) for each in made.problems} == {
        f"Interview 1.txt: {NO_WORDS}, or on a line that its coder has coded so already: 2",
        "Interview 1.txt: codings of parts of a line, which are on the whole line there: 3",
        "Interview 1.txt: codes of the whole text have no place there: 1",
        "memos on words have no place there: 1",
        "definitions of codes have no place there: 2",
        "descriptions of texts have no place there: 1",
        "ראיון 2.txt: codings of parts of a line, which are on the whole line there: 2",
    }


def test_qc_finds_its_folders_its_tree_and_the_checksums() -> None:
    files = compose(rich()).files
    assert {"settings.yaml", "codebook.yaml", DATABASE, "memos/.keep", "logs/.keep"} <= files.keys()
    settings = yaml_of(rich(), "settings.yaml")
    assert settings["corpus_dir"] == "corpus"
    assert all(isinstance(each, str) for each in settings.values())
    tree = [{"Attitude": [{"Trusting": [{"Trust": ["Deep e.g. this"]}]}]}, "Doubt"]
    assert yaml_of(rich(), "codebook.yaml") == tree
    digests = dict(rows(rich(), "SELECT file_path, file_hash FROM document"))
    assert digests["Interview 1.txt"] == hashlib.sha1(ASTRAL.encode()).hexdigest()  # noqa: S324
    with zipfile.ZipFile(io.BytesIO(write(rich(), "qc"))) as archive:
        assert "Study one/corpus/ראיון 2.txt" in archive.namelist()


def test_each_coded_line_is_in_the_block_of_lines_that_it_stands_in() -> None:
    blocks = rows(rich(), "SELECT start_line, end_line FROM location WHERE document_index_id = 1")
    assert blocks == [(0, 3), (3, 4)], "a blank line parts them"
    outside = rows(
        rich(),
        "SELECT count(*) FROM coded_line "
        "JOIN coded_line_location_association ON coded_line_id = coded_line.id "
        "JOIN location ON location.id = location_id WHERE NOT (start_line <= line AND line < end_line)",
    )
    assert outside == [(0,)]


def test_names_that_yaml_or_qc_would_read_otherwise_stay_names() -> None:
    names = ("yes", "1", "null", "a: b", "- x", "'quoted\"", "one, two")
    text = "some words"
    project = Project(
        "P",
        "qdpx",
        users=(User("user-ann", "ann"),),
        codes=tuple(Code(f"code-{each}", each) for each in names),
        sources=(
            Source("1", "a/b", text=text, selections=(selection(text, "some", coding("one, two", "ann")),)),
            Source("2", "A b", text=text),
        ),
    )
    again = back(project)
    assert Counter(each.name for each in again.codes) == Counter([*names[:-1], "one; two"])
    assert yaml_of(project, "codebook.yaml") == [*names[:-1], "one; two"]
    assert [each.name for each in again.sources] == ["a b.txt", "A b (2).txt"]
    told = {str(each) for each in compose(project).problems}
    assert "one, two: is called 'one; two' there" in told
    assert "a/b: is called 'a b.txt' there" in told


def test_two_codings_of_a_code_by_one_coder_on_a_line_are_one() -> None:
    text = "some words"
    twice = (
        selection(text, "some", coding("top", "ann")),
        selection(text, "words", coding("top", "ann", at="2"), coding("top", "ben")),
    )
    project = Project(
        "P",
        "qdpx",
        users=(User("user-ann", "ann"), User("user-ben", "ben")),
        codes=(Code("code-top", "Top"),),
        sources=(Source("1", "T", text=text, selections=twice),),
    )
    made = compose(project)
    assert (made.kept["Coding"], made.kept["Selection"]) == (2, 2)
    assert "already: 1" in " ".join(map(str, made.problems))


def test_the_tables_are_those_that_qc_makes() -> None:
    own = sqlite3.connect(":memory:")
    for each in SCHEMA:
        own.execute(each)
    for table, columns in QC.items():
        found = [row[1] for row in own.execute(f"PRAGMA table_info({table})")]
        assert found == [each.split()[0] for each in columns.split(", unique")[0].split(", ")]
