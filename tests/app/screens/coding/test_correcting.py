"""Correcting a paragraph in the app: the form says what moves, saves it, and refuses what is out of date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_steps import come_as
from drawn_page import page_at, text
from playwright.sync_api import expect
from small_catalog import make
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from kb.db import engine as db
from kb.db.tables import Change, Coding, Paragraph
from kb.queries import names
from kb.queries.documents.corrections import ParagraphToCorrect, corrections, paragraph_to_correct
from kb.store.corrections import correct_text

DOCUMENT = "Interview 2"
DRIFTED = "the model drifted away"


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = make(tmp_path / "catalog.db")
    monkeypatch.setenv("KB_DATABASE", str(made))
    return made


def row(catalog: Path, position: int) -> ParagraphToCorrect:
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as session:
        found = paragraph_to_correct(session, DOCUMENT, position)
    engine.dispose()
    assert found is not None
    return found


def opened(catalog: Path, position: int = 1, **state: Any) -> AppTest:
    """Return Read with the form open for a paragraph."""
    given = {"kb_coder": "Ann", "kb_correcting": row(catalog, position), **state}
    return page_at(f"read?document={DOCUMENT}&passes=all", **given)


def said(app: AppTest) -> str:
    return text(app)


@pytest.fixture
def paragraphs(catalog: Path) -> Iterator[Any]:
    engine = db.open_for_writing(catalog)

    def shown() -> list[str]:
        with db.reading(engine) as session:
            of = names.document(session, DOCUMENT)
            query = select(Paragraph.text).where(Paragraph.document_id == of.id)
            return list(session.exec(query.order_by(col(Paragraph.position))))

    yield shown
    engine.dispose()


def test_the_form_tells_what_stays_and_saves(catalog: Path, paragraphs: Any) -> None:
    app = opened(catalog)
    old = app.text_area(key="correct-text").value
    app.text_area(key="correct-text").set_value(old.replace("overnight", "over night")).run()
    assert "stay on their words" in said(app)
    app.button(key="correct-save").click().run()
    assert not app.exception
    assert paragraphs()[1] == old.replace("overnight", "over night")
    (answer,) = app.session_state["kb_answers"].values()
    assert answer.message == "Paragraph 2 corrected"
    assert answer.batch


def test_a_line_break_splits_and_each_part_has_a_speaker(catalog: Path, paragraphs: Any) -> None:
    app = opened(catalog)
    old = app.text_area(key="correct-text").value
    app.text_area(key="correct-text").set_value(old.replace(". Nobody", ".\nNobody")).run()
    app.selectbox(key="correct-speaker-1").set_value("Interviewer").run()
    app.button(key="correct-save").click().run()
    assert paragraphs()[1:3] == [
        "The data changed overnight.",
        old.removeprefix("The data changed overnight. "),
    ]
    assert row(catalog, 2).speaker == "Interviewer"


def test_a_coding_that_would_lose_its_words_has_to_be_confirmed(catalog: Path, paragraphs: Any) -> None:
    app = opened(catalog)
    app.text_area(key="correct-text").set_value("The data changed overnight. Nobody told us.").run()
    assert DRIFTED in said(app)
    assert app.button(key="correct-save").disabled
    app.checkbox(key="correct-unplace").check().run()
    app.button(key="correct-save").click().run()
    assert paragraphs()[1] == "The data changed overnight. Nobody told us."


def test_codings_of_others_are_not_told_to_a_blind_coder(catalog: Path) -> None:
    app = page_at(f"code?document={DOCUMENT}", kb_coder="Cem", kb_correcting=row(catalog, 1))
    app.text_area(key="correct-text").set_value("The data changed overnight.").run()
    assert "Codings that you do not see would lose all their words." in said(app)
    assert "Bea" not in said(app)
    assert app.button(key="correct-save").disabled


def by_bea(catalog: Path, position: int, old: str, new: str) -> None:
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        of = names.document(session, DOCUMENT)
        meant = correct_text.replace_words(session, of, position, old, new)
        correct_text.save(session, of, meant, who="Bea")
    engine.dispose()


def test_a_paragraph_that_has_changed_meanwhile_is_shown_first(catalog: Path, paragraphs: Any) -> None:
    app, mine = opened(catalog), "Other words, and the model drifted away."
    by_bea(catalog, 1, "overnight", "at night")
    old = paragraphs()
    app.text_area(key="correct-text").set_value(mine).run()
    assert "Somebody has changed this paragraph in the meantime." in said(app)
    assert old[1] in said(app)
    assert app.button(key="correct-save").disabled
    assert paragraphs() == old
    app.button(key="correct-as-now").click().run()
    assert app.text_area(key="correct-text").value == mine
    assert "in the meantime" not in said(app)


def test_a_correction_elsewhere_in_the_text_does_not_stand_in_the_way(catalog: Path, paragraphs: Any) -> None:
    app = opened(catalog)
    words = paragraphs()[1]
    by_bea(catalog, 0, "What broke?", "What has broken?")
    app.text_area(key="correct-text").set_value(words.replace("overnight", "over night")).run()
    app.button(key="correct-save").click().run()
    assert not app.exception
    assert paragraphs()[0] == "What has broken?"
    assert paragraphs()[1] == words.replace("overnight", "over night")


def test_the_text_of_the_file_is_shown_and_restored(catalog: Path, paragraphs: Any) -> None:
    app = opened(catalog, 0)
    app.text_area(key="correct-text").set_value("What has broken?").run()
    app.button(key="correct-save").click().run()
    app = opened(catalog, 0)
    assert "What broke?" in said(app)
    app.button(key="correct-restore").click().run()
    assert paragraphs()[0] == "What broke?"
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as session:
        assert corrections(session) == []
        assert session.exec(select(Change).where(Change.noun == "correction")).first()
        assert session.exec(select(Coding)).first()
    engine.dispose()


def test_paragraphs_are_joined_where_one_person_speaks(catalog: Path, paragraphs: Any) -> None:
    app = opened(catalog)
    old = paragraphs()
    app.checkbox(key="correct-join").check().run()
    app.button(key="correct-save").click().run()
    assert paragraphs()[1] == f"{old[1]} {old[2]}"
    first = opened(catalog, 0)
    assert "correct-join" not in [each.key for each in first.checkbox]
    assert "has another speaker" in first.caption[0].value


def test_without_a_name_nothing_is_saved(catalog: Path, paragraphs: Any) -> None:
    app = page_at(f"read?document={DOCUMENT}", kb_correcting=row(catalog, 1))
    app.text_area(key="correct-text").set_value("Other words: the model drifted away.").run()
    assert "Choose your name first" in said(app)
    assert app.button(key="correct-save").disabled
    app.selectbox(key="correct-who").set_value("Bea").run()
    app.button(key="correct-save").click().run()
    assert paragraphs()[1] == "Other words: the model drifted away."


def test_the_pencil_opens_the_form_and_marks_what_was_corrected(app_url: str, open_page: Any) -> None:
    page = open_page(1280)
    come_as(page, "Noor", app_url)
    page.goto(f"{app_url}/read?document={DOCUMENT}&at=2")
    paragraph = page.locator(".kb-p[data-position='1']")
    paragraph.hover()
    paragraph.locator(".kb-correct").click()
    words = page.get_by_role("dialog").locator("textarea")
    expect(words).to_have_value(re.compile("a physician"), timeout=60_000)  # it is drawn empty first
    words.fill(words.input_value().replace("a physician", "a medical doctor"))
    words.press("Control+Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    paragraph.locator(".kb-corrected").wait_for()
    assert "I'm a medical doctor" in paragraph.locator(".kb-text").inner_text()
    page.locator(".kb-notice", has_text="Paragraph 2 corrected").wait_for()
