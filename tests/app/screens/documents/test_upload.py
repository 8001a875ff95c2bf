"""A transcript comes in: seen first, put right, told who speaks, kept as a person says or not at all."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from documents_page import HOSTILE, Open, ask, html, plain, press
from drawn_page import page_at

from app import data as catalog
from app.shell.drop_zone import Upload
from ingest.files.choices import Choices
from ingest.files.reading import read_bytes


def test_a_new_transcript_is_seen_first_and_kept_as_a_person_says(documents: Open, path: Path) -> None:
    text = (
        plain("Interview 08.txt")
        .replace(b"e", b"ee")
        .replace(b"Intervieeweer1", b"Bo")
        .replace(b"Intervieeweeee", b"Al")
    )
    typed = {"upload-name-1": "Alma", "upload-case": "Planner, food"}
    test = documents(("Interview 21.txt", text), typed=typed)
    assert "It is not saved yet" in html(test)
    assert ask(path, "SELECT count(*) FROM document") == [(15,)]
    test.selectbox(key="upload-role-1").set_value("interviewee")
    test.text_area(key="upload-attributes").set_value("sector = food\n\nyears = 9")
    test.run()
    press(test, "upload-keep")
    assert "Interview 21 was added" in html(test)
    assert ("Alma", "interviewee") in ask(path, "SELECT speaker.name, role FROM speaker WHERE corrected")
    assert ask(path, "SELECT name FROM participant") == [("Planner, food",)]
    assert ask(path, "SELECT name, value FROM attribute ORDER BY 1") == [("sector", "food"), ("years", "9")]
    assert ask(path, "SELECT path FROM source WHERE path LIKE 'upload%'") == [("upload/Interview 21.txt",)]


def test_a_text_the_catalog_has_is_recognised_and_added_to_it(documents: Open, path: Path) -> None:
    test = documents(("something else.txt", plain("Interview 08.txt")))
    assert "This text is similar to" in html(test)
    press(test, "upload-keep")
    assert ask(path, "SELECT count(*) FROM document") == [(15,)]
    query = "SELECT name FROM document JOIN source ON document_id = document.id WHERE path LIKE 'upload%'"
    assert ask(path, query) == [("Interview 8",)]


def test_or_it_becomes_a_document_of_its_own(documents: Open, path: Path) -> None:
    test = documents(("Interview 08.txt", plain("Interview 08.txt")))
    test.radio(key="upload-as").set_value("new").run()
    assert test.text_input(key="upload-title").value == "Interview 8 (2)"
    test.text_input(key="upload-title").set_value("interview 8").run()
    assert "Another document has this title" in html(test)
    assert test.button(key="upload-keep").disabled
    test.text_input(key="upload-title").set_value("Interview 8 again").run()
    press(test, "upload-keep")
    assert ask(path, "SELECT count(*) FROM document WHERE name = 'Interview 8 again'") == [(1,)]


def test_labels_with_one_speaker_become_one_person_with_one_role(documents: Open, path: Path) -> None:
    text = "".join(
        f"Ann: what broke {n}?\n\nA. Lee: it did, in the end {n}\n\nBo: yes {n}\n\n"
        f"A. Lee: and again {n}\n\nAnn: why {n}?\n\nBo: nobody knows {n}\n\n"
        for n in range(5)
    )
    test = documents(("Interview 31.txt", text.encode()))
    first = test.selectbox(key="upload-name-1")
    assert {"Ann", "Bo", "A. Lee"} <= set(first.options)
    test.selectbox(key="upload-role-1").set_value("interviewee").run()
    test.selectbox(key="upload-name-2").set_value(first.value).run()
    assert "upload-role-2" not in {each.key for each in test.selectbox}  # it is that of the other label
    assert "Interviewee" in [each.value for each in test.text]
    chosen = first.value
    press(test, "upload-keep")
    rows = ask(
        path,
        "SELECT speaker.name, role, labels FROM speaker JOIN document ON document_id = document.id"
        " WHERE document.name = 'Interview 31' ORDER BY 1",
    )
    merged = next(row for row in rows if row[0] == chosen)
    assert (merged[1], len(json.loads(merged[2]))) == ("interviewee", 2)
    assert len(rows) == 2


def test_what_is_known_may_be_written_with_colons(documents: Open, path: Path) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()), typed={"upload-case": "Ann"})
    test.text_area(key="upload-attributes").set_value("sector: food\nratio = 1:2")
    test.run()
    press(test, "upload-keep")
    assert ask(path, "SELECT name, value FROM attribute ORDER BY 1") == [("ratio", "1:2"), ("sector", "food")]


@pytest.mark.parametrize(
    ("case", "known", "told"),
    [
        ("Ann", "sector energy", "line 1"),
        ("Ann", "\nsector = ", "line 2"),
        ("", "sector = energy", "Name the case"),
    ],
)
def test_what_is_known_is_written_as_lines(documents: Open, case: str, known: str, told: str) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()), typed={"upload-case": case} if case else None)
    test.text_area(key="upload-attributes").set_value(known)
    test.run()
    assert told in html(test)
    assert test.button(key="upload-keep").disabled


def test_what_was_typed_is_there_after_a_look_at_another_page(documents: Open, path: Path) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()))
    test.text_input(key="upload-title").set_value("A talk of my own").run()
    test.selectbox(key="upload-role-2").set_value("other").run()
    test.selectbox(key="upload-kind").set_value("article").run()
    test.text_area(key="upload-attributes").set_value("sector = food")
    test.switch_page("screens/evidence/issues.py").run()  # with the last field just typed
    test.switch_page("screens/documents/page.py").run()
    assert not test.exception, test.exception
    assert test.text_input(key="upload-title").value == "A talk of my own"
    assert test.selectbox(key="upload-role-2").value == "other"
    assert test.selectbox(key="upload-kind").value == "article"
    assert test.text_area(key="upload-attributes").value == "sector = food"
    press(test, "upload-discard")
    parsed = read_bytes("upload/Interview 31.txt", HOSTILE.encode())
    test.session_state["documents-waiting"] = Upload(parsed, HOSTILE.encode())
    test.run()
    assert test.text_input(key="upload-title").value == "Interview 31", "what was discarded is forgotten"
    assert ask(path, "SELECT count(*) FROM document") == [(15,)]


def test_what_is_discarded_leaves_nothing(documents: Open, path: Path) -> None:
    before = path.read_bytes(), sorted(Path(tempfile.gettempdir()).glob("*upload*"))
    test = documents(("Interview 31.txt", HOSTILE.encode()))
    press(test, "upload-discard")
    assert "was discarded. Nothing was saved" in html(test)
    assert (path.read_bytes(), sorted(Path(tempfile.gettempdir()).glob("*upload*"))) == before


def test_nobody_stores_without_a_name(documents: Open) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()), coder=None)
    assert "Choose who is coding" in html(test)
    assert test.button(key="upload-keep").disabled


def test_another_format_can_be_chosen(documents: Open) -> None:
    test = documents(("Interview 31.txt", plain("Interview 08.txt").replace(b"e", b"ee")))
    ways = test.selectbox(key="upload-format")
    assert ways.value == Choices("labelled_text")
    assert any(each.startswith("Labels before a colon: 41 turns") for each in ways.options)
    assert "Article: 44 paragraphs, no speakers" in ways.options
    ways.set_value(Choices("article")).run()
    assert not test.exception, test.exception
    assert test.session_state["documents-waiting"].parsed.format == "article"


def test_a_table_that_may_be_a_survey_or_a_dialogue_is_chosen(documents: Open) -> None:
    table = b"Participant;Answer\nP1;The sea in the morning.\nP2;That people wave.\nP3;The bread.\n"
    test = documents(("small.csv", table))
    ways = test.selectbox(key="upload-format")
    assert "Survey (CSV, TSV, Excel, ODS): 3 cases" in ways.options
    ways.set_value(Choices("survey")).run()
    assert not test.exception, test.exception
    assert [test.selectbox(key=f"upload-column-{n}").value for n in (1, 2)] == ["case", "answer"]


def test_a_doubtful_text_is_read_as_a_dialogue_in_one_click(documents: Open) -> None:
    lines = "".join(f"Budget: the money of {n} is spent.\nStaff: somebody left in {n}.\n" for n in range(4))
    test = documents(("Minutes.txt", lines.encode()))
    assert "is the file a dialogue?" in html(test)
    press(test, "upload-dialogue")
    assert test.session_state["documents-waiting"].choices == Choices("labelled_text", "colon")
    assert test.selectbox(key="upload-name-1").value == "Budget"
    assert "is the file a dialogue?" not in html(test)


def test_a_text_that_no_reader_knows_waits_for_somebody_who_does(documents: Open) -> None:
    table = b"".join(b"a,b,c,%d\n" % number for number in range(40))
    test = documents(("notes.txt", table))
    assert "The format of this file was not recognised" in html(test)
    test.selectbox(key="upload-format").set_value(Choices("article")).run()
    assert "It is not saved yet" in html(test)


def test_a_case_that_is_known_brings_what_is_known_of_it(documents: Open, path: Path) -> None:
    test = documents(
        edit="Interview 3",
        typed={"edit-case": "Buyer", "edit-attributes": "sector = food"},
    )
    press(test, "edit-save")
    test = documents(edit="Interview 5")
    test.selectbox(key="edit-case").set_value("Buyer").run()
    assert test.text_area(key="edit-attributes").value == "sector = food"
    press(test, "edit-save")
    assert ask(path, "SELECT count(*) FROM document WHERE case_id IS NOT NULL") == [(2,)]
    shown = html(documents(attribute="sector: food"))
    assert "2 of 15 documents" in shown
    assert "/documents?attribute=sector%3A+food" in shown


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("empty.txt", b"", "the file is empty", id="empty"),
        pytest.param("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture", id="not what it says"),
        pytest.param("broken.pdf", b"%PDF-1.7 nothing", "broken.pdf", id="a broken PDF"),
    ],
)
@pytest.mark.usefixtures("path")
def test_what_cannot_be_read_is_refused_with_the_reason(name: str, data: bytes, told: str) -> None:
    test = page_at("documents")
    test.file_uploader[0].upload(name, data)
    test.run()
    assert not test.exception, test.exception
    assert '<li class="failed">' in html(test)
    assert told in html(test)
    assert "15 documents" in html(test)
    catalog.engine.clear()
