"""Passages: found by their words, or by sounding like a code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from interview_files import TAXONOMY, file, store, taxonomy
from sqlmodel import Session

from kb.db import engine as db
from kb.queries.quotes.whole_words import part_on_whole_words
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


def test_a_cue_in_a_script_without_blanks_is_found_inside_a_sentence(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    engine = db.open_for_writing(tmp_path_factory.mktemp("cues") / "catalog.db")
    book = taxonomy(TAXONOMY.replace("[drift, the world,", "[漂移, 模型 变差,"))
    with db.transaction(engine) as session:
        apply_taxonomy(session, book, who="Ann")
    store(engine, file("Interview 1.txt", ("数据变了。我们的模型变差了。漂移!",)), book=book)
    with db.reading(engine) as session:
        [passage] = paragraphs.paragraphs_like_code(session, "drift").passages
        assert [passage.text[start:end] for start, end in passage.found] == ["模型变差", "漂移"]
    engine.dispose()


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        pytest.param((103, 110), "drifted", id="a letter late"),
        pytest.param((102, 108), "drifted", id="a letter early"),
        pytest.param((99, 130), "it drifted away", id="beyond the paragraph"),
        pytest.param((0, 50), "", id="in another paragraph"),
    ],
)
def test_a_passage_is_shown_on_whole_words(span: tuple[int, int], shown: str) -> None:
    text = "it drifted away"
    start, end = part_on_whole_words(text, 99, *span)
    assert text[start:end] == shown
