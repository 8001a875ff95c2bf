"""Full-text search over paragraphs: what is found, and that nothing a person types is an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from kb.db import fulltext, spacing
from kb.db.engine import open_for_writing, transaction
from kb.db.tables import Document, Paragraph
from kb.queries.syntax.conditions import finds
from kb.queries.syntax.errors import SearchSyntaxError

TEXTS = (
    "The labels drifted, and nobody was told.",
    "On a vérifié le modèle au café.",
    "Our drift alert was silent; drifting went unseen for weeks.",
    "Missing values, missing again: the value was missing.",
    "我们的AI模型漂移了。没有人收到通知。𠀋",
    "データの品質が悪いので、モデルを再学習しました。",
    "ข้อมูลไม่ครบ เราจึงฝึกโมเดลใหม่",
    "모델을 다시 학습했습니다.",
    "हमारा मॉडल बदल गया।",
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
        pytest.param("模型", {4}, id="part of a Chinese sentence"),
        pytest.param("漂", {4}, id="one Chinese character"),
        pytest.param("\U0002000b", {4}, id="a rare Chinese character"),
        pytest.param("型模", set(), id="characters in another order"),
        pytest.param("AI", {4}, id="a Latin word inside"),
        pytest.param("AI模型", {4}, id="Latin and Chinese"),
        pytest.param('"模型 漂移"', {4}, id="a Chinese phrase"),
        pytest.param("通知 模型", {4}, id="two Chinese words in any order"),
        pytest.param("模型 -通知", set(), id="one Chinese word without another"),
        pytest.param("模*", {4}, id="a beginning in Chinese"),
        pytest.param("品質", {5}, id="part of a Japanese sentence"),
        pytest.param("モデル", {5}, id="a Japanese word in kana"),
        pytest.param("ไม่ครบ", {6}, id="part of a Thai sentence"),
        pytest.param("ไม้ครบ", set(), id="a Thai tone mark counts"),
        pytest.param("모델", {7}, id="a Korean word without its ending"),
        pytest.param("मॉडल", {8}, id="a word with vowel signs is one word"),
        pytest.param("म", set(), id="a letter of such a word is no word"),
        pytest.param("漂移 near:1 品質", {4, 5}, id="two scripts near each other"),
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
        assert found(session, query) <= set(range(len(TEXTS)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40) | st.text(st.sampled_from('"*-()^:{}OR NEAR AND NOT drift'), max_size=40))
def test_whatever_is_looked_for_is_words(session: Session, words: str) -> None:
    hits = fulltext.matches(session, [[fulltext.Term(words)]]).subquery()
    assert set(session.exec(select(hits.c.id))) <= set(range(1, len(TEXTS) + 1))


def test_what_was_found_is_marked_in_code_points(session: Session) -> None:
    paragraph = session.exec(select(Paragraph).where(Paragraph.position == 1)).one()
    ranges = fulltext.marked_ranges(
        session, [[fulltext.Term("cafe")], [fulltext.Term("modele")]], [paragraph.id or 0]
    )
    words = [paragraph.text[start:end] for start, end in ranges[paragraph.id or 0]]
    assert words == ["modèle", "café"]


@pytest.mark.parametrize(
    ("position", "looked_for", "marked"),
    [
        pytest.param(4, ["模型漂移", "AI"], ["AI", "模型漂移"], id="Chinese"),
        pytest.param(4, ["通知", "\U0002000b"], ["通知", "\U0002000b"], id="at the end"),
        pytest.param(5, ["品質", "モデル"], ["品質", "モデル"], id="Japanese"),
        pytest.param(6, ["ครบ"], ["ครบ"], id="Thai"),
        pytest.param(7, ["학습"], ["학습"], id="Korean"),
    ],
)
def test_what_was_found_in_a_script_without_blanks_is_marked(
    session: Session, position: int, looked_for: list[str], marked: list[str]
) -> None:
    paragraph = session.exec(select(Paragraph).where(Paragraph.position == position)).one()
    groups = [[fulltext.Term(words)] for words in looked_for]
    ranges = fulltext.marked_ranges(session, groups, [paragraph.id or 0])[paragraph.id or 0]
    assert [paragraph.text[start:end] for start, end in ranges] == marked


@given(text=st.text(st.sampled_from("a 模型。漂ไม่ครบ가é\n"), max_size=30), data=st.data())
def test_a_place_in_spaced_words_is_found_again_in_the_text(text: str, data: st.DataObject) -> None:
    words = spacing.spaced(text)
    assert words.replace(" ", "") == text.replace(" ", "")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    there = [len(spacing.spaced(text[: start + 1])) - 1, len(spacing.spaced(text[:end]))]
    if start < end:
        assert spacing.unspaced_ranges(text, [(there[0], there[1])]) == ((start, end),)


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


def test_a_text_that_is_changed_in_its_place_is_found_by_its_new_words(session: Session) -> None:
    paragraph = session.exec(select(Paragraph).where(Paragraph.position == 0)).one()
    before = paragraph.text
    for text, query, positions in [
        ("标签错了", "错了", {0}),
        ("模型", "错了", set()),
        (before, "labels", {0}),
        (before, "模型", {4}),
    ]:
        paragraph.text = text
        session.add(paragraph)
        session.flush()
        assert found(session, query) == positions
