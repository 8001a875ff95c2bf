"""The history is a chain: what was changed, taken, put in or moved is told, and heads are found again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import command_line
import pytest
import worked_catalog
from interview_files import ask, change
from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.audit import Journal
from kb.db.soundness import sealing
from kb.db.soundness.chain import CHANGED, GAP, UNCHAINED, Chain, digest_of, link_of, verify
from kb.db.tables import Change, Document
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.reading import read_files
from kb.exchange.archive.writing import files_of
from kb.store.coding.codings import add_coding
from kb.store.corrections import correct_text
from kb.store.documents.deletion import delete_document
from kb.store.exchange.archive import restore
from kb.store.memos import add_memo
from kb.store.pseudonyms.pseudonymise import pseudonymise, take_back
from kb.store.recovery.rescue import rescue
from kb.store.undo import undo

Action = Callable[[Session], object]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_catalog.make(tmp_path_factory.mktemp("worked") / "catalog.db")


@pytest.fixture
def catalog(worked: Path, tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    return Path(shutil.copy(worked, tmp_path / "study" / "catalog.db"))


def look(catalog: Path, head: str | None = None) -> Chain:
    engine = db.open_for_reading(catalog)
    try:
        with db.reading(engine) as session:
            return verify(sealing.entries(session.connection()), head=head)
    finally:
        engine.dispose()


def do(catalog: Path, *actions: Action) -> None:
    """Do each in a transaction of its own."""
    engine = db.open_for_writing(catalog)
    for action in actions:
        with db.transaction(engine) as session:
            action(session)
    engine.dispose()


def of(session: Session, name: str = "Interview 2") -> Document:
    return session.exec(select(Document).where(Document.name == name)).one()


def correct(session: Session) -> None:
    """Make the first paragraph longer: all that stands behind it moves, in the history, too."""
    document = of(session)
    meant = correct_text.set_text(session, document, 0, "What was it, would you say, that broke?")
    correct_text.save(session, document, meant, who="Bea")


def undo_last(session: Session) -> None:
    undo(session, session.exec(select(Change.batch).order_by(col(Change.id).desc())).first() or "", who="Cem")


def test_what_people_did_is_one_chain(catalog: Path) -> None:
    found = look(catalog)
    assert (found.breaks, found.gaps) == ([], 0)
    assert found.entries == ask(catalog, "SELECT count(*) FROM change")[0][0]
    assert found.head == ask(catalog, "SELECT link FROM change ORDER BY id DESC LIMIT 1")[0][0]
    assert look(catalog, head=found.head).head_at == found.entries


def test_an_entry_is_hashed_as_is_written_down() -> None:
    """``kb history 1``, the salt and the fields as JSON, each on its line: a new form needs a new name."""
    entry: dict[str, Any] = {"batch": "b", "who": "Zoë", "what": "code", "noun": "coding", "row_id": 7}
    entry |= {"at": datetime.fromisoformat("2026-11-30T17:40:00.000001+01:00"), "document_id": None}
    entry |= {"before": None, "after": {"start": 1, "code_id": 2}, "undone": True, "id": 5}
    known = "794e1f3a7cdcbf28c96e2211bbb39eddcfa674f0684ccaf08fed40aaab33ce01"
    assert digest_of(entry, "00ff") == known
    assert link_of("", "ab") == "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603"


IDS = "SELECT id FROM change ORDER BY id"
REWRITTEN = "SELECT id FROM change WHERE rewritten IS NOT NULL ORDER BY id LIMIT 1"

PUT_IN = """INSERT INTO change (batch, at, who, what, noun, undone)
VALUES ('x', '2026-01-01 00:00:00.000000', 'Zoe', 'code by hand', 'coding', 0)"""

TAMPERED = {
    "another person": (("UPDATE change SET who = 'Zoe' WHERE id = {5}",), [(5, CHANGED)]),
    "another moment": (
        ("UPDATE change SET at = '2020-01-01 00:00:00.000000' WHERE id = {5}",),
        [(5, CHANGED)],
    ),
    "another place": (
        (
            "UPDATE change SET after = json_set(after, '$.start', 1) WHERE id = {1}",
            "UPDATE change SET after = json_set(after, '$.start', 1) WHERE id = {2}",
        ),
        [(1, CHANGED), (2, CHANGED)],
    ),
    "taken": (("DELETE FROM change WHERE id = {5}",), [(5, GAP)]),
    "the first is taken": (("DELETE FROM change WHERE id = {1}",), [(1, GAP)]),
    "put in at the end": ((PUT_IN,), [(-1, UNCHAINED)]),
    "told to be no part": (("UPDATE change SET link = NULL WHERE id = {5}",), [(5, UNCHAINED), (6, GAP)]),
    "moved": (
        (
            "UPDATE change SET id = 99999 WHERE id = {5}",
            "UPDATE change SET id = {5} WHERE id = {6}",
            "UPDATE change SET id = {6} WHERE id = 99999",
        ),
        [(5, GAP), (6, GAP), (7, GAP)],
    ),
}


@pytest.mark.parametrize(("statements", "expected"), TAMPERED.values(), ids=TAMPERED.keys())
def test_the_first_entry_that_does_not_fit_is_told(
    catalog: Path, statements: tuple[str, ...], expected: list[tuple[int, str]]
) -> None:
    ids = [0, *(number for (number,) in ask(catalog, IDS))]
    change(catalog, *(each.format(*ids) for each in statements))
    found = look(catalog)
    expected = [(found.entries if number < 0 else number, what) for number, what in expected]
    assert [(each.number, each.what) for each in found.breaks] == expected


def test_an_end_that_is_gone_is_told_by_a_head_that_was_noted(catalog: Path) -> None:
    do(catalog, *[lambda session: add_memo(session, "Another one.", who="Cem")] * 3)
    head = look(catalog).head
    change(catalog, "DELETE FROM change WHERE id > (SELECT max(id) - 2 FROM change)")
    assert look(catalog).breaks == []
    assert look(catalog, head=head).head_at is None


def test_a_history_that_is_written_anew_as_a_whole_has_another_head(catalog: Path) -> None:
    """Whoever has the file can compute all of it again: that is what a head elsewhere is for."""
    head = look(catalog).head
    change(catalog, "UPDATE change SET who = 'Zoe' WHERE who = 'Cem'")
    empty = "UPDATE change SET salt = NULL, digest = NULL, link = NULL, rewritten = NULL"
    change(catalog, "DELETE FROM change WHERE noun = 'history'", empty)
    do(catalog, lambda session: add_memo(session, "Nothing happened.", who="Zoe"))
    assert look(catalog).breaks == []
    assert look(catalog, head=head).head_at is None


REWRITING: dict[str, tuple[Action, ...]] = {
    "a correction, and another one": (correct, undo_last, correct),
    "an undo and its undo": (
        lambda session: add_memo(session, "To be undone.", who="Cem"),
        undo_last,
        undo_last,
    ),
    "a document that goes and comes back, and moves": (
        lambda session: delete_document(session, of(session), who="Bea"),
        undo_last,
        correct,
    ),
}


@pytest.mark.parametrize("actions", REWRITING.values(), ids=REWRITING.keys())
def test_what_has_to_be_rewritten_is_told_and_no_head_is_lost(
    catalog: Path, actions: tuple[Action, ...]
) -> None:
    for action in actions:
        head = look(catalog).head
        do(catalog, action)
        found = look(catalog, head=head)
        assert (found.breaks, found.head_at is None) == ([], False)


def test_entries_that_moved_with_their_text_are_vouched_for_together(catalog: Path) -> None:
    do(catalog, correct)
    assert look(catalog).rewritten
    [[number]] = ask(catalog, REWRITTEN)
    said = "SELECT before, after, salt, rewritten FROM change WHERE id = ?"
    [old] = ask(catalog, said, number)
    do(catalog, undo_last)
    [held] = ask(catalog, said, number)
    assert held[2:] != old[2:]
    place = len([each for (each,) in ask(catalog, IDS) if each <= number])
    for row in (old, (*held[:3], None)):  # what it said in between, and: it was never rewritten
        engine = db.open_for_writing(catalog)
        with engine.begin() as connection:
            statement = "UPDATE change SET before = ?, after = ?, salt = ?, rewritten = ? WHERE id = ?"
            connection.exec_driver_sql(statement, (*row, number))
        engine.dispose()
        assert place in [each.number for each in look(catalog).breaks]


def test_pseudonyms_overwrite_the_history_and_it_says_so(catalog: Path, tmp_path: Path) -> None:
    do(catalog, lambda session: add_memo(session, "Ask Zelda Quint again.", who="Cem"))
    before = look(catalog)
    said = "SELECT digest, salt FROM change WHERE after LIKE '%Ask %'"
    [(digest, salt)] = ask(catalog, said)
    key = tmp_path / "key.json"
    engine = db.open_for_writing(catalog)
    pseudonymise(engine, {"Zelda Quint": "Person 1"}, key, who="Ann")
    found = look(catalog, head=before.head)
    assert (found.breaks, found.head_at) == ([], before.entries)
    assert ask(catalog, said)[0][0] == digest
    assert ask(catalog, said)[0][1] != salt  # so that nobody can try names against the digest
    take_back(engine, key, who="Ann")
    engine.dispose()
    found = look(catalog, head=before.head)
    assert (found.breaks, found.head_at) == ([], before.entries)


def test_an_archive_carries_the_chain_and_its_head(catalog: Path, tmp_path: Path) -> None:
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as session:
        files = dict(files_of(study_of(session)))
    engine.dispose()
    head = look(catalog).head
    assert f'"history": "{head}"'.encode() in files["archive.json"]
    restore(tmp_path / "copy.db", read_files(files))
    assert look(tmp_path / "copy.db", head=head).head_at == look(catalog).entries
    shorter = files["history.jsonl"].splitlines(keepends=True)[:-1]
    with pytest.raises(ArchiveError, match="the history is not the one that was archived"):
        read_files(files | {"history.jsonl": b"".join(shorter)})


def test_who_rescues_a_catalog_says_which_entries_are_lost(catalog: Path, tmp_path: Path) -> None:
    change(catalog, "DELETE FROM change WHERE id = (SELECT id FROM change ORDER BY id LIMIT 1 OFFSET 4)")
    assert rescue(catalog, tmp_path / "rescued.db")
    found = look(tmp_path / "rescued.db", head=look(catalog).head)
    assert (found.breaks, found.gaps) == ([], 1)
    assert found.head_at == found.entries - 1
    assert ask(tmp_path / "rescued.db", "SELECT what FROM change ORDER BY id DESC")[0] == (
        "rescue a damaged catalog",
    )


def test_what_is_taken_back_within_a_transaction_leaves_no_trace(catalog: Path) -> None:
    def tried(session: Session) -> None:
        with session.begin_nested() as savepoint:
            correct(session)
            savepoint.rollback()
        add_coding(session, document=of(session), code="Drift", start=0, end=4, coder="Cem")

    entries = look(catalog).entries
    do(catalog, tried)
    found = look(catalog)
    assert found.breaks == []
    assert found.entries > entries


def test_entries_of_many_rows_are_chained_in_portions(catalog: Path) -> None:
    def many(session: Session) -> None:
        log = Journal(session, who="Bea", what="note")
        for number in range(1_203):
            log.noted("document", number=number)

    do(catalog, many)
    assert look(catalog).breaks == []


def test_the_command_tells_breaks_heads_and_how_to_go_on(catalog: Path) -> None:
    def check(*options: str) -> command_line.Answer:
        return command_line.run("check", "--problems", *options, "--database", str(catalog))

    head = look(catalog).head
    assert f"its head is {head}" in check("--deep").err
    do(catalog, lambda session: add_memo(session, "Later.", who="Cem"))
    assert "since then: 1 entry" in check("--head", head).err
    assert "no entry has it" in check("--head", "0" * 64, "--format", "json").out
    engine = db.open_for_writing(catalog)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE change SET who = 'Zoe' WHERE id = 1")
    engine.dispose()
    answer = check("--deep", "--format", "json")
    assert answer.code == 1
    [told] = [each for each in answer.json if each["kind"] == "history"]
    assert told["subject"].startswith("entry 1 of ")
    assert "Zoe" in told["detail"]
    assert CHANGED in told["detail"]
    check("--deep", "--accept")
    assert "history" not in {each["kind"] for each in check("--deep", "--format", "json").json}
    assert ask(catalog, "SELECT what FROM change ORDER BY id DESC")[0] == ("accept the history as it is",)


def test_an_older_catalog_is_chained_after_a_backup_and_says_so(catalog: Path) -> None:
    columns = ("salt", "digest", "link", "rewritten")
    change(
        catalog,
        "DELETE FROM change WHERE noun = 'history'",
        *(f"ALTER TABLE change DROP COLUMN {name}" for name in columns),
        *(f"DROP TABLE {name}" for name in ("sign_in", "invitation", "person", "task")),
        "UPDATE alembic_version SET version_num = '0011'",
    )
    [(entries,)] = ask(catalog, "SELECT count(*) FROM change")
    do(catalog)
    found = look(catalog)
    assert (found.breaks, found.entries) == ([], entries + 1)
    assert ask(catalog, "SELECT what, after FROM change ORDER BY id DESC LIMIT 1") == [
        ("chain the history", f'{{"chained": {entries}}}')
    ]
    assert list(catalog.parent.rglob("*-migration.db"))


def test_entries_of_writers_at_one_time_are_one_chain(catalog: Path) -> None:
    def write(who: str) -> None:
        do(catalog, *[lambda session: add_memo(session, "Meanwhile.", who=who)] * 5)

    writers = [Thread(target=write, args=(who,)) for who in ("Ann", "Bea", "Cem")]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert look(catalog).breaks == []
    assert ask(catalog, "SELECT count(*) FROM change WHERE after LIKE '%Meanwhile.%'") == [(15,)]
