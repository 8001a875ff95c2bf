"""A survey comes in with the columns that a person chooses."""

from __future__ import annotations

from pathlib import Path

from documents_page import Open, ask, html, press

from app.shell.upload_queue import Item
from ingest.files.reading import read_bytes
from ingest.summary import summarize

SURVEY = "id,sector,What went wrong?,What helped?\n" + "".join(
    f"P{n},{('energy', 'retail')[n % 2]},Sensor {n} was replaced and nobody told us.,Tests of kind {n}\n"
    for n in range(12)
)


def test_a_survey_is_saved_with_the_columns_that_a_person_chooses(documents: Open, path: Path) -> None:
    test = documents(("survey.csv", SURVEY.encode()))
    columns = [test.selectbox(key=f"upload-column-{n}") for n in range(1, 5)]
    assert [each.value for each in columns] == ["case", "attribute", "answer", "answer"]
    assert "12 cases · 24 open answers · 4 columns" in html(test)
    columns[3].set_value("attribute").run()
    assert test.button(key="upload-keep").disabled, "what is saved is what was read last"
    press(test, "survey-apply")
    assert "12 cases · 12 open answers" in html(test)
    press(test, "upload-keep")
    assert "survey.csv: cases 12 added." in html(test)
    assert ask(path, "SELECT count(*) FROM source WHERE path LIKE 'upload/survey.csv#P%'") == [(12,)]
    assert ask(path, "SELECT name, value FROM attribute WHERE value = 'Tests of kind 3'") == [
        ("What helped?", "Tests of kind 3")
    ]
    assert "upload/survey.csv" in html(test), "the list folds the cases of a survey"
    assert "P11" not in html(test)
    assert "P11" in html(documents(survey="upload/survey.csv"))


def test_a_survey_waits_in_the_list_and_is_accepted_as_it_was_read(documents: Open, path: Path) -> None:
    read = read_bytes("upload/survey.csv", SURVEY.encode())
    item = Item("survey.csv", SURVEY.encode(), read, summarize(read))
    assert (item.state, item.summary and item.summary.cases) == ("ready", 12)
    test = documents(typed={"documents-queue": [item]})
    assert "24 open answers: " in html(test)
    press(test, "upload-accept-all")
    assert ask(path, "SELECT count(*) FROM survey") == [(1,)]


def test_a_whole_survey_is_deleted_from_the_form_of_one_of_its_documents(documents: Open, path: Path) -> None:
    press(documents(("survey.csv", SURVEY.encode())), "upload-keep")
    before = ask(path, "SELECT count(*) FROM document")
    test = documents(edit="P3")
    assert "It is a row of the survey upload/survey.csv, with 12 documents." in [
        each.value for each in test.caption
    ]
    press(test, "edit-remove-survey")
    assert "upload/survey.csv deleted: 12 documents, no codings. You can undo it in" in html(test)
    assert ask(path, "SELECT count(*) FROM document") == [(before[0][0] - 12,)]
    assert "edit-remove-survey" not in {each.key for each in documents(edit="Interview 3").button}
