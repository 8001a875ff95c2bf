"""Delete a survey at once: the documents of all its rows, and the cases that have no other document.

It is one action, so that undoing it brings all of it back. Later ingests leave the rows out, as they leave
out the files of any deleted document.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from kb.db import fulltext
from kb.db.audit import Journal
from kb.db.backups import back_up_before
from kb.db.tables import Document, Source, Survey
from kb.errors import KbError, did_you_mean
from kb.store.documents.deleting_together import delete_cases, delete_documents
from kb.store.documents.deletion import delete_within, filled_tables, worked_on_among


@dataclass(frozen=True, slots=True)
class SurveyDeletion:
    """What was deleted with a survey, and the action's id."""

    action: str
    survey: str
    documents: int
    cases: int
    codings: int
    memos: int


class UnknownSurveyError(KbError):
    """A survey that is not in the catalog, or has no documents left."""

    def __init__(self, name: str, known: list[str]) -> None:
        hint = did_you_mean(name, known)
        super().__init__(f"no survey {name!r} with documents in the catalog{hint}")


def surveys_with_documents(session: Session) -> dict[str, int]:
    """Return the surveys of the catalog by their paths, each with the number of its documents."""
    query = (
        select(Survey.path, func.count(col(Source.document_id).distinct()))
        .join(Source, col(Source.survey_id) == Survey.id)
        .group_by(col(Survey.path))
        .order_by(col(Survey.path))
    )
    return dict(session.exec(query).all())


def survey_of(session: Session, document: Document) -> str | None:
    """Return the path of the survey that a document is a row of."""
    query = (
        select(Survey.path)
        .join(Source, col(Source.survey_id) == Survey.id)
        .where(Source.document_id == document.id)
    )
    return session.exec(query).first()


def delete_survey(session: Session, name: str, *, who: str) -> SurveyDeletion:
    """Delete what a survey brought: its documents with codings and memos, and its cases.

    Args:
        session: a session that writes.
        name: the path of the survey as the catalog calls it, or the name of its file.
        who: who deletes it.

    Raises:
        UnknownSurveyError: there is no such survey, or several are called so.
    """
    path = _path(session, name)
    of_survey = (
        select(Source.document_id).join(Survey, col(Survey.id) == Source.survey_id).where(Survey.path == path)
    )
    query = select(Document.id, Document.case_id).where(col(Document.id).in_(of_survey))
    found = session.exec(query.order_by(col(Document.id))).all()
    back_up_before(session, "delete")
    log = Journal(session, who=who, what=f"delete the survey {path!r}")
    filled = filled_tables(session, of_survey)
    worked_on = worked_on_among(filled)
    documents = session.exec(select(Document).where(col(Document.id).in_(sorted(worked_on)))).all()
    done = [delete_within(session, log, each, filled) for each in documents]
    delete_documents(session, log, [number for number, _ in found if number and number not in worked_on])
    cases = _delete_cases(session, log, {case_id for _, case_id in found if case_id is not None})
    fulltext.forget_deleted(session)
    return SurveyDeletion(
        log.batch,
        path,
        len(found),
        cases,
        sum(each.codings for each in done),
        sum(each.memos for each in done),
    )


def _path(session: Session, name: str) -> str:
    known = surveys_with_documents(session)
    fit = [path for path in known if path == name] or [
        path for path in known if path.rpartition("/")[2] == name
    ]
    if len(fit) != 1:
        raise UnknownSurveyError(name, list(known))
    return fit[0]


def _delete_cases(session: Session, log: Journal, ids: set[int]) -> int:
    """Delete the cases without a document, and what is known of them; return how many."""
    used = set(session.exec(select(Document.case_id).where(col(Document.case_id).is_not(None))))
    gone = sorted(ids - used)
    delete_cases(session, log, gone)
    return len(gone)
