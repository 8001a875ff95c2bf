"""Memos on passages: written, rewritten and deleted by who wrote them, in the trail, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.tables import Change, Document, Memo, Paragraph
from kb.errors import KbError, UnknownNameError
from kb.queries import history
from kb.queries.documents.annotations import notes
from kb.queries.documents.transcript import VisiblePasses
from kb.store.coding.codings import add_coding
from kb.store.coding.passages import NoPlaceError
from kb.store.ingest.files import ingest
from kb.store.memos import add_memo, note_on_coding, note_on_passage, rewrite_memo
from kb.store.undo import last_undoable, undo

SAID = "Interviewer: What broke?\n\nInterviewee: The schema changed overnight, and nobody told us.\n"
WORDS = "schema changed overnight"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    (tmp_path / "Interview 1.txt").write_text(SAID, encoding="utf-8")
    ingest(tmp_path / "catalog.db", [tmp_path / "Interview 1.txt"], who="Ann")
    with db.transaction(db.open_for_writing(tmp_path / "catalog.db")) as opened:
        yield opened


def written(session: Session, text: str = "Ask again.", who: str = "Ann") -> int:
    document = session.exec(select(Document)).one()
    [start] = [
        paragraph.start + paragraph.text.index(WORDS)
        for paragraph in session.exec(select(Paragraph))
        if WORDS in paragraph.text
    ]
    return note_on_passage(session, document.name, text, start=start, end=start + len(WORDS), who=who)


def test_a_memo_on_a_passage_stands_at_its_paragraph_and_is_undone(session: Session) -> None:
    number = written(session)
    [note] = notes(session, "Interview 1")
    assert (note.id, note.text, note.author, note.paragraph) == (number, "Ask again.", "Ann", 1)
    assert note.span is not None
    assert note.span[1] - note.span[0] == len(WORDS)
    [told] = history.trail(session, history.TrailFilters(kind="memos"))
    assert told.sentence == f"Interview 1 ¶ 2: wrote a memo on “{WORDS}”: Ask again."
    batch = last_undoable(session, "Interview 1", "Ann")
    assert batch is not None
    undo(session, batch, who="Ann")
    assert notes(session, "Interview 1") == []


def test_only_who_wrote_it_changes_it_and_an_empty_one_is_deleted(session: Session) -> None:
    number = written(session)
    with pytest.raises(KbError, match="this memo is by Ann; only they can change it"):
        rewrite_memo(session, number, "No.", who="Ben")
    assert rewrite_memo(session, number, " Ask again. ", who="Ann") is None
    assert rewrite_memo(session, number, "Ask Petra.", who="Ann")
    assert session.get_one(Memo, number).text == "Ask Petra."
    batch = rewrite_memo(session, number, " ", who="Ann")
    assert session.exec(select(Memo)).all() == []
    assert batch is not None
    undo(session, batch, who="Ann")
    assert [each.text for each in notes(session, "Interview 1")] == ["Ask Petra."]


def on_coding(session: Session) -> int:
    made = add_coding(
        session, document=session.exec(select(Document)).one(), code="drift", start=0, end=5, coder="Ann"
    )
    note_on_coding(session, made.id, "Ask again.", who="Ann")
    return session.exec(select(Memo.id).where(Memo.coding_id == made.id)).one() or 0


@pytest.mark.parametrize(
    ("write", "on"),
    [
        pytest.param(written, "a passage in 'Interview 1'", id="passage"),
        pytest.param(on_coding, "'drift' in 'Interview 1'", id="coding"),
        pytest.param(
            lambda s: add_memo(s, "Ask again.", who="Ann", document="Interview 1"),
            "'Interview 1'",
            id="document",
        ),
        pytest.param(lambda s: add_memo(s, "Ask again.", who="Ann"), "the project", id="project"),
    ],
)
def test_the_history_calls_a_memo_by_what_it_is_on(
    session: Session, write: Callable[[Session], int], on: str
) -> None:
    number = write(session)
    rewrite_memo(session, number, "Ask Petra.", who="Ann")
    rewrite_memo(session, number, "", who="Ann")
    done = session.exec(select(Change.what).where(Change.noun == "memo").order_by(col(Change.id))).all()
    assert done[0].removeprefix("write a ") == f"memo on {on}"
    assert done[1:] == [f"rewrite the memo on {on}", f"delete the memo on {on}"]


def test_who_codes_blind_sees_only_their_own(session: Session) -> None:
    written(session, "Mine.")
    written(session, "Theirs.", who="Ben")
    shown = VisiblePasses(coder="Ann", blind=True)
    assert [each.text for each in notes(session, "Interview 1", shown=shown)] == ["Mine."]


def test_what_cannot_be_written_says_why(session: Session) -> None:
    with pytest.raises(KbError, match="the memo is empty"):
        written(session, "  ")
    with pytest.raises(NoPlaceError):
        note_on_passage(session, "Interview 1", "x", start=5, end=5, who="Ann")
    with pytest.raises(NoPlaceError):
        note_on_passage(session, "Interview 1", "x", start=0, end=10_000, who="Ann")
    with pytest.raises(UnknownNameError):
        note_on_passage(session, "Intervew 1", "x", start=0, end=5, who="Ann")
    with pytest.raises(UnknownNameError):
        rewrite_memo(session, 99, "x", who="Ann")
