"""Take back a correction: the words, and all that stands on them, are exactly what they were."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.db import audit
from kb.db.audit import CannotUndoError, Journal
from kb.db.tables import Change, Document
from kb.store.corrections.text_change import NOUN, LostWordsError, change_text, taken_back


def undo_correction(session: Session, batch: str, *, who: str) -> int:
    """Put back what a correction changed, and return how many rows of the trail that were.

    What was coded since moves along with its words.

    Raises:
        CannotUndoError: the paragraphs have been corrected again, or something coded since would be lost.
    """
    query = select(Change).where(Change.batch == batch).order_by(col(Change.id).desc())
    changes = session.exec(query).all()
    if any(change.undone for change in changes):
        raise CannotUndoError("this action is already undone; see `kb history`")
    what = changes[0].what
    document = session.get(Document, next(each.document_id for each in changes if each.noun == NOUN))
    if document is None:
        raise CannotUndoError(
            f"cannot undo “{what}”: its document is deleted; bring it back first (`kb history`)"
        )
    log = Journal(session, who=who, what=audit.what_undoing_is(what), document_id=document.id)
    for change in changes:
        if change.noun == NOUN:
            _take_back(session, log, document, change)
        elif change.row_id:
            audit.put_back(session, log, change)
    return len(changes)


def _take_back(session: Session, log: Journal, document: Document, change: Change) -> None:
    entry, what = change.after or {}, change.what
    if entry.get("hidden"):
        raise CannotUndoError(
            f"cannot undo “{what}”: a name in it has been hidden since; correct the paragraph by hand"
        )
    meant = taken_back(session, document, entry)
    if meant is None:
        raise CannotUndoError(
            f"cannot undo “{what}”: these paragraphs have been changed since; "
            "undo the later change first (`kb history`)"
        )
    try:
        change_text(session, log, document, meant)
    except LostWordsError as error:
        named = ", ".join(str(each) for each in error.lost[:3])
        raise CannotUndoError(
            f"cannot undo “{what}”: this would delete all words of {named}; remove or resize it first"
        ) from error
    change.undone = True
    session.add(change)
