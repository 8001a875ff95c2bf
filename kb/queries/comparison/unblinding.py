"""Who has seen what others coded: coding *blind* means not to have, so seeing is written in the history."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from kb.db.tables import Change, Document

PASSES_SHOWN = "passes_shown"
"""What the history calls it when somebody looks at the other passes over a document."""


def has_seen_others(session: Session, document: str, *, who: str) -> bool:
    """Return whether a coder has asked to see the other passes over a document."""
    query = (
        select(Change.id)
        .join(Document, col(Document.id) == Change.document_id)
        .where(Change.noun == PASSES_SHOWN, Change.who == who, Document.name == document)
    )
    return session.exec(query.limit(1)).first() is not None


def documents_seen(who: str) -> Any:
    """Return a selection of the ids of the documents over which a coder has asked to see the other passes."""
    return select(Change.document_id).where(Change.noun == PASSES_SHOWN, Change.who == who)
