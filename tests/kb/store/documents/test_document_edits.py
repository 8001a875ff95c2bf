"""Documents renamed and deleted: undone whole, and not taken back by files that are read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import OTHER, TALK, ask, bytes_of, codings, document, file, rows, store, taxonomy
from sqlalchemy import Engine

from kb.db import engine as db
from kb.db.audit import CannotUndoError
from kb.errors import KbError
from kb.store.documents.deletion import delete_document
from kb.store.documents.renaming import LONGEST, rename_document
from kb.store.ingest.files import ingest
from kb.store.memos import add_memo
from kb.store.undo import undo

CODED = {"drift": ("the schema changed", "exact"), "own idea": ("a week", "exact")}
WORDS = """\
Interviewer: What broke?
Interviewee: The schema changed.
Interviewer: And then?
Interviewee: We waited.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = db.open_for_writing(path)
    store(
        engine,
        file("Interview 1.txt"),
        file("codings/Interview 1 - Ada.pdf", marks=CODED, remarks=[("two years", "long")]),  # type: ignore[arg-type]
        file("Interview 2.txt", OTHER),
        book=taxonomy(),
    )
    with db.transaction(engine) as session:
        add_memo(session, "on the document", who="Ann", document="Interview 1")
    yield engine
    engine.dispose()


def delete(engine: Engine, name: str = "Interview 1") -> str:
    with db.transaction(engine) as session:
        return delete_document(session, document(session, name), who="Ann").action


def rename(engine: Engine, name: str, *, of: str = "Interview 1") -> str | None:
    with db.transaction(engine) as session:
        return rename_document(session, document(session, of), name, who="Ann")


def take_back(engine: Engine, action: str | None) -> None:
    with db.transaction(engine) as session:
        undo(session, str(action), who="Bea")


def names(path: Path) -> list[str]:
    return [name for (name,) in ask(path, "SELECT name FROM document ORDER BY sort_key")]


def without_ids(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row but for the trail; paragraphs and files may have other ids than before."""
    return {
        name: sorted((row[1:] for row in found), key=repr)
        for name, found in rows(path, without=["change", "alembic_version"]).items()
    }


def test_a_deleted_document_leaves_nothing_but_the_history(engine: Engine, path: Path) -> None:
    delete(engine)
    assert names(path) == ["Interview 2"]
    assert codings(path) == []
    assert ask(path, "SELECT count(*) FROM memo") == [(0,)]
    assert {number for (number,) in ask(path, "SELECT DISTINCT document_id FROM paragraph")} == {2}


def test_undo_brings_back_the_text_the_codings_and_the_memos(engine: Engine, path: Path) -> None:
    before, coded = without_ids(path), codings(path)
    assert len(coded) == 2
    action = delete(engine)
    take_back(engine, action)
    assert without_ids(path) == before
    assert codings(path) == coded
    found = "SELECT rowid FROM paragraph_search WHERE paragraph_search MATCH 'schema'"
    assert len(ask(path, found)) == 1


def test_undo_brings_it_back_after_other_files_came_and_codes_were_sorted(engine: Engine, path: Path) -> None:
    coded = codings(path)
    action = delete(engine, "Interview 1")
    store(engine, file("Interview 3.txt", [f"{text} Indeed." for text in OTHER]), book=taxonomy())
    take_back(engine, action)
    assert codings(path) == coded
    sources = "SELECT path FROM source JOIN coding ON source_id = source.id"
    assert {found for (found,) in ask(path, sources)} == {"codings/Interview 1 - Ada.pdf"}
    with pytest.raises(CannotUndoError, match="already undone"):
        take_back(engine, action)


def test_an_undone_deletion_is_not_done_again_by_undo(engine: Engine, path: Path) -> None:
    take_back(engine, delete(engine))
    [(again,)] = ask(path, "SELECT DISTINCT batch FROM change WHERE what LIKE 'undo: delete%'")
    with pytest.raises(CannotUndoError, match="kb documents delete"):
        take_back(engine, again)
    delete(engine)
    assert names(path) == ["Interview 2"]


def test_a_name_that_is_taken_by_now_is_told(engine: Engine) -> None:
    action = delete(engine)
    rename(engine, "Interview 1", of="Interview 2")
    with pytest.raises(CannotUndoError, match="cannot undo"):
        take_back(engine, action)


@pytest.mark.parametrize("more", ["", "Interviewer: Thanks.\n"], ids=["untouched", "changed"])
def test_an_ingest_leaves_the_files_of_a_deleted_document_out(tmp_path: Path, path: Path, more: str) -> None:
    source = tmp_path / "Pilot.txt"
    source.write_text(WORDS)
    ingest(path, [source], who="Ann")
    engine = db.open_for_writing(path)
    action = delete(engine, "Pilot")
    source.write_text(WORDS + more)
    report = ingest(path, [source], who="Ann", reread=True)
    assert names(path) == []
    [problem] = [each for each in report.problems if "deleted" in each.message]
    assert problem.severity == "note"
    shown = re.search("kb undo ([0-9a-f]+)", problem.message)
    assert shown is not None
    assert action.startswith(shown[1])
    take_back(engine, action)
    ingest(path, [source], who="Ann")
    assert names(path) == ["Pilot"]
    engine.dispose()


def test_a_document_gets_another_name_and_its_old_one_again(engine: Engine, path: Path) -> None:
    action = rename(engine, "  Pilot  talk ")
    assert names(path) == ["Interview 2", "Pilot talk"]
    take_back(engine, action)
    assert names(path) == ["Interview 1", "Interview 2"]
    assert rename(engine, "Interview 1") is None


@pytest.mark.parametrize("paragraphs", [TALK, (*TALK, "One more thing.")], ids=["untouched", "changed"])
def test_reading_the_files_again_keeps_the_name_and_it_can_still_be_undone(
    engine: Engine, path: Path, paragraphs: tuple[str, ...]
) -> None:
    action = rename(engine, "Pilot")
    store(
        engine, file("Interview 1.txt", paragraphs), file("codings/Interview 1 - Ada.pdf", paragraphs, CODED)
    )  # type: ignore[arg-type]
    assert names(path) == ["Interview 2", "Pilot"]
    take_back(engine, action)
    assert names(path) == ["Interview 1", "Interview 2"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param(" ", "needs a name", id="nameless"),
        pytest.param("x" * (LONGEST + 1), "at most 200", id="endless"),
        pytest.param("interview 2", "already", id="taken"),
    ],
)
def test_a_name_that_cannot_be_is_refused(engine: Engine, path: Path, name: str, reason: str) -> None:
    with pytest.raises(KbError, match=reason):
        rename(engine, name)
    assert names(path) == ["Interview 1", "Interview 2"]


def test_the_words_of_a_deleted_document_are_in_the_history_only(engine: Engine, path: Path) -> None:
    delete(engine)
    engine.dispose()
    assert b"zentra" in bytes_of(path)
    assert ask(path, "SELECT count(*) FROM paragraph WHERE text LIKE '%Zentra%'") == [(0,)]
