"""Undo on Code, Compare and Codebook: nobody loses what rests on the undone action without being asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from drawn_page import html, page_at
from markupsafe import escape
from sqlmodel import Session, col, select

from app import data
from app.screens.coding import actions
from app.screens.compare import decide
from app.shell import undoing
from app.shell.undoing import Question
from kb.db.tables import Coding, Decision, Document, Paragraph
from kb.queries import names
from kb.store.coding import moderation
from kb.store.coding.codings import CodingResult, add_coding
from kb.store.coding.moderation import ModerationDecision

INTERVIEW = "Interview 9"


@pytest.fixture(autouse=True)
def _catalog(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("KB_DATABASE", str(shutil.copy(demo_catalog, tmp_path / "catalog.db")))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def coded(session: Session, coder: str = "Felix") -> CodingResult:
    """Code the last paragraph."""
    of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
    query = select(Paragraph).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position).desc())
    last = session.exec(query).first()
    assert last is not None
    return add_coding(session, document=of, code="MM-drift", start=last.start, end=last.end, coder=coder)


def decisions(session: Session) -> int:
    return len(session.exec(select(Decision.id)).all())


def test_undoing_a_coding_that_was_moderated_asks_first() -> None:
    made = data.execute(coded)
    data.execute(moderation.decide, INTERVIEW, [ModerationDecision(keep=(made.id,))], who="Imke")
    event: dict[str, Any] = {"do": "undo", "id": "one", "document": INTERVIEW, "coder": "Felix"}
    outcome = actions.act(event, "Felix")
    assert isinstance(outcome.question, Question)
    assert outcome.refused == "Not undone yet: later changes depend on this one."
    [dependent] = outcome.question.dependents
    assert (dependent.who, outcome.question.batch) == ("Imke", made.batch)
    assert data.query(decisions) == 1
    page = page_at("codebook", kb_coder="Felix", kb_depends=outcome.question)
    assert "1 later change depends on" in html(page)
    assert "Undo all 2" in html(page)


def test_who_codes_blind_is_told_who_made_the_later_change_and_not_what_it_says() -> None:
    made = data.execute(coded, "Blanche")
    data.execute(moderation.decide, INTERVIEW, [ModerationDecision(keep=(made.id,))], who="Imke")
    event = {"do": "undo", "id": "one", "document": INTERVIEW, "coder": "Blanche"}
    question = actions.act(event, "Blanche").question
    [dependent] = question.dependents
    shown = {who: html(page_at("codebook", kb_coder=who, kb_depends=question)) for who in ("Blanche", "Imke")}
    assert "<bdi>Imke</bdi>" in shown["Blanche"]
    assert dependent.what not in shown["Blanche"]
    assert str(escape(dependent.what)) in shown["Imke"]


def test_undoing_a_decision_whose_coding_was_changed_since_asks_first() -> None:
    made = data.execute(coded)
    data.execute(moderation.decide, INTERVIEW, [ModerationDecision(keep=(made.id,))], who="Imke")

    def recode(session: Session) -> None:
        put = session.exec(select(Decision.result_id).where(Decision.coding_id == made.id)).one()
        coding = session.get_one(Coding, put)
        from kb.store.coding.codings import recode as again  # noqa: PLC0415

        again(session, coding.id or 0, "ME-metrics", who="Sven")

    data.execute(recode)
    compared = data.query(lambda session: names.document(session, INTERVIEW).name)
    event = {"do": "undo", "id": "two", "document": compared, "coder": "Imke", "coders": two(compared)}
    outcome = decide.act(event, "Imke")
    assert isinstance(outcome.question, Question)
    assert [each.who for each in outcome.question.dependents] == ["Sven"]
    assert data.query(decisions) == 1


def two(document: str) -> list[str]:
    from kb.queries.comparison import pass_comparison  # noqa: PLC0415

    return list(data.query(pass_comparison.pass_comparison, document).coders)


def test_undoing_a_change_of_the_codebook_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.store.codebook import edit_codes  # noqa: PLC0415

    batch = data.execute(edit_codes.rename, "MM-drift", "drifting", who="Felix")
    data.execute(edit_codes.rename, "drifting", "drifted", who="Sven")
    kept: list[Question] = []
    told: list[str] = []
    monkeypatch.setattr(undoing, "keep", kept.append)
    monkeypatch.setattr(undoing, "current_coder", lambda: "Felix")
    monkeypatch.setattr(undoing.notices, "say", lambda _kind, text: told.append(text))
    undoing.undo(batch)
    assert kept or told
    assert "drifted" in data.query(lambda session: names.code(session, "drifted").name)
