"""How far the coding has come: done, started, empty, and what two coders did that nobody has decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from interview_files import OTHER, TALK, Marks, file, store
from small_catalog import MOMENT
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.tables import Coding, Document
from kb.queries.progress import document_list, resume
from kb.queries.progress.pass_progress import PassProgress, documents_without_decision, pass_progress
from kb.store.coding.codings import add_coding
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.documents.cases import set_case

LAST: Marks = {"drift": ("it took a week", "exact")}
FIRST: Marks = {"role": ("where you work", "exact")}


@pytest.fixture
def stored(tmp_path: Path) -> Session:
    """One interview that PO coded to the end, Rached only at its beginning, and Amin not at all."""
    engine = db.open_for_writing(tmp_path / "catalog.db")
    store(
        engine,
        file("Interview 1 - PO.txt", TALK, LAST, title="Interview 1", coder="PO"),
        file("Interview 1 - Rached.txt", TALK, FIRST, title="Interview 1", coder="Rached"),
        file("Interview 1 - Amin.txt", TALK, {}, title="Interview 1"),
        file(
            "Interview 2 - PO.txt", OTHER, {"speed": ("It is slow", "exact")}, title="Interview 2", coder="PO"
        ),
    )
    return Session(engine)


def test_a_pass_is_told_by_how_far_its_codings_reach(stored: Session) -> None:
    rows = {(row.document, row.coder): row for row in pass_progress(stored)}
    one = {
        coder: (row.state, row.codings, row.reached, row.paragraphs)
        for (_, coder), row in rows.items()
        if rows[_, coder].document == "Interview 1"
    }
    assert one["PO"] == ("done", 1, 4, 4)
    assert one["Rached"] == ("started", 1, 1, 4)
    assert one["Amin"] == ("empty", 0, 0, 4)


def test_two_coders_without_a_moderator_are_undecided(stored: Session) -> None:
    assert documents_without_decision(pass_progress(stored)) == ["Interview 1"]
    shown = {row.document: row.states for row in document_list.document_list(stored)}
    assert shown["Interview 1"] >= {"undecided", "started", "empty"}
    assert shown["Interview 2"] == {"coded"}


@pytest.mark.parametrize(
    ("moderated", "waiting"),
    [
        pytest.param(3, [], id="the moderator decided"),
        pytest.param(0, ["A"], id="an empty moderated pass is missing"),
    ],
)
def test_a_moderated_pass_decides_only_if_it_holds_something(moderated: int, waiting: list[str]) -> None:
    passes = [
        PassProgress("A", "PO", "coder", 3, 0, 4, 4),
        PassProgress("A", "Rached", "coder", 2, 0, 4, 4),
        PassProgress("A", "Amin", "moderator", moderated, 0, 4, 4),
        PassProgress("B", "PO", "coder", 3, 0, 4, 4),
        PassProgress("B", "Rached", "coder", 0, 0, 0, 4),
    ]
    assert documents_without_decision(passes) == waiting


def test_the_place_that_somebody_left_names_the_question_and_the_case(stored: Session) -> None:
    assert resume.last_coded_place(stored, "PO") is None, "what came with files does not count"
    document = stored.exec(select(Document).where(Document.name == "Interview 2")).one()
    coding = stored.exec(select(Coding).where(Coding.document_id == document.id)).one()
    coding.origin, coding.created = "manual", MOMENT
    stored.add(coding)
    set_case(stored, document, "Radiologist", {"sector": "health"}, who="Ann")
    stored.flush()
    place = resume.last_coded_place(stored, "PO")
    assert place is not None
    assert (place.document, place.case, place.paragraph) == ("Interview 2", "Radiologist", 2)
    assert place.question is None or place.question == OTHER[0]
    assert document_list.cases(stored) == {"Radiologist": (("sector", "health"),)}


def test_who_decided_last_left_off_moderating(stored: Session) -> None:
    document = stored.exec(select(Document).where(Document.name == "Interview 2")).one()
    coding = stored.exec(select(Coding).where(Coding.document_id == document.id)).one()
    decide(stored, document.name, [ModerationDecision(keep=(coding.id or 0,))], who="Mod")
    place = resume.last_coded_place(stored, "Mod")
    assert place is not None
    assert (place.document, place.moderates) == ("Interview 2", True)
    other = stored.exec(select(Document).where(Document.name != "Interview 2")).first()
    assert other is not None
    add_coding(stored, document=other, code="drift", start=0, end=9, coder="Mod")
    place = resume.last_coded_place(stored, "Mod")
    assert place is not None
    assert not place.moderates


def test_where_somebody_left_off_goes_by_what_was_stored_last_whatever_the_clock_said(
    stored: Session,
) -> None:
    document = stored.exec(select(Document).where(Document.name == "Interview 2")).one()
    coding = stored.exec(select(Coding).where(Coding.document_id == document.id)).one()
    added = add_coding(stored, document=document, code="drift", start=0, end=9, coder="Mod")
    late = stored.get(Coding, getattr(added, "id", added))
    assert late is not None
    late.created = MOMENT.replace(year=MOMENT.year + 5)
    stored.flush()
    decide(stored, document.name, [ModerationDecision(keep=(coding.id or 0,))], who="Mod")
    place = resume.last_coded_place(stored, "Mod")
    assert place is not None
    assert place.moderates
