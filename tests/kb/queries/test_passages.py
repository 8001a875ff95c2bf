"""Passages: found by their words, or by sounding like a code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from interview_files import TAXONOMY, file, store, taxonomy
from sqlmodel import Session

from kb.db import engine as db
from kb.queries.search import paragraphs
from kb.store.codebook.apply_taxonomy import apply_taxonomy

TALK = (
    "When the schema changed overnight the world changed, overnight changes are the worst.",
    "An icon \ue000use\ue001 stands before the word zebra in what the browser printed.",
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    engine = db.open_for_writing(tmp_path_factory.mktemp("passages") / "catalog.db")
    book = taxonomy(TAXONOMY.replace("[drift, the world,", "[changed, the world changed,"))
    with db.transaction(engine) as session:
        apply_taxonomy(session, book, who="Ann")
    store(engine, file("Interview 1.txt", TALK), book=book)
    with db.reading(engine) as session:
        yield session


def test_cues_on_the_same_words_are_one_place(session: Session) -> None:
    [passage] = paragraphs.paragraphs_like_code(session, "drift").passages
    assert [passage.text[start:end] for start, end in passage.found] == [
        "changed overnight",
        "the world changed, overnight",
    ]


def test_what_is_found_is_marked_also_where_a_text_has_private_characters(session: Session) -> None:
    [passage] = paragraphs.search_paragraphs(session, "zebra").passages
    assert [passage.text[start:end] for start, end in passage.found] == ["zebra"]
