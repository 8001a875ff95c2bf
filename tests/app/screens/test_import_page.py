"""Import: a file is looked at first, what is open is decided, it is stored as one action, and taken back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from drawn_page import app_at, offered_files, text, texts
from refi_projects import selection, small
from sqlmodel import Session, col, func, select
from streamlit.testing.v1 import AppTest

from app import blind, data
from app.screens.importing import tables
from kb.codebook.words import Term, Words
from kb.db import engine as db
from kb.db.tables import Change, Coding, Document
from kb.errors import KbError
from kb.exchange.archive.container import write_zip
from kb.exchange.archive.difference import Difference
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.merge import Conflict
from kb.exchange.archive.reading import read_archive_bytes
from kb.exchange.archive.writing import files_of
from kb.exchange.errors import SeveralProjectsError
from kb.exchange.forms import read_bytes
from kb.exchange.model import Project
from kb.exchange.report import LossRow
from kb.queries.codebook.study_contents import UNKNOWN
from kb.store.coding.codings import resize_coding
from kb.store.exchange.archive import restore
from kb.store.exchange.files import apart, serve
from kb.store.exchange.files.outcome import MergeOutcome, Outcome
from kb.store.memos import add_memo

Drop = Callable[..., AppTest]
FIRST = small("I trust it. Now and then.", selection(20, 0, 7, 1))
SECOND = small("I trust it. Now and then.", selection(20, 0, 11, 1))


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty catalog; files are read in this process, which is quicker to begin."""

    def here(order: bytes, _do: str) -> bytes:
        line, _, content = order.partition(b"\n")
        return serve.answered(json.loads(line), io.BytesIO(content)).encode()

    path = tmp_path / "catalog.db"
    db.open_for_writing(path).dispose()
    monkeypatch.setenv("KB_DATABASE", str(path))
    monkeypatch.setattr(apart, "_ask", here)
    data.engine.clear()
    yield path
    data.engine.clear()


@pytest.fixture
def drop(catalog: Path) -> Drop:
    """Drop a file on the page; on a page that is there already, or as somebody who comes."""

    def dropped(name: str, content: bytes, app: AppTest | None = None, coder: str = "Mara") -> AppTest:
        assert catalog.exists()
        if app is None:
            app = app_at("import")
            app.session_state["kb_coder"] = coder
            _run(app)
        app.file_uploader[0].upload(name, content)
        return _run(app)

    return dropped


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return _run(app)


def count(table: Any) -> int:
    return data.query(lambda session: session.exec(select(func.count()).select_from(table)).one())


def archive() -> bytes:
    """The archive of the catalog as it is."""
    return write_zip(files_of(data.query(study_of)))


def test_a_file_is_looked_at_first_then_stored_as_one_action_and_taken_back(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = drop("study.qdpx", FIRST)
    told = text(app)
    assert "REFI-QDA project, called “P”. Check what comes. Nothing is stored yet." in told
    assert "1 new coding 1 new document" in told
    assert "code points" in told
    assert count(Document) == 0
    offered = offered_files(monkeypatch)
    press(app, "import-store")
    assert "study.qdpx is stored" in text(app)
    assert (count(Document), count(Coding)) == (1, 1)
    assert count(Change) == data.query(
        lambda s: s.exec(select(func.count()).where(col(Change.what).startswith("import"))).one()
    )
    assert "plain text selection: read 1, stored 1, carried 0, dropped 0" in str(offered["Report as text"]())
    report = json.loads(offered["Report as JSON"]())
    assert all(row["read"] == row["stored"] + row["carried"] + row["dropped"] for row in report["rows"])
    press(app, "import-undo")
    assert "study.qdpx was undone" in text(app)
    assert (count(Document), count(Coding)) == (0, 0)


def test_an_undo_on_which_others_depend_says_so_and_changes_nothing(drop: Drop) -> None:
    app = press(drop("study.qdpx", FIRST), "import-store")
    data.execute(lambda session: add_memo(session, "Mine", who="Jon", document="Interview"))
    press(app, "import-undo")
    assert "study.qdpx is stored" in text(app)
    assert count(Document) == 1


def test_what_was_changed_here_and_in_the_file_is_asked_before_anything_is_stored(drop: Drop) -> None:
    app = press(drop("study.qdpx", FIRST), "import-store")
    coding = data.query(lambda session: session.exec(select(Coding.id)).one())
    data.execute(lambda session: resize_coding(session, coding, start=2, end=7, who="Mara"))
    press(app, "import-next")
    drop("study.qdpx", SECOND, app)
    assert "This project was imported before" in text(app)
    assert app.button(key="import-store").disabled
    assert "Decide first: 1 question is open." in text(app)
    (question,) = [each for each in app.radio if each.key != "import-clash-all"]
    assert question.options == ["Here: trust, characters 2 to 7", "File: trust, characters 0 to 11"]
    question.set_value("theirs")
    _run(app)
    press(app, "import-store")
    assert data.query(lambda session: session.exec(select(Coding.start, Coding.end)).one()) == (0, 11)


def test_a_question_that_comes_up_meanwhile_stops_the_import(drop: Drop) -> None:
    app = press(drop("study.qdpx", FIRST), "import-store")
    press(app, "import-next")
    drop("study.qdpx", SECOND, app)
    coding = data.query(lambda session: session.exec(select(Coding.id)).one())
    data.execute(lambda session: resize_coding(session, coding, start=2, end=7, who="Jon"))
    press(app, "import-store")
    assert "Nothing was stored. Look at the questions again." in text(app)
    assert data.query(lambda session: session.exec(select(Coding.start)).one()) == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("study.qdpx", FIRST[:200], "study.qdpx", id="cut off"),
        pytest.param("notes.qdpx", b"nothing of the kind", "notes.qdpx", id="no project"),
        pytest.param("letter.txt", b"Dear Ann", "its format is not known", id="something else"),
        pytest.param("empty.qdpx", b"", "empty.qdpx", id="empty"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(drop: Drop, name: str, content: bytes, told: str) -> None:
    shown = text(drop(name, content))
    assert told.casefold() in shown.casefold()
    assert "Drop a project" in shown
    assert count(Document) == 0


def test_a_file_is_discarded_without_a_trace(drop: Drop) -> None:
    app = press(drop("study.qdpx", FIRST), "import-discard")
    assert "study.qdpx was discarded. Nothing was stored." in text(app)
    assert count(Change) == 0


def test_an_archive_fills_an_empty_catalog_and_says_before_what_differs_from_another(
    drop: Drop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = press(drop("study.qdpx", FIRST), "import-store")
    made = archive()
    coding = data.query(lambda session: session.exec(select(Coding.id)).one())
    data.execute(lambda session: resize_coding(session, coding, start=2, end=7, who="Mara"))
    press(app, "import-next")
    drop("study.zip", made, app)
    assert "This catalog is not empty" in text(app)
    assert "1 coding moved" in text(app)
    assert app.button(key="import-store").disabled
    with monkeypatch.context() as patch:
        patch.setattr(blind, "is_blind", lambda: True)  # another name is chosen in the header
        assert "coding moved" not in text(_run(app))
        assert "What differs is not shown while you are blind" in text(app)
        drop("study.zip", made, press(app, "import-discard"))
    assert "1 coding moved" in text(_run(app)), "what was looked at blind is compared before it is said"
    other = tmp_path / "other.db"
    db.open_for_writing(other).dispose()
    monkeypatch.setenv("KB_DATABASE", str(other))
    app = drop("study.zip", made)
    assert {"1 document", "2 coders", "1 coding"} <= {*texts(app, ".imchanges", "li")}
    press(app, "import-store")
    assert "study.zip is stored" in text(app)
    assert archive() == made


def test_without_a_name_nothing_is_stored(drop: Drop) -> None:
    app = drop("study.qdpx", FIRST, coder="")
    assert app.button(key="import-store").disabled
    assert "Choose who is coding in the header first." in text(app)


def test_documents_of_an_import_are_there_at_once(drop: Drop) -> None:
    def titles(session: Session) -> list[str]:
        return list(session.exec(select(Document.name)))

    app = drop("study.qdpx", FIRST)
    assert data.cached_query(titles) == []
    press(app, "import-store")
    assert data.cached_query(titles) == ["Interview"]


def test_of_a_file_with_several_projects_one_is_chosen(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    def two_projects(content: bytes, name: str, project: str | None = None) -> Project:
        if project is None:
            raise SeveralProjectsError(name, ["Pilot", "Main *study*"])
        return replace(read_bytes(content, name), name=project)

    monkeypatch.setattr(serve, "read_bytes", two_projects)
    app = drop("taguette.sqlite3", FIRST)
    assert "This file holds 2 projects." in text(app)
    app.radio(key="import-clash-project").set_value("Main *study*").run()
    press(app, "import-look")
    assert "called “Main *study*”. Check what comes. Nothing is stored yet." in text(app)
    press(app, "import-store")
    assert count(Document) == 1


def test_a_copy_is_merged_once_every_conflict_is_decided(
    drop: Drop, catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = press(drop("study.qdpx", FIRST), "import-store")
    base = archive()
    coding = data.query(lambda session: session.exec(select(Coding.id)).one())
    restore(tmp_path / "copy.db", read_archive_bytes(base, "base.zip"))
    monkeypatch.setenv("KB_DATABASE", str(tmp_path / "copy.db"))
    data.execute(lambda session: resize_coding(session, coding, start=2, end=7, who="Jon"))
    data.execute(lambda session: add_memo(session, "Jon's", who="Jon", document="Interview"))
    copy = archive()
    monkeypatch.setenv("KB_DATABASE", str(catalog))
    data.execute(lambda session: resize_coding(session, coding, start=0, end=11, who="Mara"))
    before = archive()
    press(app, "import-next")
    drop("copy.zip", copy, app)
    offered = offered_files(monkeypatch)
    app.file_uploader[0].upload("base.zip", base)
    _run(app)
    assert app.button(key="import-merge").disabled
    assert "Decide first: 1 conflict is open." in " ".join(each.value for each in app.caption)
    assert "Download merged.zip" not in offered
    (question,) = [each for each in app.radio if "Coding trust" in each.label]
    assert question.options == ["Here: I trust it.", "Copy: trust"]
    question.set_value("b")
    _run(app)
    press(app, "import-merge")
    merged = read_archive_bytes(offered["Download merged.zip"](), "merged.zip")
    assert [(each["start"], each["end"]) for each in merged.rows("coding")] == [(2, 7)]
    assert [each["text"] for each in merged.rows("memo")] == ["Jon's"]
    assert archive() == before
    assert "import-merge-last" in app.session_state
    press(app, "import-discard")
    assert "import-merge-last" not in app.session_state


CONFLICT = Conflict("coding", "trust", "Interview", "words", None, "0, 7", "2, 7", "that of a")


@pytest.fixture
def merges(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[AppTest, list[Any]]]:
    """Drop a copy and what both were made from, where merging comes to this; what it is asked grows."""

    def dropped(*answers: MergeOutcome | KbError) -> tuple[AppTest, list[Any]]:
        asked: list[Any] = []

        def merge(*_files: object, decided: Any) -> tuple[MergeOutcome, bytes | None]:
            answer = answers[min(len(asked), len(answers) - 1)]
            asked.append(dict(decided))
            if isinstance(answer, KbError):
                raise answer
            return answer, b"merged" if answer.is_made else None

        monkeypatch.setattr(apart, "merge", merge)
        app = press(drop("study.qdpx", FIRST), "import-store")
        copy = archive()
        press(app, "import-next")
        drop("copy.zip", copy, app)
        app.file_uploader[0].upload("base.zip", copy)
        return _run(app), asked

    return dropped


def test_conflicts_that_come_up_with_what_was_decided_are_asked_at_once(merges: Any) -> None:
    further = replace(CONFLICT, name="doubt")
    first = MergeOutcome((CONFLICT,), {}, is_made=False)
    both = MergeOutcome((CONFLICT, further), {}, is_made=False)
    app, asked = merges(first, both, KbError("these cannot be merged"), replace(both, is_made=True))
    app.radio(key=f"import-clash-merge-{CONFLICT.key}").set_value("b")
    press(_run(app), "import-merge")
    assert "lead to further conflicts" in text(app)
    app.radio(key=f"import-clash-merge-{further.key}").set_value("a")
    press(_run(app), "import-merge")
    assert "These cannot be merged." in text(app)
    assert app.radio(key=f"import-clash-merge-{further.key}").value == "a", "it can be decided otherwise"
    press(app, "import-merge")
    assert asked[1:] == [{CONFLICT.key: "b"}, *[{CONFLICT.key: "b", further.key: "a"}] * 2]
    assert "then import it into an empty catalog" in text(_run(app)), "also when the page is drawn again"
    app.radio(key=f"import-clash-merge-{further.key}").set_value("b")
    assert "then import it into an empty catalog" not in text(_run(app)), "that is another one"


def test_what_cannot_be_merged_is_not_tried_at_each_redraw(merges: Any) -> None:
    app, asked = merges(KbError("these cannot be merged"), MergeOutcome((), {}, is_made=True))
    _run(_run(app))
    assert len(asked) == 1
    assert "These cannot be merged." in text(app)
    press(app, "import-merge-again")
    assert "The copy brings nothing" in text(app)


def test_downloads_are_made_when_they_are_asked_for(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr(st, "download_button", lambda _title, made, **_options: given.append(made))
    press(drop("study.qdpx", FIRST), "import-store")
    assert len(given) == 2
    assert all(callable(made) for made in given)


def test_what_differs_is_counted_in_the_words_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Words(issue=Term("barrier", "barriers"), stage=Term("phase", "phases"))
    study = replace(UNKNOWN, words=words)
    monkeypatch.setattr(data, "study", lambda: study)
    counts = {
        "coding added": 3,
        "issue changed": 1,
        "issue stage removed": 2,
        "fix added": 2,
        "pass added": 2,
    }
    assert tables.differing({**counts, "history added": 1}) == [
        (3, "codings added"),
        (1, "barrier changed"),
        (2, "barrier phases removed"),
        (2, "fixes added"),
        (2, "passes added"),
        (None, "more entries in the history"),
    ]
    assert tables.difference(Difference("issue", "added", "Drift")) == "barrier added: Drift"
    outcome = Outcome("archive", "", "", rows=(LossRow("issue", 2, 2, 0, 0), LossRow("change", 1, 1, 0, 0)))
    assert tables.parts(outcome) == [(2, "barriers"), (1, "change in the history")]
    assert tables.changes(replace(outcome, changes={"made fix": 2})) == [("new", "fixes", 2)]
