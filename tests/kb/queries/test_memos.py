"""Memos: found by what they are on, by whom and by their words; each says where the words are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.blindness import reading_for
from kb.db.tables import Memo, Paragraph
from kb.errors import KbError
from kb.queries import memos, names
from kb.queries.comparison import unblinding
from kb.queries.memos import ABOUT, MemoFilters, MemoRow
from kb.store.coding.codings import add_coding
from kb.store.coding.passages import NoPlaceError, span_of
from kb.store.memos import add_memo, note_on_coding, note_on_passage

DOCUMENT, CODE = "Interview 3", "Data-noisy-labels"


@pytest.fixture
def session(demo_catalog: Path, tmp_path: Path) -> Iterator[Session]:
    """A catalog with one memo of each kind, by two people."""
    engine = db.open_for_writing(shutil.copy(demo_catalog, tmp_path / "catalog.db"))
    with db.transaction(engine) as session:
        for old in memos.memos(session):
            session.delete(session.get_one(Memo, old.memo))
        of = names.document(session, DOCUMENT)
        add_memo(session, "The second round begins in May.", who="Ann")
        add_memo(session, "Speaks of ÄRGER first.", who="Ann", document=DOCUMENT)
        add_memo(session, "Rather a symptom than a cause", who="Ben", code=CODE)
        start, end = span_of(session, of, position=2)
        note_on_passage(session, DOCUMENT, "Ask again", start=start + 1, end=end, who="Ben")
        made = add_coding(session, document=of, code=CODE, start=start, end=start + 3, coder="Ann")
        note_on_coding(session, made.id, "Is it this code?", who="Ann")
    with Session(engine) as reading:
        yield reading
    engine.dispose()


def found(session: Session, **wanted: object) -> list[str]:
    return [row.text for row in memos.memos(session, MemoFilters(**wanted))]  # type: ignore[arg-type]


def test_each_kind_of_memo_is_listed_newest_first_with_what_it_is_on(session: Session) -> None:
    rows = memos.memos(session)
    assert [row.about for row in rows] == [*reversed(ABOUT)]
    coding, passage, code, document, project = rows
    assert (coding.code, coding.document, coding.paragraph) == (CODE, DOCUMENT, 2)
    assert (passage.code, passage.document, passage.paragraph) == (None, DOCUMENT, 2)
    assert (code.code, code.document, code.quote) == (CODE, None, None)
    assert (document.document, document.paragraph) == (DOCUMENT, None)
    assert (project.code, project.document, project.author) == (None, None, "Ann")
    assert passage.quote, "words that begin a letter late are shown whole"
    assert coding.quote
    assert passage.quote.startswith(coding.quote)


@pytest.mark.parametrize("about", ABOUT)
def test_memos_are_found_by_what_they_are_on(session: Session, about: memos.About) -> None:
    [row] = memos.memos(session, MemoFilters(about=about))
    assert row.about == about
    assert memos.number_of_memos(session, MemoFilters(about=about)) == 1


def test_memos_are_found_by_words_in_any_case_by_author_document_and_code(session: Session) -> None:
    assert found(session, words="FIRST ärger") == ["Speaks of ÄRGER first."]
    assert found(session, words="first nothing") == []
    assert found(session, author="Ben") == ["Ask again", "Rather a symptom than a cause"]
    assert found(session, codes=(CODE,)) == ["Is it this code?", "Rather a symptom than a cause"]
    assert found(session, document=DOCUMENT, author="Ann") == ["Is it this code?", "Speaks of ÄRGER first."]
    assert memos.authors(session) == ["Ann", "Ben"]


def test_a_page_of_memos_goes_on_where_the_last_one_ended(session: Session) -> None:
    every: list[MemoRow] = memos.memos(session)
    assert memos.memos(session, limit=2) + memos.memos(session, limit=9, skip=2) == every
    assert memos.memo(session, every[1].memo) == every[1]


def test_a_memo_or_a_name_that_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(KbError, match="no memo"):
        memos.memo(session, 10**6)
    with pytest.raises(KbError, match="Interview 33"):
        memos.memos(session, MemoFilters(document="Interview 33"))


def test_who_codes_blind_does_not_see_the_memos_of_others(session: Session) -> None:
    engine, of = session.get_bind(), names.document(session, DOCUMENT)
    assert isinstance(engine, Engine)
    blindness = unblinding.blindness(session, "Ben", (of.id or 0,))
    with reading_for(engine, blindness) as blind:
        assert found(blind, document=DOCUMENT) == ["Ask again"]
        assert "The second round begins in May." in found(blind, author="Ann")


def test_words_that_stand_once_are_found_and_others_are_asked_for(session: Session) -> None:
    of = names.document(session, DOCUMENT)
    start, end = span_of(session, of, position=2)
    words = session.exec(
        select(Paragraph.text).where(Paragraph.document_id == of.id, Paragraph.position == 2)
    ).one()
    assert span_of(session, of, words=words) == (start, end)
    assert span_of(session, of, position=2, words=words[2:9]) == (start + 2, start + 9)
    with pytest.raises(KbError, match="in ¶ 1, ¶ "):
        span_of(session, of, words="e")
    with pytest.raises(KbError, match="does not have the words"):
        span_of(session, of, words="zzzz")
    with pytest.raises(NoPlaceError, match="paragraphs 1 to"):
        span_of(session, of, position=9999)
