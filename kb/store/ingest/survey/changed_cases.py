"""Bring a stored case of a survey to what its row says now; what a person made of it stays."""

from __future__ import annotations

from pathlib import PurePath

from sqlmodel import Session, col, func, select

from ingest.merge import Interview
from ingest.merge.alignment import align
from ingest.model import Problem, SurveyCase
from kb.db.audit import Journal
from kb.db.tables import Attribute, Case, Document, Source, Survey, UnplacedCoding
from kb.store.corrections.file_text import file_text
from kb.store.corrections.overlay import lay_over
from kb.store.documents.file_facts import set_by_people
from kb.store.ingest.interviews import retell
from kb.store.ingest.survey.new_cases import REASON, source_path


def change_case(
    session: Session, log: Journal, survey: Survey, document: Document, case: SurveyCase
) -> tuple[bool, int, tuple[Problem, ...]]:
    """Store what a row says anew; return whether anything is new, and how many codings lost their place.

    The problems tell where rows and corrections contradict each other.
    """
    path = source_path(survey, case.key)
    before = _unplaced(session, document)
    source = session.exec(
        select(Source).where(Source.document_id == document.id, Source.survey_id == survey.id)
    ).first()
    if source is not None and (source.path, source.sha256) != (path, case.sha256):
        source.path, source.sha256 = path, case.sha256
        session.add(source)
        session.flush()
    interview = _interview(session, document, case, path)
    laid = lay_over(session, document, interview)
    retold = retell(session, log, document, interview, laid, {path: path})
    known = is_own_case(session, survey, document) and _know(session, log, document, case)
    return retold or known, _unplaced(session, document) - before, laid.problems


def _interview(session: Session, document: Document, case: SurveyCase, path: str) -> Interview:
    moved = align(file_text(session, document), case.transcript.text)
    return Interview(
        title=document.name,
        transcript=case.transcript,
        chosen=PurePath(path),
        display_reason=REASON,
        replacements=(),
        passes=(),
        unplaced=(),
        problems=(),
        sources=(),
        moved=moved,
    )


def _unplaced(session: Session, document: Document) -> int:
    query = select(func.count()).where(UnplacedCoding.document_id == document.id)
    return int(session.exec(query).one())


def _know(session: Session, log: Journal, document: Document, case: SurveyCase) -> bool:
    """Set the attributes that the row has; those that a person set or took away stay as they are."""
    case_id = document.case_id or 0
    held = {
        row.name: row for row in session.exec(select(Attribute).where(Attribute.case_id == case_id)).all()
    }
    mine = set_by_people(session, [case_id])
    said = {name: value for name, value in case.attributes if name not in mine}
    changed = False
    for name, value in said.items():
        if name not in held:
            log.made(Attribute(case_id=case_id, name=name, value=value))
            changed = True
        elif held[name].value != value:
            log.changed(held[name], value=value)
            changed = True
    for name, row in held.items():
        if name not in said and name not in mine:
            log.deleted(row)
            changed = True
    return changed


def is_own_case(session: Session, survey: Survey, document: Document) -> bool:
    """Whether the case of a document is one that only this survey's documents have."""
    if document.case_id is None or session.get(Case, document.case_id) is None:
        return False
    others = (
        select(Source.id)
        .join(Document, col(Document.id) == Source.document_id)
        .where(Document.case_id == document.case_id, col(Source.survey_id).is_distinct_from(survey.id))
    )
    return session.exec(others.limit(1)).first() is None
