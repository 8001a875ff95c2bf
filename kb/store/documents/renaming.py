"""Give a document another name; files that are read again do not take it back."""

from __future__ import annotations

from sqlmodel import Session, col, select

from ingest.files.names import natural
from kb.db.audit import Journal
from kb.db.tables import Change, Document, SavedSearch
from kb.errors import KbError
from kb.store.stale import changes_of, refuse_stale

LONGEST = 200
WHAT = "rename the document"
"""How the audit trail calls it."""


def rename_document(
    session: Session, document: Document, name: str, *, who: str, seen: str | None = None
) -> str | None:
    """Rename a document; return the action's id, None if it is called so already.

    Searches that are limited to the document stay limited to it. ``seen`` is the name that was seen.

    Raises:
        StaleWriteError: it does not have the name that was seen.
        KbError: the name is empty, too long, or another document has it.
    """
    called = " ".join(name.split())
    if not called:
        raise KbError("a document needs a name")
    if len(called) > LONGEST:
        raise KbError(f"the name of a document can have at most {LONGEST} characters, not {len(called)}")
    if called in (document.name, seen):  # nobody wants another name than is there, or than they saw
        return None
    about = changes_of("document", [document.id])
    what = "the name of this document"
    refuse_stale(session, seen, document.name, what=what, shown=document.name, about=about)
    for other in session.exec(select(Document.name).where(Document.id != document.id)):
        if other.casefold() == called.casefold():
            raise KbError(f"there is a document {other!r} already; choose another name")
    log = Journal(session, who=who, what=f"{WHAT} {document.name!r} to {called!r}", document_id=document.id)
    for search in session.exec(select(SavedSearch).where(SavedSearch.document == document.name)).all():
        log.changed(search, document=called)
    log.changed(document, name=called, sort_key=sort_key(called))
    return log.batch


def is_renamed(session: Session, document: Document) -> bool:
    """Say whether a person gave the document its name."""
    query = select(Change.id).where(
        Change.document_id == document.id,
        Change.noun == "document",
        col(Change.what).like(f"{WHAT} %") | col(Change.what).like(f"redo: {WHAT} %"),
        col(Change.undone).is_(False),
    )
    return session.exec(query).first() is not None


def sort_key(name: str) -> str:
    """Return what puts ``Interview 2`` before ``Interview 10``."""
    parts, _ = natural(name)
    return "".join(text or f"{number:010d}" for _, number, text in parts)
