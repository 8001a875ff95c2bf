"""What was decided about the coders' codings of a document, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Change, Decision, Document
from kb.queries import names


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A coder's coding (its id) and whether it was kept.

    ``result`` is the coding of the moderated pass that stands for it, if any does; else it was discarded.
    """

    coding: int
    kept: bool
    result: int | None
    who: str


def documents_with_decisions(session: Session) -> dict[int, str]:
    """Return the documents in which anything is decided, by id, in reading order."""
    query = select(Document.id, Document.name).where(col(Document.id).in_(select(Decision.document_id)))
    return {id_ or 0: name for id_, name in session.exec(query.order_by(col(Document.sort_key)))}


def decisions(session: Session, document: str) -> dict[int, DecisionMade]:
    """Return what was decided in a document, by the id of the coder's coding.

    Raises:
        UnknownNameError: there is no such document.
    """
    of = names.document(session, document)
    rows = session.exec(
        select(Decision).where(Decision.document_id == of.id).order_by(col(Decision.id))
    ).all()
    made = select(Change.row_id, Change.who).where(
        Change.noun == "decision", Change.document_id == of.id, col(Change.before).is_(None)
    )
    first_last = made.order_by(
        col(Change.id).desc()
    )  # who puts a decision back by an undo has not decided it
    by = dict(session.exec(first_last).all())
    return {
        row.coding_id: DecisionMade(row.coding_id, row.kept, row.result_id, by.get(row.id, ""))
        for row in rows
    }
