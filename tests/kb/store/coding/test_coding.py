"""What a person codes, changes, takes away, takes back, and does again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import OTHER, TALK, ask, codings, document, file, store
from sqlalchemy import Engine
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.audit import CannotUndoError
from kb.db.tables import Code, Coding
from kb.errors import KbError, UnknownNameError
from kb.store.coding.codings import (
    add_coding,
    recode,
    remove_coding,
    resize_coding,
)
from kb.store.coding.passages import NoPlaceError
from kb.store.memos import note_on_coding
from kb.store.undo import last_redoable, last_undoable, undo

TEXT = "\n".join(TALK)
SCHEMA = "the schema changed overnight"
OVERNIGHT = "changed overnight, and nobody"
BOTH = "the schema changed overnight, and nobody"
WRONG = "the answers were wrong"


class Desk:
    """A coder at work on one interview."""

    def __init__(self, engine: Engine, coder: str = "Ann") -> None:
        self.engine, self.coder = engine, coder

    @property
    def path(self) -> Path:
        return db.file_of(self.engine.url) or Path()

    def code(self, words: str, code: str = "drift", **also: str) -> tuple[int, str]:
        start = TEXT.index(words)
        with db.transaction(self.engine) as session:
            made = add_coding(
                session,
                document=document(session),
                code=code,
                start=start,
                end=start + len(words),
                coder=self.coder,
                **also,  # type: ignore[arg-type]
            )
            return made.id, made.how

    def undo(self) -> bool:
        return self._back(last_undoable)

    def redo(self) -> bool:
        return self._back(last_redoable)

    def _back(self, which: object) -> bool:
        with db.transaction(self.engine) as session:
            batch = which(session, "Interview 1", self.coder)  # type: ignore[operator]
            return batch is not None and undo(session, batch, who=self.coder) > 0

    @property
    def coded(self) -> list[tuple[str, str, str]]:
        return [(coder, code, words) for _, coder, _, code, words in codings(self.path)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    store(engine, file("Interview 1.txt"), file("Interview 2.txt", OTHER))
    yield Desk(engine)
    engine.dispose()


def test_the_same_code_on_overlapping_words_is_one_coding(desk: Desk) -> None:
    first, how = desk.code(SCHEMA)
    assert how == "made"
    assert desk.code(OVERNIGHT) == (first, "joined")
    assert desk.coded == [("Ann", "drift", BOTH)]


@pytest.mark.parametrize("order", [1, -1], ids=["the first words first", "the last words first"])
def test_the_same_code_on_words_that_only_touch_is_two_codings(desk: Desk, order: int) -> None:
    one, other = ("the schema ", "changed overnight")[::order]
    desk.code(one)
    assert desk.code(other)[1] == "made"
    assert len(desk.coded) == 2


def test_words_that_are_coded_already_are_left_as_they_are(desk: Desk) -> None:
    first, _ = desk.code(SCHEMA)
    assert desk.code("schema changed") == (first, "known")
    assert desk.coded == [("Ann", "drift", SCHEMA)]
    assert desk.undo()  # the coding itself: what changed nothing is no action
    assert desk.coded == []


def test_one_coding_can_join_several_and_takes_over_their_memos(desk: Desk) -> None:
    desk.code("the schema")
    other, _ = desk.code("overnight")
    with db.transaction(desk.engine) as session:
        note_on_coding(session, other, "compare Interview 4", who="Ann")
    kept, how = desk.code("schema changed overnight, and")
    assert (how, desk.coded) == ("joined", [("Ann", "drift", "the schema changed overnight, and")])
    assert ask(desk.path, "SELECT coding_id, text FROM memo") == [(kept, "compare Interview 4")]
    assert desk.undo()
    assert desk.coded == [("Ann", "drift", "the schema"), ("Ann", "drift", "overnight")]
    assert ask(desk.path, "SELECT coding_id FROM memo") == [(other,)]


def test_another_spelling_of_the_code_is_the_same_code(desk: Desk) -> None:
    desk.code(SCHEMA, "late label")
    assert desk.code(OVERNIGHT, "Late-Labels")[1] == "joined"


@pytest.mark.parametrize(
    ("coder", "code"), [pytest.param("Bea", "drift", id="coder"), pytest.param("Ann", "trust", id="code")]
)
def test_another_coder_or_code_on_the_same_words_is_another_coding(desk: Desk, coder: str, code: str) -> None:
    desk.code(SCHEMA)
    assert Desk(desk.engine, coder).code(OVERNIGHT, code)[1] == "made"
    assert len(desk.coded) == 2


def test_a_coding_knows_whether_it_was_a_suggestion(desk: Desk) -> None:
    desk.code(SCHEMA)
    desk.code(WRONG, origin="accepted")
    assert ask(desk.path, "SELECT origin FROM coding ORDER BY start") == [("manual",), ("accepted",)]


def test_a_coding_over_two_paragraphs_knows_both(desk: Desk) -> None:
    desk.code("told about it.\nSo the model")
    assert ask(desk.path, "SELECT first, last FROM coding") == [(2, 3)]


def test_the_end_of_a_line_is_not_in_the_paragraph_below_it(desk: Desk) -> None:
    desk.code("told about it.\n")
    assert ask(desk.path, "SELECT first, last FROM coding") == [(2, 2)]


def test_a_code_that_only_spilled_there_is_not_joined(desk: Desk) -> None:
    desk.code(WRONG)
    place = TEXT.index(OVERNIGHT)
    with db.transaction(desk.engine) as session:
        spilled = session.exec(select(Coding)).one()
        spilled.extent, spilled.start, spilled.end = "spill", place, place
    assert desk.code(SCHEMA)[1] == "made"
    assert ask(desk.path, "SELECT extent FROM coding ORDER BY id") == [("spill",), ("exact",)]


def test_each_person_has_a_memo_of_their_own_on_a_coding(desk: Desk) -> None:
    coding, _ = desk.code(SCHEMA)
    with db.transaction(desk.engine) as session:
        note_on_coding(session, coding, "compare Interview 4", who="Ann")
    with db.transaction(desk.engine) as session:
        note_on_coding(session, coding, "I see another thing", who="Bea")
    kept = ask(desk.path, "SELECT author, text FROM memo ORDER BY id")
    assert kept == [("Ann", "compare Interview 4"), ("Bea", "I see another thing")]


def test_recoding_a_coding_joins_it_with_its_neighbour_of_that_code(desk: Desk) -> None:
    desk.code(SCHEMA)
    other, _ = desk.code(OVERNIGHT, "trust")
    with db.transaction(desk.engine) as session:
        assert recode(session, other, "drift", who="Ann").how == "joined"
    assert desk.coded == [("Ann", "drift", BOTH)]


def test_resizing_a_coding_finds_its_paragraphs_anew(desk: Desk) -> None:
    coding, _ = desk.code(SCHEMA)
    start = TEXT.index("move models")
    with db.transaction(desk.engine) as session:
        end = TEXT.index(SCHEMA) + len(SCHEMA)
        assert resize_coding(session, coding, start=start, end=end, who="Ann").how == "changed"
    assert ask(desk.path, "SELECT first, last, extent FROM coding") == [(1, 2, "exact")]


@pytest.mark.parametrize("span", [(5, 5), (-1, 4), (0, len(TEXT) + 1)], ids=["empty", "before", "beyond"])
def test_a_span_that_is_not_in_the_text_is_refused(desk: Desk, span: tuple[int, int]) -> None:
    coding, _ = desk.code(SCHEMA)
    with db.transaction(desk.engine) as session:
        with pytest.raises(NoPlaceError):
            resize_coding(session, coding, start=span[0], end=span[1], who="Ann")
        with pytest.raises(NoPlaceError):
            add_coding(session, document=document(session), code="x", start=span[0], end=span[1], coder="Ann")


def test_a_coding_that_is_gone_is_told_as_such(desk: Desk) -> None:
    with db.transaction(desk.engine) as session, pytest.raises(UnknownNameError):
        recode(session, 99, "drift", who="Ann")
    with pytest.raises(KbError):
        desk.code(SCHEMA, "  ")


def test_undo_and_redo_go_back_and_forth_without_a_limit(desk: Desk) -> None:
    states = [desk.coded]
    for words, code in ((SCHEMA, "drift"), (WRONG, "trust"), (OVERNIGHT, "drift"), ("by hand", "toil")):
        desk.code(words, code)
        states.append(desk.coded)
    coding = ask(desk.path, "SELECT id FROM coding ORDER BY start")[0][0]
    with db.transaction(desk.engine) as session:
        remove_coding(session, coding, who="Ann")
    states.append(desk.coded)
    for _ in range(3):
        for state in states[-2::-1]:
            assert desk.undo()
            assert desk.coded == state
        assert not desk.undo()
        for state in states[1:]:
            assert desk.redo()
            assert desk.coded == state
        assert not desk.redo()
    assert desk.undo()
    assert desk.undo()
    assert desk.redo()
    assert desk.coded == states[-2]


def test_something_new_leaves_nothing_to_redo(desk: Desk) -> None:
    desk.code(SCHEMA)
    desk.code(WRONG)
    desk.undo()
    desk.code("by hand")
    assert not desk.redo()
    assert desk.undo()
    assert desk.undo()
    assert desk.coded == []


def test_undo_takes_back_only_what_one_did_oneself_in_this_document(desk: Desk) -> None:
    bea = Desk(desk.engine, "Bea")
    desk.code(SCHEMA)
    bea.code(WRONG)
    assert desk.undo()
    assert not desk.undo()
    assert bea.coded == [("Bea", "drift", WRONG)]
    with db.transaction(desk.engine) as session:
        assert last_undoable(session, "Interview 2", "Bea") is None


def test_a_code_that_was_made_for_a_coding_goes_and_comes_with_it(desk: Desk) -> None:
    desk.code(SCHEMA, "quiet failure")
    [(colour,)] = ask(desk.path, "SELECT colour FROM code WHERE name = 'quiet failure'")
    assert colour is not None
    desk.undo()
    assert ask(desk.path, "SELECT * FROM code WHERE name = 'quiet failure'") == []
    desk.redo()
    assert ask(desk.path, "SELECT colour FROM code WHERE name = 'quiet failure'") == [(colour,)]


def test_the_trail_says_undo_and_redo(desk: Desk) -> None:
    desk.code(SCHEMA)
    for _ in range(2):
        desk.undo()
        desk.redo()
    told = [
        what.partition(":")[0] for (what,) in ask(desk.path, "SELECT DISTINCT what FROM change ORDER BY id")
    ]
    assert told[-2:] == ["undo", "redo"]


def test_a_memo_is_written_rewritten_and_taken_away_each_undoably(desk: Desk) -> None:
    coding, _ = desk.code(SCHEMA)

    def memo(text: str) -> list[tuple[str, ...]]:
        with db.transaction(desk.engine) as session:
            note_on_coding(session, coding, text, who="Ann")
        return ask(desk.path, "SELECT text, author FROM memo")

    assert memo("who told them?") == [("who told them?", "Ann")]
    assert memo("who told them, and when?") == [("who told them, and when?", "Ann")]
    assert memo(" ") == []
    assert desk.undo()
    assert desk.undo()
    assert ask(desk.path, "SELECT text FROM memo") == [("who told them?",)]


def test_what_a_file_brought_and_a_person_changed_stays_as_the_person_left_it(desk: Desk) -> None:
    printed = file("codings/Interview 1 - Bea.txt", marks={"drift": (SCHEMA, "exact")})
    store(desk.engine, printed)
    with db.transaction(desk.engine) as session:
        coding = session.exec(select(Coding)).one()
        start = TEXT.index(BOTH)
        resize_coding(session, coding.id or 0, start=start, end=start + len(BOTH), who="Bea")
    store(desk.engine, printed)
    assert desk.coded == [("Bea", "drift", BOTH)]
    assert Desk(desk.engine, "Bea").undo()
    store(desk.engine, printed)
    assert desk.coded == [("Bea", "drift", SCHEMA)]


def test_an_undo_that_something_later_depends_on_is_refused(desk: Desk) -> None:
    coding, _ = desk.code(SCHEMA)
    with db.transaction(desk.engine) as session:
        made = last_undoable(session, "Interview 1", "Ann")
        recode(session, coding, "trust", who="Ann")
        with pytest.raises(CannotUndoError):
            undo(session, made or "", who="Ann")
    assert _codes(desk) >= {"drift", "trust"}


def _codes(desk: Desk) -> set[str]:
    with Session(desk.engine) as session:
        return set(session.exec(select(Code.name)))
