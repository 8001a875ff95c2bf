"""QualCoder's projects: every coding is on the words that QualCoder quotes, or on none."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import command_line
import pytest
from foreign_databases import DAY, QUALCODER_6, coded, database, qualcoder

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import read, read_bytes
from kb.exchange.model import Project, Selection

TEXT = "Anna: I trust it.\nBen: 😀 We had doubts, then trust grew.\nAnna: The end.\n"


def only(project: Project) -> list[tuple[str, Selection]]:
    (source,) = project.sources
    return [((source.text or "")[max(0, each.start) : max(0, each.end)], each) for each in source.selections]


def test_codings_annotations_and_their_people_come() -> None:
    rows = [
        coded(1, TEXT, "I trust it"),
        coded(2, TEXT, "I trust it", code=2, by="ben"),
        coded(3, TEXT, "😀 We"),
    ]
    rows[0][8] = "why & how"
    found = read_bytes(qualcoder(TEXT, rows, annotation=[(1, 1, 0, 4, "who", "ben", DAY)]), "data.qda")
    (words, first), (_, second), (named, remark) = only(found)
    assert (words, [len(each.codings) for each in (first, second)]) == ("I trust it", [2, 1])
    assert (named, remark.description, remark.codings) == ("Anna", "who", ())
    by = {each.guid: each.name for each in found.users}
    assert [by[each.creator or ""] for each in first.codings] == ["anna", "ben"]
    assert [each.text for each in found.notes if each.guid in first.codings[0].notes] == ["why & how"]
    assert not found.problems


def test_positions_of_the_editor_are_utf_16_and_told_by_the_quote() -> None:
    of_editor, of_search = coded(1, TEXT, "trust grew"), coded(2, TEXT, "doubts, then trust")
    of_editor[4:6] = [each + 1 for each in of_editor[4:6]]  # type: ignore[operator]  the emoji counts two
    found = read_bytes(qualcoder(TEXT, [of_editor, of_search]), "data.qda")
    assert [words for words, _ in only(found)] == ["trust grew", "doubts, then trust"]
    assert not found.problems


@pytest.mark.parametrize(
    ("quote", "at", "says", "words"),
    [
        pytest.param("doubts, then", 3, "moved from 3", "doubts, then", id="moved"),
        pytest.param("trust", 0, "at 2 places", "", id="ambiguous"),
        pytest.param("distrust", 2, "not in the text", "", id="not there"),
        pytest.param("oubt", 2, "within another word", "", id="part of a word"),
        pytest.param("I trust it", 900, "moved from 900", "I trust it", id="behind the text"),
    ],
)
def test_a_coding_is_on_its_quote_or_nowhere(quote: str, at: int, says: str, words: str) -> None:
    row = [1, 1, 1, quote, at, at + len(quote), "anna", DAY, ""]
    found = read_bytes(qualcoder(TEXT, [row]), "data.qda")
    ((said, selection),) = only(found)
    assert said == words
    assert says in (selection.doubt or "")
    assert any(says in str(each) for each in found.problems)
    assert (selection.start < 0) == (not words)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_marks_of_the_stored_text_do_not_shift_codings(ends: str) -> None:
    stored = "\ufeff" + TEXT.replace("\n", ends)
    rows = [coded(1, stored, "We had doubts"), coded(2, stored, "The end")]
    found = read_bytes(qualcoder(stored, rows), "data.qda")
    assert [words for words, _ in only(found)] == ["We had doubts", "The end"]
    assert found.sources[0].text == TEXT


def test_categories_sub_codes_cases_and_attributes_come() -> None:
    data = qualcoder(
        TEXT,
        [],
        code_cat=[
            (1, "Top", "anna", DAY, "memo", None),
            (2, "Below", "anna", DAY, "", 1),
            (3, "Lost", "", "", "", 9),
        ],
        code_name=[(1, "Trust", "", 2, "anna", DAY, "#FF0000"), (2, "Doubt", "m", None, "anna", DAY, "x", 1)],
        cases=[(1, "Anna", "case memo", "anna", DAY), (2, "Ben", "", "anna", DAY)],
        case_text=[(1, 1, 1, 0, len(TEXT)), (2, 2, 1, 18, 40)],
        attribute_type=[("age", DAY, "", "", "case", "numeric"), ("site", DAY, "", "", "file", "character")],
        attribute=[(1, "age", "case", "41", 1), (2, "site", "file", "Köln", 1), (3, "age", "case", "", 2)],
        journal=[(1, "Day 1", "thoughts", DAY, "anna")],
        code_image=[(1, 5, 0, 0, 1, 1, 1)],
    )
    found = read_bytes(data, "data.qda")
    names = {each.guid: each.name for each in found.codes}
    tree = {each.name: (names.get(each.parent or ""), each.codable) for each in found.codes}
    assert tree == {
        "Top": (None, False),
        "Below": ("Top", False),
        "Lost": (None, False),
        "Trust": ("Below", True),
        "Doubt": ("Trust", True),
    }
    anna, ben = found.cases
    assert [(each.text, each.kind) for each in anna.values] == [("41", "Integer")]
    assert (len(anna.sources), len(ben.sources), len(ben.selections)) == (1, 0, 1)
    assert [each.text for each in found.sources[0].values] == ["Köln"]
    assert [each.name for each in found.notes] == ["Day 1"]
    assert found.dropped == {"coding of a picture or a page": 1}


def test_the_oldest_version_comes_and_a_zip_and_a_folder(tmp_path: Path) -> None:
    rows = {
        "project": [("v6", DAY, "", "QualCoder")],
        "source": [(1, "one.txt", TEXT, None, "", "anna", DAY)],
        "code_name": [(1, "Trust", "", None, "anna", DAY, "#FF0000")],
        "code_text": [coded(1, TEXT, "The end")],
    }
    data = database(QUALCODER_6, rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("study.qda/data.qda", data)
        archive.writestr("study.qda/images/big.png", b"x")
    folder = tmp_path / "study.qda"
    folder.mkdir()
    (folder / "data.qda").write_bytes(data)
    zipped, opened = read_bytes(out.getvalue(), "any.zip"), read(folder)
    assert [words for words, _ in only(zipped)] == ["The end"]
    assert zipped == opened
    assert opened.name == "study"
    (folder / "data.qda-wal").write_bytes(b"changes")
    with pytest.raises(ExchangeError, match="close its program"):
        read(folder)


def test_two_coders_copies_keep_all_codings_of_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for who, quote in (("anna", "I trust it"), ("ben", "The end")):
        (tmp_path / f"{who}.qda").write_bytes(qualcoder(TEXT, [coded(1, TEXT, quote, by=who)]))
        answer = command_line.run("import", f"{who}.qda", "--format", "json")
    told = json.loads(answer.out)[0]
    assert any("they stay here" in each["message"] for each in told["problems"])
    rows = command_line.run("export", "codings", "--format", "jsonl").out.splitlines()
    assert [(each["coder"], each["quote"]) for each in map(json.loads, rows)] == [
        ("anna", "I trust it"),
        ("ben", "The end"),
    ]


def test_counts_add_up_and_a_second_import_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        coded(1, TEXT, "The end"),
        [2, 1, 1, "trust", 0, 5, "anna", DAY, "hm"],
        [3, 77, 1, "Anna", 0, 4, "a", DAY, ""],
    ]
    (tmp_path / "data.qda").write_bytes(qualcoder(TEXT, rows))
    answer = command_line.run("import", "data.qda", "--format", "json")
    assert answer.code == 1
    (told,) = json.loads(answer.out)
    for each in told["counts"]:
        assert each["read"] == each["stored"] + each["carried"] + each["dropped"]
    assert told["changes"]["made unplaced_coding".replace("_", " ")] == 1
    assert told["changes"]["made coding"] == 1
    assert not json.loads(command_line.run("import", "data.qda", "--format", "json").out)[0]["changes"]
    assert command_line.run("export", "qdpx", "--out", "back.qdpx").code == 0
    back = read(tmp_path / "back.qdpx").sources[0]
    placed = [each for each in back.selections if each.codings and each.end > each.start]
    assert [(back.text or "")[each.start : each.end] for each in placed] == ["The end"]


def _with(*statements: str) -> bytes:
    rows = {"project": [("v17", DAY)], "source": [(1, "a", "words")], "code_name": [(1, "c")]}
    base = {name: columns for name, columns in QUALCODER_6.items() if name != "code_text"}
    return database(base, rows, *statements)


def _computed() -> bytes:
    """A column of 200 MB: made when it is wanted, not by each worker that collects the tests."""
    return _with(
        "create table code_text (fid, seltext as (hex(zeroblob(100000000))))",
        "insert into code_text values (1)",
    )


GOOD = qualcoder(TEXT, [coded(1, TEXT, "The end")])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(GOOD[: len(GOOD) // 2], "cut off", id="cut off"),
        pytest.param(GOOD[:16] + b"\0" * 200 + b"code_text code_cat", "damaged", id="no head"),
        pytest.param(GOOD[:4096] + b"\xff" * (len(GOOD) - 4096), "damaged", id="overwritten"),
        pytest.param(_with("create table other (code_text text)"), "no table code_text", id="no table"),
        pytest.param(
            _with("create view code_text as select randomblob(1000000000) as seltext"), "no table", id="view"
        ),
        pytest.param(_computed, "computes columns", id="computed column"),
    ],
)
def test_broken_and_hostile_databases_are_one_sentence(data: bytes | Callable[[], bytes], says: str) -> None:
    data = data if isinstance(data, bytes) else data()
    with pytest.raises(ExchangeError, match=says) as told:
        read_bytes(data, "data.qda")
    assert "\n" not in str(told.value)


def test_triggers_of_a_file_are_never_run() -> None:
    data = database(
        QUALCODER_6,
        {"project": [("v6", DAY)], "source": [(1, "a.txt", "words")], "code_name": [(1, "c")]},
        "create trigger t after insert on source begin delete from source; end",
    )
    assert read_bytes(data, "data.qda").sources[0].text == "words"
