"""A coding that lost its place is given one by a person, or let go; no file read later undoes that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import TALK, ask, codings, document, file, store, text_of
from sqlalchemy import Engine
from sqlmodel import Session, select

from ingest.model import Parsed
from kb.db import engine as db
from kb.db.tables import UnplacedCoding
from kb.errors import UnknownNameError
from kb.queries.documents import annotations as noted
from kb.queries.documents.recent_changes import changes_since, latest_change
from kb.queries.documents.transcript import VisiblePasses, coded_by
from kb.store.coding.codings import add_coding
from kb.store.coding.passages import NoPlaceError
from kb.store.coding.place_coding import drop_coding, place_coding
from kb.store.memos import note_on_coding
from kb.store.undo import last_undoable, undo

SCHEMA = "the schema changed overnight"
WRONG = "the answers were wrong"
LONG = tuple(f"On day {k} we read sensor number {7 * k} again and wrote it down." for k in range(60))
NEARLY_ALL = (*TALK[:2], TALK[3], *LONG)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = db.open_for_writing(tmp_path / "catalog.db")
    yield made
    made.dispose()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def beas() -> Parsed:
    return file("codings/Interview 1 - Bea.txt", (*TALK, *LONG), {"drift": (SCHEMA, "exact")})


def lost(engine: Engine) -> int:
    """Store Bea's coding of words that the text does not show, and return what is kept of it."""
    store(engine, file("moderation/Interview 1.txt", NEARLY_ALL), beas())
    return held(engine)[0]


def held(engine: Engine) -> list[int]:
    with db.reading(engine) as session:
        return [each or 0 for each in session.exec(select(UnplacedCoding.id))]


def place(engine: Engine, unplaced: int, words: str = WRONG, *, who: str = "Ann") -> str | None:
    with db.transaction(engine) as session:
        start = text_of(db.file_of(engine.url) or Path(), "Interview 1").index(words)
        return place_coding(session, unplaced, start=start, end=start + len(words), who=who).batch


def quotes(path: Path) -> list[tuple[str, str, str]]:
    return [(coder, code, words) for _, coder, _, code, words in codings(path)]


def noted_on(path: Path) -> list[tuple[str, str | None]]:
    coded = "LEFT JOIN coding ON coding.id = coding_id LEFT JOIN code ON code.id = coding.code_id"
    return ask(path, f"SELECT memo.text, code.name FROM memo {coded}")  # noqa: S608  our own words


def test_it_stays_what_it_was_in_the_pass_that_it_is_of(engine: Engine, path: Path) -> None:
    place(engine, lost(engine))
    assert quotes(path) == [("Bea", "drift", WRONG)]
    assert held(engine) == []
    [(origin, extent, source)] = ask(
        path, "SELECT origin, extent, source.path FROM coding JOIN source ON source.id = source_id"
    )
    assert (origin, extent, source) == ("imported", "exact", "codings/Interview 1 - Bea.txt")
    assert ask(path, "SELECT DISTINCT who FROM change WHERE what LIKE 'place %'") == [("Ann",)]


def test_its_memo_goes_along(engine: Engine, path: Path) -> None:
    unplaced = lost(engine)
    with db.transaction(engine) as session:
        session.get_one(UnplacedCoding, unplaced).memo = "ask again"
    place(engine, unplaced)
    assert noted_on(path) == [("ask again", "drift")]


def test_placing_can_be_undone_and_done_again(engine: Engine, path: Path) -> None:
    unplaced = lost(engine)
    place(engine, unplaced)
    with db.transaction(engine) as session:
        undo(session, last_undoable(session, "Interview 1", "Ann") or "", who="Ann")
    assert (quotes(path), held(engine)) == ([], [unplaced])
    place(engine, unplaced, "we move models")
    assert quotes(path) == [("Bea", "drift", "we move models")]


def test_letting_go_can_be_undone(engine: Engine) -> None:
    unplaced = lost(engine)
    with db.transaction(engine) as session:
        drop_coding(session, unplaced, who="Ann")
    assert held(engine) == []
    with db.transaction(engine) as session:
        undo(session, last_undoable(session, "Interview 1", "Ann") or "", who="Ann")
    assert held(engine) == [unplaced]


@pytest.mark.parametrize("is_placed", [pytest.param(True, id="placed"), pytest.param(False, id="let go")])
def test_a_file_that_is_read_again_takes_nothing_back(engine: Engine, path: Path, is_placed: bool) -> None:  # noqa: FBT001  a case
    unplaced = lost(engine)
    if is_placed:
        place(engine, unplaced)
    else:
        with db.transaction(engine) as session:
            drop_coding(session, unplaced, who="Ann")
    before = quotes(path)
    changed = (*NEARLY_ALL, "One more thing at the end.")
    store(engine, file("moderation/Interview 1.txt", changed), beas())
    assert (quotes(path), held(engine)) == (before, [])


def test_the_same_code_on_the_same_words_is_one_coding(engine: Engine, path: Path) -> None:
    unplaced = lost(engine)
    with db.transaction(engine) as session:
        start = text_of(path, "Interview 1").index("answers were wrong")
        add_coding(
            session, document=document(session), code="drift", start=start, end=start + 18, coder="Bea"
        )
    place(engine, unplaced)
    assert quotes(path) == [("Bea", "drift", WRONG)]


def test_a_coding_made_by_hand_stays_one_and_keeps_its_memos(engine: Engine, path: Path) -> None:
    store(engine, file("Interview 1.txt"))
    with db.transaction(engine) as session:
        start = text_of(path, "Interview 1").index("we move models")
        made = add_coding(
            session, document=document(session), code="drift", start=start, end=start + 14, coder="Ann"
        )
        note_on_coding(session, made.id, "by hand?", who="Ann")
    store(engine, file("Interview 1.txt", (TALK[0], *TALK[2:])))
    assert noted_on(path) == [("by hand?", None)]
    place(engine, held(engine)[0], who="Ann")
    assert quotes(path) == [("Ann", "drift", WRONG)]
    assert noted_on(path) == [("by hand?", "drift")]
    assert ask(path, "SELECT origin FROM coding") == [("manual",)]


def test_what_several_files_told_is_forgotten_when_all_of_them_tell_it_anew(engine: Engine) -> None:
    lost(engine)
    with db.transaction(engine) as session:
        session.get_one(UnplacedCoding, held(engine)[0]).source_id = None
    store(engine, file("moderation/Interview 1.txt", (*TALK, *LONG)), beas())
    assert held(engine) == []


def test_where_there_is_nothing_to_place_or_no_place_it_says_so(engine: Engine) -> None:
    unplaced = lost(engine)
    with pytest.raises(NoPlaceError, match="is not a passage in it"), db.transaction(engine) as session:
        place_coding(session, unplaced, start=0, end=10**6, who="Ann")
    assert held(engine) == [unplaced]
    with (
        pytest.raises(UnknownNameError, match="unplaced coding"),
        db.transaction(engine) as session,
    ):
        place_coding(session, unplaced + 1, start=0, end=5, who="Ann")


def test_only_the_passes_that_are_shown_tell_what_they_lost(engine: Engine) -> None:
    lost(engine)
    with db.reading(engine) as session:
        [row] = noted.unplaced_codings(session, "Interview 1")
        assert (row.code, row.coder, row.reason != "") == ("drift", "Bea", True)
        assert (
            noted.unplaced_codings(session, "Interview 1", shown=VisiblePasses(coder="Ann", blind=True)) == []
        )
        assert (
            len(noted.unplaced_codings(session, "Interview 1", shown=VisiblePasses(coder="Bea", blind=True)))
            == 1
        )
        assert coded_by(session, "Interview 1", "Bea")
        assert not coded_by(session, "Interview 1", "Ann")


def test_what_others_changed_meanwhile_is_counted_once_a_coding(engine: Engine) -> None:
    store(engine, beas())
    with db.transaction(engine) as session:
        before = latest_change(session, "Interview 1")
        made = add_coding(session, document=document(session), code="drift", start=0, end=6, coder="Cem")
        add_coding(session, document=document(session), code="drift", start=3, end=12, coder="Cem")
        add_coding(session, document=document(session), code="toil", start=0, end=6, coder="Ann")
        assert made.how == "made"
    with db.reading(engine) as session:
        assert told(session, before, VisiblePasses()) == [("Ann", 1, 0), ("Cem", 1, 0)]
        assert told(session, before, VisiblePasses(coder="Ann")) == [("Cem", 1, 0)]
        assert told(session, before, VisiblePasses(coder="Ann", blind=True)) == []
        assert told(session, latest_change(session, "Interview 1"), VisiblePasses()) == []


def told(session: Session, since: int, shown: VisiblePasses) -> list[tuple[str, int, int]]:
    rows = changes_since(session, "Interview 1", since=since, shown=shown)
    return [(row.who, row.codings, row.paragraph) for row in rows]
