"""Who has seen what others coded: coding *blind* means not to have, so ending it is written down."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Change, Document
from kb.queries import names

_NOUN = "passes_shown"


def show_others(session: Session, document: str, *, who: str) -> None:
    """Write down that from now on a coder sees the other passes over a document; once is enough."""
    of = names.document(session, document)
    if not has_seen_others(session, document, who=who):
        log = Journal(session, who=who, what=f"show the other passes over {of.name!r}")
        log.noted(_NOUN, document_id=of.id, document=of.name)


def has_seen_others(session: Session, document: str, *, who: str) -> bool:
    """Return whether a coder has asked to see the other passes over a document."""
    query = (
        select(Change.id)
        .join(Document, col(Document.id) == Change.document_id)
        .where(Change.noun == _NOUN, Change.who == who, Document.name == document)
    )
    return session.exec(query.limit(1)).first() is not None


def documents_seen(who: str) -> Any:
    """Return a selection of the ids of the documents over which a coder has asked to see the other passes."""
    return select(Change.document_id).where(Change.noun == _NOUN, Change.who == who)
