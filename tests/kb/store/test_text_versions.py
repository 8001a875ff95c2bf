"""Words that somebody selected in an earlier version of a text are found in the current one, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import TALK, codings, document, file, store, text_of
from sqlalchemy import Engine

from kb.db import engine as db
from kb.store.coding.codings import CodingResult, add_coding
from kb.store.once import once
from kb.store.text_versions import Selection, TextChangedError, current_span, fingerprint

SCHEMA = "the schema changed overnight"
PROLOGUE = tuple(f"Before we begin, remark number {7 * k} about the weather." for k in range(9))
FIRST = TALK
CORRECTED = (*PROLOGUE, *(said.replace("overnight", "over night") for said in TALK))
SHORTER = (*PROLOGUE, *(said for said in TALK if SCHEMA.replace("overnight", "") not in said))
DIRECTORY = "moderation/Interview 1.txt"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = db.open_for_writing(tmp_path / "catalog.db")
    store(made, file(DIRECTORY, FIRST))
    yield made
    made.dispose()


def selected(passage: str, said: tuple[str, ...] = FIRST, **other: str | None) -> Selection:
    text = "\n".join(said)
    start = text.index(passage)
    seen = {"text": fingerprint(text), "words": passage} | other
    return Selection(start=start, end=start + len(passage), **seen)


def found(engine: Engine, selection: Selection) -> str:
    with db.reading(engine) as session:
        start, end = current_span(session, document(session), selection)
    return text_of(db.file_of(engine.url) or Path(), "Interview 1")[start:end]


def test_words_are_where_they_were_while_the_text_is_the_same(engine: Engine) -> None:
    assert found(engine, selected(SCHEMA)) == SCHEMA
    assert found(engine, selected(SCHEMA, text=None, words=None)) == SCHEMA


def test_words_are_followed_through_every_change_of_the_text(engine: Engine) -> None:
    store(engine, file(DIRECTORY, (*PROLOGUE, *FIRST)))
    assert found(engine, selected(SCHEMA)) == SCHEMA
    store(engine, file(DIRECTORY, CORRECTED))
    assert found(engine, selected(SCHEMA)) == "the schema changed over night"
    store(engine, file(DIRECTORY, FIRST))
    assert found(engine, selected("the schema changed over night", CORRECTED)) == SCHEMA


@pytest.mark.parametrize(
    ("change", "selection"),
    [
        pytest.param(SHORTER, selected(SCHEMA), id="the words are gone"),
        pytest.param(CORRECTED, selected(SCHEMA, text="0" * 64), id="of a version that nobody knows"),
        pytest.param(FIRST, selected(SCHEMA, words="some other words"), id="other words than are there"),
    ],
)
def test_where_it_is_not_certain_it_is_refused(
    engine: Engine, change: tuple[str, ...], selection: Selection
) -> None:
    store(engine, file(DIRECTORY, change))
    with pytest.raises(TextChangedError, match="the text has changed since this page was loaded"):
        found(engine, selection)


def test_an_action_of_one_name_is_done_once(engine: Engine, tmp_path: Path) -> None:
    def code(name: str) -> CodingResult | None:
        span = selected(SCHEMA)
        with db.transaction(engine) as session:
            return once(
                session,
                name,
                lambda session: add_coding(
                    session,
                    document=document(session),
                    code="drift",
                    start=span.start,
                    end=span.end,
                    coder="Ann",
                ),
            )

    first = code("a")
    assert first is not None
    assert first.batch == "a"
    assert code("a") is None
    assert len(codings(tmp_path / "catalog.db")) == 1
