"""A survey in the catalog: a document and a case a row; read again, only what changed of it changes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import command_line
import pytest
from interview_files import TALK, TAXONOMY, ask, codings, rows, text_of

from ingest.files.choices import Choices
from kb.db import engine as db
from kb.queries import names
from kb.queries.progress.document_list import cases
from kb.store.coding.codings import add_coding
from kb.store.documents import survey_deletion
from kb.store.documents.cases import set_case
from kb.store.documents.deletion import delete_document
from kb.store.documents.renaming import rename_document
from kb.store.documents.survey_deletion import UnknownSurveyError, delete_survey, survey_of
from kb.store.ingest.files import Report, ingest
from kb.store.ingest.survey import storing
from kb.store.undo import undo

HEAD = ("id", "sector", "What went wrong?", "What helped?")
PEOPLE = [
    ("P1", "energy", "The sensor was replaced and nobody told us.", "A chart for every sensor."),
    ("P2", "retail", "Labels came from three teams, each with its own rules.", ""),
    ("P3", "energy", "No idea.", "No idea."),
    ("P4", "retail", "No idea.", "No idea."),
]
NAMELESS = [row[1:] for row in PEOPLE]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def write(path: Path, people: Iterable[Sequence[str]], head: Sequence[str] = HEAD) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *people])
    return path


def bring(database: Path, *paths: Path, options: dict[str, Any] | None = None, **columns: str) -> Report:
    chosen = Choices("survey", columns=tuple(columns.items())) if columns else None
    small = database.parent / "taxonomy.yaml"  # that of the program takes longer to sort by than all else
    small.write_text(TAXONOMY, encoding="utf-8")
    return ingest(
        database, list(paths), who="Ann", processes=1, choices=chosen, taxonomy=small, **(options or {})
    )


def study(database: Path, people: Iterable[Sequence[str]] = PEOPLE) -> Report:
    return bring(database, write(database.parent / "study.csv", people))


def nameless(database: Path, people: Iterable[Sequence[str]] = NAMELESS) -> Report:
    return bring(database, write(database.parent / "study.csv", people, HEAD[1:]))


def texts(database: Path) -> dict[str, str]:
    return {
        name: text_of(database, name) for (name,) in ask(database, "SELECT name FROM document ORDER BY id")
    }


def attributes(database: Path) -> dict[str, dict[str, str]]:
    with db.reading(db.open_for_reading(database)) as session:
        return {name: dict(known) for name, known in cases(session).items()}


def code(database: Path, document: str, words: str) -> None:
    """Let a person code words of a document."""
    start = text_of(database, document).index(words)
    with db.transaction(db.open_for_writing(database)) as session:
        named = names.document(session, document)
        add_coding(session, document=named, code="sensor", start=start, end=start + len(words), coder="Ann")


def told(report: Report, severity: str = "warning") -> list[str]:
    return [each.message for each in report.problems if each.severity == severity]


def test_every_row_is_a_document_with_a_case(database: Path) -> None:
    report = study(database)
    assert report.added == ("P1", "P2", "P3", "P4")
    assert texts(database)["P1"] == "The sensor was replaced and nobody told us.\nA chart for every sensor."
    assert attributes(database)["P2"] == {"sector": "retail"}
    query = "SELECT heading, label, speaker.name, role FROM paragraph JOIN speaker ON speaker.id = speaker_id"
    assert ask(database, f"{query} WHERE paragraph.document_id = 1") == [
        ("What went wrong?", "Respondent", "Respondent", "interviewee"),
        ("What helped?", "Respondent", "Respondent", "interviewee"),
    ]
    assert ask(database, "SELECT path FROM source ORDER BY id")[0] == ("study.csv#P1",)


def test_equal_answers_are_never_one_document(database: Path) -> None:
    people = [(f"P{n}", "energy", "No idea.", "None.") for n in range(300)]
    assert len(bring(database, write(database.parent / "s.csv", people), **{HEAD[2]: "answer"}).added) == 300
    twins = write(database.parent / "other.csv", [(f"Q{n}", *row[1:]) for n, row in enumerate(people)])
    assert len(bring(database, twins, **{HEAD[2]: "answer"}).added) == 300


def test_an_interview_that_says_the_same_is_another_document(database: Path) -> None:
    study(database)
    talk = database.parent / "P1.txt"
    talk.write_text(
        f"Interviewer: What went wrong?\n\nInterviewee: {PEOPLE[0][2]}\n\nInterviewer: So?\n\n"
        f"Interviewee: {PEOPLE[0][3]}\n",
        encoding="utf-8",
    )
    report = bring(database, talk)
    assert report.changed == ()
    assert len(report.added) == 1
    assert texts(database)["P1"].startswith("The sensor was")
    assert bring(database, talk).read == 0
    again = bring(database, talk, options={"reread": True})
    assert (again.added, again.changed) == ((), ())


def test_a_case_is_not_joined_with_a_case_of_the_same_name(database: Path) -> None:
    talk = database.parent / "P1.txt"
    talk.write_text("\n\n".join(f"{'AB'[n % 2]}: {words}" for n, words in enumerate(TALK)), encoding="utf-8")
    bring(database, talk)
    with db.transaction(db.open_for_writing(database)) as session:
        document = names.document(session, "P1")
        set_case(session, document, "P2", {"sector": "clinic"}, who="Ann")
    assert study(database).added == ("P1 (study)", "P2 (study)", "P3", "P4")
    assert attributes(database)["P2"] == {"sector": "clinic"}


def test_the_same_file_again_does_nothing(database: Path) -> None:
    study(database)
    before = rows(database)
    assert (again := bring(database, database.parent / "study.csv")).read == 0
    assert again.unchanged == 4
    assert rows(database) == before
    bring(database, database.parent / "study.csv", options={"reread": True})
    assert rows(database, without=["change", "survey"]) == {
        name: found for name, found in before.items() if name not in {"change", "survey"}
    }


def test_a_changed_row_changes_its_case_only_and_codings_stay_on_their_words(database: Path) -> None:
    study(database)
    code(database, "P1", "nobody told us")
    code(database, "P2", "three teams")
    people = [
        ("P1", "power", "In May, the sensor was replaced and nobody told us.", PEOPLE[0][3]),
        *PEOPLE[1:],
    ]
    report = study(database, people)
    assert (report.changed, report.surveys[0].unchanged) == (("P1",), 3)
    assert attributes(database)["P1"] == {"sector": "power"}
    assert {(document, words) for document, *_, words in codings(database)} == {
        ("P1", "nobody told us"),
        ("P2", "three teams"),
    }


def test_an_answer_that_is_taken_back_leaves_its_codings_unplaced_and_says_so(database: Path) -> None:
    study(database)
    code(database, "P1", "A chart for every sensor.")
    report = study(database, [(*PEOPLE[0][:3], ""), *PEOPLE[1:]])
    assert report.unplaced == 1
    assert told(report) == ["1 coding could not be placed in the changed answers; see `kb check`"]


def test_a_row_that_is_gone_is_told_and_kept_and_may_come_back(database: Path) -> None:
    study(database)
    code(database, "P1", "nobody told us")
    report = study(database, PEOPLE[1:])
    assert told(report) == ["1 row no longer in the file; the catalog keeps the documents: P1"]
    assert report.surveys[0].gone == 1
    assert len(codings(database)) == 1
    again = study(database)
    assert (again.added, again.changed) == ((), ())
    assert len(texts(database)) == 4


@pytest.mark.parametrize("named", [True, False], ids=["with ids", "without ids"])
def test_rows_in_another_order_and_new_ones_between_stay_the_cases_they_are(
    database: Path,
    named: bool,  # noqa: FBT001
) -> None:
    (study if named else nameless)(database)
    before = texts(database)
    people = [("P9", "energy", "Zeros were filled in for what was missing.", "Tests."), *reversed(PEOPLE)]
    report = study(database, people) if named else nameless(database, [row[1:] for row in people])
    assert (len(report.added), report.changed, report.surveys[0].gone) == (1, (), 0)
    assert {name: text for name, text in texts(database).items() if name in before} == before


def test_without_ids_a_row_is_never_given_the_words_of_somebody_else(database: Path) -> None:
    nameless(database)
    code(database, "Row 2", "nobody told us")
    new = ("retail", "Our forecasts were late since winter, as orders came in by fax.", "More people.")
    report = nameless(database, [new, *NAMELESS[1:]])
    assert (len(report.added), report.changed, report.surveys[0].gone) == (1, (), 1)
    assert [(document, words) for document, *_, words in codings(database)] == [("Row 2", "nobody told us")]
    mended = (NAMELESS[1][0], NAMELESS[1][1].replace("three", "four"), NAMELESS[1][2])
    assert nameless(database, [new, mended, *NAMELESS[2:]]).changed == ("Row 3",)


def test_numbers_of_another_survey_in_the_same_file_give_nobody_the_words_of_somebody_else(
    database: Path,
) -> None:
    study(database, [(str(n), *row[1:]) for n, row in enumerate(PEOPLE)])
    code(database, "Case 0", "nobody told us")
    other = [
        ("0", "retail", "Our forecasts were late since winter, as orders came in by fax.", "More people."),
        ("1", "retail", PEOPLE[1][2].replace("three", "four"), ""),
    ]
    report = study(database, other)
    assert (report.added, report.changed, report.surveys[0].gone) == (("Case 0 (study)",), ("Case 1",), 3)
    assert [(document, words) for document, *_, words in codings(database)] == [("Case 0", "nobody told us")]
    again = study(database, [(*other[0][:3], "More people, and time."), other[1]])
    assert (again.added, again.changed) == ((), ("Case 0 (study)",))


def test_what_a_person_made_stays(database: Path) -> None:
    study(database)
    with db.transaction(db.open_for_writing(database)) as session:
        first, second = names.document(session, "P1"), names.document(session, "P2")
        rename_document(session, first, "The operator", who="Ann")
        set_case(session, second, "P2", {"sector": "groceries"}, who="Ann")
    changed = [(each[0], "industry", f"{each[2]} Indeed.", each[3]) for each in PEOPLE]
    report = study(database, changed)
    assert report.changed == ("The operator", "P2", "P3", "P4")
    known = attributes(database)
    assert (known["P1"], known["P2"]) == ({"sector": "industry"}, {"sector": "groceries"})


def test_the_document_of_a_row_that_was_deleted_is_left_out(database: Path) -> None:
    study(database)
    with db.transaction(db.open_for_writing(database)) as session:
        action = delete_document(session, names.document(session, "P1"), who="Ann").action
    report = study(database, [(*each[:3], f"{each[3]} So.") for each in PEOPLE])
    assert "left out: 1 row whose documents are deleted; to bring them back: kb undo" in told(report, "note")
    assert set(texts(database)) == {"P2", "P3", "P4"}
    with db.transaction(db.open_for_writing(database)) as session:
        undo(session, action, who="Ann")
    assert study(database).changed == ("P1", "P2", "P3", "P4") or "P1" in texts(database)


def test_chosen_columns_are_kept_for_the_next_time(database: Path) -> None:
    file = write(database.parent / "study.csv", PEOPLE)
    report = bring(database, file, sector="answer", **{"What helped?": "attribute"})
    assert texts(database)["P1"] == "energy\nThe sensor was replaced and nobody told us."
    assert attributes(database)["P1"] == {"What helped?": "A chart for every sensor."}
    write(file, [*PEOPLE, ("P5", "energy", "Drift.", "")])
    report = bring(database, file)
    assert (report.added, report.changed) == (("P5",), ())
    assert texts(database)["P5"] == "energy\nDrift."
    report = bring(database, file, sector="attribute")
    assert texts(database)["P1"] == "The sensor was replaced and nobody told us."
    assert len(report.changed) == 5


def test_a_recipe_says_what_the_columns_of_the_next_survey_hold(database: Path) -> None:
    recipes = "recipes:\n  - name: Ours\n    read:\n      columns: {What helped?: attribute}\n"
    (database.parent / "ingest.yaml").write_text(
        recipes.replace("    read:", "    for: {format: survey}\n    read:"), encoding="utf-8"
    )
    report = study(database)
    assert "read as the recipe 'Ours' says" in told(report, "note")
    assert attributes(database)["P1"] == {"sector": "energy", "What helped?": "A chart for every sensor."}


def test_the_catalog_tells_of_a_survey_in_one_line(database: Path) -> None:
    study(database)
    study(database, PEOPLE[1:])
    told_by = command_line.run("status", "--database", str(database))
    assert "study.csv: a survey, 4 cases; 4 without a pass are not listed" in told_by.out
    assert "files       1" in told_by.out
    found = command_line.run("check", "--database", str(database)).out
    assert " ".join(found.split()).count("missing row") == 1
    assert "missing file" not in found
    shown = command_line.run("ingest", "--dry-run", str(database.parent / "study.csv")).out
    assert "columns of study.csv:" in shown


def test_a_column_that_is_gone_from_the_file_is_told(database: Path) -> None:
    study(database)
    report = bring(database, write(database.parent / "study.csv", [row[:3] for row in PEOPLE], HEAD[:3]))
    assert "columns that the survey had before are gone: 'What helped?'" in told(report)
    assert set(report.changed) == {"P1", "P3", "P4"}


def test_a_column_that_is_not_there_stores_nothing(database: Path) -> None:
    report = bring(database, write(database.parent / "study.csv", PEOPLE), region="attribute")
    assert told(report, "error")[0].startswith("no column is called 'region'")
    assert texts(database) == {}


def test_a_file_that_was_moved_is_the_same_survey_and_a_copy_is_left_out(database: Path) -> None:
    study(database)
    copy = write(database.parent / "copy.csv", PEOPLE)
    report = bring(database, copy)
    assert report.added == ()
    assert told(report) == ["left out: it has the rows of study.csv, which is in the catalog"]
    (database.parent / "study.csv").unlink()
    moved = bring(database, write(copy, [*PEOPLE, ("P5", "energy", "Drift of the prices.", "")]))
    assert (moved.added, moved.changed) == (("P5",), ())
    assert ask(database, "SELECT path FROM source ORDER BY id")[0] == ("copy.csv#P1",)


def test_a_run_that_is_cut_off_goes_on(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [(f"P{n}", "energy", f"Sensor {n} was replaced and nobody told us.", "") for n in range(8)]
    add, calls = storing.add_cases, []

    def breaks(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return add(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(storing, "_AT_ONCE", 2)
    monkeypatch.setattr(storing, "add_cases", breaks)
    with pytest.raises(KeyboardInterrupt):
        study(database, people)
    assert len(texts(database)) == 4
    monkeypatch.setattr(storing, "add_cases", add)
    assert study(database, people).added == ("P4", "P5", "P6", "P7")


# Deleting a survey


def coded_study(database: Path) -> None:
    study(database)
    with db.transaction(db.open_for_writing(database)) as session:
        document = names.document(session, "P1")
        assert survey_of(session, document) == "study.csv"
        add_coding(session, document=document, code="drift", start=0, end=9, coder="Ann")


def test_a_survey_is_deleted_at_once_and_undo_brings_all_of_it_back(database: Path) -> None:
    coded_study(database)
    trail = ("change",)
    before = rows(database, without=trail)
    engine = db.open_for_writing(database)
    with db.transaction(engine) as session:
        done = delete_survey(session, "study.csv", who="Ann")
    assert (done.documents, done.cases, done.codings) == (4, 4, 1)
    left = rows(database)
    gone = ("document", "paragraph", "source", "participant", "attribute", "coding", "speaker")
    assert not [name for name in gone if left[name]]
    with db.transaction(engine) as session:
        undo(session, done.action, who="Ann")
    after = rows(database, without=trail)
    engine.dispose()
    assert {name for name in before if len(before[name]) != len(after[name])} == set()
    assert codings(database) == [("P1", "Ann", "coder", "drift", "The senso")]
    with db.transaction(engine) as session:
        assert cases(session) == {"P1": (("sector", "energy"),), "P2": (("sector", "retail"),)} | {
            "P3": (("sector", "energy"),),
            "P4": (("sector", "retail"),),
        }


def trail_of_deleting(database: Path, names_of_tables: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return what the trail says of a deleted survey, from the last action, in its order."""
    query = (
        "SELECT noun, row_id, document_id, before, after, who, what FROM change WHERE batch = (SELECT batch"
    )
    entries = ask(database, f"{query} FROM change ORDER BY id DESC LIMIT 1) ORDER BY id")
    return [each for each in entries if each[0] in names_of_tables]


def test_documents_that_are_deleted_together_leave_the_same_trail(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study(database)
    copy = database.with_name("copy.db")
    copy.write_bytes(database.read_bytes())
    everything = ("document", "speaker", "document_text", "participant", "attribute")
    with db.transaction(db.open_for_writing(database)) as session:
        delete_survey(session, "study.csv", who="Ann")
    together = trail_of_deleting(database, everything)
    every = {each for (each,) in ask(copy, "SELECT id FROM document")}
    monkeypatch.setattr(survey_deletion, "worked_on_among", lambda _filled: every)
    with db.transaction(db.open_for_writing(copy)) as session:
        delete_survey(session, "study.csv", who="Ann")
    assert together == trail_of_deleting(copy, everything)
    assert {each[0] for each in together} == set(everything)


def test_rows_of_a_deleted_survey_are_left_out_and_cases_with_other_documents_stay(database: Path) -> None:
    coded_study(database)
    (database.parent / "Interview 9.txt").write_text(
        f"Interviewer: {TALK[0]}\nP9: {TALK[1]}\n", encoding="utf-8"
    )
    bring(database, database.parent / "Interview 9.txt")
    with db.transaction(db.open_for_writing(database)) as session:
        set_case(session, names.document(session, "Interview 9"), "P1", who="Ann")
    answer = command_line.run("documents", "delete-survey", "study.csv", "--database", str(database))
    assert "study.csv deleted (4 documents, 3 cases, 1 coding, 0 memos)" in answer.err
    assert ask(database, "SELECT name FROM participant") == [("P1",)]
    study(database)
    assert ask(database, "SELECT name FROM document") == [("Interview 9",)]


def test_a_survey_that_is_not_there_is_told(database: Path) -> None:
    study(database)
    with (
        db.transaction(db.open_for_writing(database)) as session,
        pytest.raises(UnknownSurveyError, match=r"no survey 'studi.csv' .* did you mean 'study.csv'"),
    ):
        delete_survey(session, "studi.csv", who="Ann")
