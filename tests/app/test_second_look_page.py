"""A second look on the page: decided line by line, kept where it cannot be stored, back after an undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import small_catalog
from drawn_page import html, page_at, text, texts
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from app import data
from app.ui.components.scripts import SHORTCUTS
from kb.db.tables import Coding
from kb.queries import names
from kb.store.coding.codings import add_coding, recode
from kb.store.undo_together import undo_together
from kb.suggest.evaluation import second_look
from kb.suggest.evaluation.second_look import SecondLook

PROVIDER = "And your data provider?"


@pytest.fixture(autouse=True)
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = small_catalog.make(tmp_path / "catalog.db")
    monkeypatch.setenv("KB_DATABASE", str(path))
    return path


def press(page: AppTest, label: str) -> AppTest:
    page.button(key=f"second-look-{label}").click().run()
    assert not page.exception, page.exception
    return page


def listed(patch: pytest.MonkeyPatch, view: str, *looks: SecondLook) -> list[dict[str, Any]]:
    """Let a list be these lines; return how it is asked for."""
    asked: list[dict[str, Any]] = []

    def ask(session: Session, **options: Any) -> list[SecondLook]:
        assert session
        asked.append(options)
        return list(looks)

    patch.setattr(second_look, view, ask)
    return asked


def doubted() -> SecondLook:
    """A coding of Amin's that a list doubts."""

    def made(session: Session) -> SecondLook:
        document = names.document(session, "Interview 11")
        coding = add_coding(session, document=document, code="Drift", start=4, end=8, coder="Amin").coding
        return SecondLook(document.name, 0, 4, 8, "Drift", 0.1, PROVIDER, coder="Amin", coding=coding.id)

    return data.execute(made)


def accepted() -> int:
    return data.query(
        lambda session: len(session.exec(select(Coding).where(Coding.origin == "accepted")).all())
    )


def test_a_decision_is_stored_takes_its_line_away_and_can_be_undone() -> None:
    assert "Choose who is coding" in html(page_at("codebook?view=missed"))
    page = page_at("codebook?view=missed", kb_coder="Amin")
    before = texts(page, "div.second")
    assert texts(press(page, "Not here"), "div.second") != before
    assert texts(press(page, "Undo"), "div.second") == before
    press(page, "Code it")
    assert accepted() == 1


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        pytest.param("Amin", {"coder": "Amin", "moderated": False}, id="a coder"),
        pytest.param("AMIN", {"coder": "Amin", "moderated": False}, id="in another case"),
        pytest.param("min", {"coder": None, "moderated": True}, id="somebody else"),
    ],
)
def test_whose_codings_are_doubted(who: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    options = listed(monkeypatch, "unlike")
    page_at("codebook?view=unlike", kb_coder=who)
    assert options == [asked]


def test_what_has_changed_is_refused_and_stays_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    look = doubted()
    listed(monkeypatch, "unlike", look)
    page = page_at("codebook?view=unlike", kb_coder="Amin")
    assert "1 to decide" in text(page)
    assert texts(page, "p.quote", "mark") == ["your"], "what is coded of the paragraph"
    data.execute(lambda session: recode(session, look.coding or 0, "Other", who="Cem").batch)
    for decision in ("Remove it", "It is right"):
        press(page, decision)
        assert "Cem has changed this coding in the meantime; it is now" in text(page)
        assert "1 to decide" in text(page)
    assert data.query(lambda session: session.get(Coding, look.coding)) is not None


def test_an_undo_on_which_later_changes_depend_asks_first_and_then_brings_the_line_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed(monkeypatch, "missed", SecondLook("Interview 11", 0, 24, 47, "Drift", 0.9, PROVIDER))
    page = press(page_at("codebook?view=missed", kb_coder="Amin"), "Code it")
    coding = data.query(
        lambda session: session.exec(select(Coding.id).where(Coding.origin == "accepted")).one()
    )
    data.execute(lambda session: recode(session, coding or 0, "Other", who="Cem"))
    press(page, "Undo")
    assert "depends on" in text(page)
    assert accepted() == 1
    (kept,) = page.session_state["second-look"].values()
    data.execute(undo_together, kept.done[-1][1], who="Amin")  # as the answer to the question does
    page.run()
    assert accepted() == 0
    assert "1 to decide" in text(page)
    assert "decided" not in text(page)


def test_the_keys_of_the_buttons_are_those_of_the_list_of_shortcuts() -> None:
    page = page_at("codebook?view=missed", kb_coder="Amin")
    press(page, "Not here")
    keys = {each.key: each.proto.shortcut for each in page.button if str(each.key).startswith("second-look-")}
    named = [row["key"] for row in SHORTCUTS["secondLook"] if row["key"] != "?"]
    assert [key for key in keys.values() if key] == named
    assert 'data-shortcuts="secondLook"' in html(page)
