"""The small catalog after people have worked with it: every table of a catalog has rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import small_catalog
from sqlmodel import Session, col, select

from kb.db import tables
from kb.db.engine import open_for_writing, transaction
from kb.store.coding.codings import add_coding, remove_coding, resize_coding
from kb.store.coding.dismissed_suggestions import dismiss
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.corrections import correct_text
from kb.store.documents.cases import set_case
from kb.store.documents.speaker_edits import set_speaker_role
from kb.store.memos import add_memo, note_on_coding
from kb.store.people.tasks import Order, assign, mark_done
from kb.store.saved_searches import Search, save_search

ODD = 'a "b": 100 % {x}\\ \u2028 \u200d🎉 é'
"""Text that JSON, lines and names of files must bear."""


def make(path: Path) -> Path:
    """Write the catalog to a file."""
    small_catalog.make(path)
    engine = open_for_writing(path)
    with transaction(engine) as session:
        _work(session)
    engine.dispose()
    return path


def _come_with_a_project(session: Session) -> None:
    """Give the tables of what comes with a project of another tool a row each."""
    code = session.exec(select(tables.Code).order_by(col(tables.Code.id))).first()
    done = session.exec(select(tables.CodingPass).order_by(col(tables.CodingPass.id))).first()
    project = tables.ExchangeProject(name="P", form="qdpx", file="p.qdpx", sha256="0", facts={"name": ODD})
    of_codes = tables.NamedSet(name="Beginnings", description=ODD)
    session.add_all([project, of_codes, tables.Variable(name="sector", kind="Text")])
    session.flush()
    assert code is not None
    assert done is not None
    session.add_all(
        [
            tables.CodePlace(code_id=code.id or 0, colour="#aabbcc"),
            tables.SetMember(set_id=of_codes.id or 0, code_id=code.id),
            tables.DocumentCode(document_id=done.document_id, pass_id=done.id or 0, code_id=code.id or 0),
            tables.ExchangeItem(project_id=project.id or 0, kind="Code", guid="g", facts="{}"),
            tables.ExchangeFile(project_id=project.id or 0, path="a.pdf", sha256="0", content="eJwDAAAAAAE="),
        ]
    )


def _work(session: Session) -> None:
    _come_with_a_project(session)
    document = session.exec(select(tables.Document).where(tables.Document.name == "Interview 2")).one()
    coding = add_coding(session, document=document, code="Drift", start=12, end=20, coder="Cem")
    resize_coding(session, coding.id, start=12, end=30, who="Cem")
    note_on_coding(session, coding.id, f"Is this drift?\n{ODD}", who="Cem")
    add_coding(session, document=document, code="a new/code: “ü”", start=0, end=11, coder=f"Dée/{ODD}")
    remove_coding(
        session,
        add_coding(session, document=document, code="Drift", start=140, end=145, coder="Cem").id,
        who="Cem",
    )
    bea = session.exec(
        select(tables.Coding).where(tables.Coding.start == 60).order_by(col(tables.Coding.id))
    ).first()
    assert bea is not None
    decide(
        session,
        "Interview 2",
        [ModerationDecision(keep=(bea.id or 0,), drop=(coding.id,))],
        who="Amin",
        reason="clearer",
    )
    add_memo(session, "The project begins.", who="Bea")
    add_memo(session, "Drift is change over time.", who="Bea", code="Drift")
    add_memo(session, "A long one.", who="Cem", document="Interview 11")
    dismiss(session, "Interview 11", 1, "Drift", who="Cem")
    set_case(session, document, "Noor", {"sector": "energy", "years": "7"}, who="Bea")
    save_search(session, "winter", Search("drift NEAR winter", role="interviewee"), who="Cem")
    order = Order(round="Round 1", blind=True, due=date(2026, 12, 11))
    assign(session, ["Interview 2", "Interview 11"], ["Bea", "Dee"], order, who="Amin")
    mark_done(
        session, session.exec(select(tables.Task.id).order_by(col(tables.Task.id))).first() or 0, who="Bea"
    )
    set_speaker_role(session, "Interviewee", "other", documents=["Interview 11"], who="Bea")
    meant = correct_text.replace_words(session, document, 2, "provider", "provider of labels")
    correct_text.save(session, document, meant, who="Bea")
    _by_import(session, document)


def _by_import(session: Session, document: tables.Document) -> None:
    """What only files bring."""
    survey = tables.Survey(path="survey.csv", sha256="1" * 64, size=70, columns=[["Q1", "answer"]])
    session.add(survey)
    session.add(tables.Replacement(document_id=document.id, start=0, end=4, shown="[X]", source="a.docx"))
    session.flush()
    source = session.exec(select(tables.Source).where(tables.Source.document_id == document.id)).one()
    source.survey_id, source.problems = survey.id, ["line 3: no speaker"]
    work = session.exec(select(tables.CodingPass).where(tables.CodingPass.document_id == document.id)).first()
    assert work is not None
    session.add(
        tables.UnplacedCoding(
            document_id=document.id,
            pass_id=work.id,
            code_id=1,
            words="lost words",
            reason="not found",
            source_id=source.id,
        )
    )
    other = session.exec(select(tables.Document).where(tables.Document.name == "Nasty article")).one()
    paragraph = session.exec(select(tables.Paragraph).where(tables.Paragraph.document_id == other.id)).first()
    assert paragraph is not None
    paragraph.audio_start, paragraph.audio_end, paragraph.heading = 1.5, 60.0, "The [1] first"
    session.add(paragraph)
