"""Full-text search over paragraphs: what is found, and that nothing a person types is an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from kb.db import fulltext
from kb.db.engine import open_for_writing, transaction
from kb.db.tables import Document, Paragraph
from kb.queries.syntax.conditions import finds
from kb.queries.syntax.errors import SearchSyntaxError

TEXTS = (
    "The labels drifted, and nobody was told.",
    "On a vérifié le modèle au café.",
    "Our drift alert was silent; drifting went unseen for weeks.",
    "Missing values, missing again: the value was missing.",
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    engine = open_for_writing(tmp_path_factory.mktemp("search") / "catalog.db")
    with transaction(engine) as session:
        document = Document(
            name="Interview 1",
            sort_key="interview 1",
            kind="interview",
            length=0,
            sha256="",
            displayed_from="",
            display_reason="",
        )
        session.add(document)
        session.flush()
        start = 0
        for position, text in enumerate(TEXTS):
            session.add(
                Paragraph(
                    document_id=document.id or 0,
                    position=position,
                    start=start,
                    end=start + len(text),
                    text=text,
                )
            )
            start += len(text) + 1
        session.flush()
        yield session


def found(session: Session, query: str) -> set[int]:
    return set(session.exec(select(Paragraph.position).where(finds(session, query))))


@pytest.mark.parametrize(
    ("query", "paragraphs"),
    [
        pytest.param("drift", {0, 2}, id="words match by their stem"),
        pytest.param("DRIFTING", {0, 2}, id="case does not count"),
        pytest.param("cafe", {1}, id="accents do not count"),
        pytest.param("verifie modele", {1}, id="all words must be there"),
        pytest.param('"drift alert"', {2}, id="a phrase"),
        pytest.param("drift -alert", {0}, id="one word without another"),
        pytest.param('drift -"went unseen"', {0}, id="without a phrase"),
        pytest.param("café OR missing", {1, 3}, id="either"),
        pytest.param("labels OR alert drift", {0, 2}, id="either binds closer than and"),
        pytest.param("dri*", {0, 2}, id="a beginning"),
        pytest.param('"missing val"*', {3}, id="a phrase's beginning"),
        pytest.param("-drift", set(), id="only what not to find finds nothing"),
        pytest.param("", set(), id="nothing"),
        pytest.param("nowhere", set(), id="not there"),
    ],
)
def test_a_search_finds(session: Session, query: str, paragraphs: set[int]) -> None:
    assert found(session, query) == paragraphs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(query=st.text(max_size=40) | st.text(st.sampled_from('"*-()^:{}OR NEAR AND NOT drift'), max_size=40))
@example(query='NEAR("a b", 2)')
@example(query='"; DROP TABLE paragraph; --')
@example(query="text : drift")
@example(query="drift AND OR NOT")
@example(query="\x00drift")
def test_whatever_is_typed_is_read_or_refused_and_never_an_error_of_the_engine(
    session: Session, query: str
) -> None:
    with suppress(SearchSyntaxError):
        assert found(session, query) <= {0, 1, 2, 3}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40) | st.text(st.sampled_from('"*-()^:{}OR NEAR AND NOT drift'), max_size=40))
def test_whatever_is_looked_for_is_words(session: Session, words: str) -> None:
    hits = fulltext.matches(session, [[fulltext.Term(words)]]).subquery()
    assert set(session.exec(select(hits.c.id))) <= {1, 2, 3, 4}


def test_what_was_found_is_marked_in_code_points(session: Session) -> None:
    paragraph = session.exec(select(Paragraph).where(Paragraph.position == 1)).one()
    ranges = fulltext.marked_ranges(
        session, [[fulltext.Term("cafe")], [fulltext.Term("modele")]], [paragraph.id or 0]
    )
    words = [paragraph.text[start:end] for start, end in ranges[paragraph.id or 0]]
    assert words == ["modèle", "café"]


def test_words_of_a_replaced_text_are_found_no_more_and_leave_the_file(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    engine = open_for_writing(path)
    with transaction(engine) as session:
        document = Document(
            name="D",
            sort_key="d",
            kind="interview",
            length=0,
            sha256="",
            displayed_from="",
            display_reason="",
        )
        session.add(document)
        session.flush()
        words = "We use Zanzibarium every day."
        paragraph = Paragraph(document_id=document.id or 0, position=0, start=0, end=len(words), text=words)
        session.add(paragraph)
    with transaction(engine) as session:
        paragraph = session.exec(select(Paragraph)).one()
        paragraph.text = "We use Company 1 every day."
        session.add(paragraph)
    with transaction(engine) as session:
        fulltext.forget_deleted(session)
        assert found(session, "zanzibarium") == set()
        assert found(session, '"company 1"') == {0}
    engine.dispose()
    left = b"".join(file.read_bytes() for file in tmp_path.glob("catalog.db*"))
    assert b"zanzibari" not in left.lower()
