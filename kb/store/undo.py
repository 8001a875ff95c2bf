"""Undo and redo: what comes next of either is read off the audit trail, so it outlives page and server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from sqlalchemy import ColumnElement, not_
from sqlmodel import Session, col, func, select

from kb.codebook.taxonomy import parse_taxonomy
from kb.db import audit
from kb.db.audit import CannotUndoError, Journal
from kb.db.backups import back_up_before
from kb.db.rights import Right, require
from kb.db.rights.enforce import actor_of
from kb.db.tables import Change, Code, Document, TaxonomyFile
from kb.db.tables.audit import HISTORY, REDO, UNDO
from kb.queries.codebook.refused_cues import NOUN
from kb.queries.documents.pseudonymised import NOUN as PSEUDONYMS
from kb.store.codebook.apply_taxonomy import apply_taxonomy, sort_again
from kb.store.codebook.pending_edits import current, take_back, unsettle
from kb.store.coding.moderation import WHAT as MODERATE
from kb.store.corrections.text_change import NOUN as CORRECTION
from kb.store.corrections.undoing import undo_correction
from kb.store.documents.deletion import NOUN as TEXT
from kb.store.documents.deletion import restore_document
from kb.store.documents.speakers import relink
from kb.store.exchange.undoing import NOUN as EXCHANGE
from kb.store.exchange.undoing import undo_import

_ON_TEXT = ("coding", "memo", "decision", "unplaced_coding", "dismissed_suggestion", CORRECTION)
"""What a coder's actions in a document are about."""
MANY = 20
"""Rows of an action from which on its undo is worth a backup."""


def _refuse_with_key(session: Session, batch: str, *, who: str) -> int:
    del session, batch, who
    raise CannotUndoError(
        "names are put back with the key: kb pseudonymise --undo --key FILE; the catalog does not know them"
    )


_WHOLE: dict[str, Callable[..., int]] = {
    EXCHANGE: undo_import,
    TEXT: restore_document,
    CORRECTION: undo_correction,
    PSEUDONYMS: _refuse_with_key,
}
"""Actions that are undone as a whole, by what the trail calls them."""


def undo(session: Session, batch: str, *, who: str) -> int:
    """Put back what an action changed, and return how many rows that were.

    Undoing what undid an action does it again.

    Raises:
        CannotUndoError: there is no such action, or something later depends on it.
        ForbiddenError: somebody else did it, and who asks may not undo that.
    """
    change = session.exec(select(Change).where(Change.batch == batch).order_by(col(Change.id))).first()
    _refuse_others(session, batch)
    if session.exec(select(func.count()).where(Change.batch == batch)).one() >= MANY:
        back_up_before(session, "undo")
    if change is not None and change.noun == NOUN:
        return _undo_codebook(session, batch, who=who)
    for noun, undo_whole in _WHOLE.items():
        if session.exec(select(Change).where(Change.batch == batch, Change.noun == noun)).first():
            rows = undo_whole(session, batch, who=who)
            _relink(session, batch)
            return rows
    if change is None or change.noun != "taxonomy_file":
        rows = audit.undo(session, batch, who=who)
        _relink(session, batch)
        return rows
    if change.undone:
        raise CannotUndoError("this action is already undone; see `kb history`")
    before = (change.after or {}).get("before")
    applied = current(session)
    if applied is None or applied.sha256 != (change.after or {}).get("sha256"):
        raise CannotUndoError(
            f"cannot undo “{change.what}”: another taxonomy has been applied since; "
            "undo that first (`kb history`)"
        )
    if before is None:
        raise CannotUndoError(
            "there was no taxonomy before this one; apply another (`kb taxonomy apply FILE`)"
        )
    earlier = session.exec(select(TaxonomyFile).where(TaxonomyFile.sha256 == before["sha256"])).first()
    if earlier is None:
        raise CannotUndoError("the taxonomy before this one is no longer in the catalog")
    unsettle(session, applied.sha256)
    apply_taxonomy(session, parse_taxonomy(earlier.text, PurePath("taxonomy.yaml")), who=who)
    change.undone = True
    session.add(change)
    return 1


def _refuse_others(session: Session, batch: str) -> None:
    """Refuse to undo what somebody else did, for who may not."""
    actor = actor_of(session)
    if actor is not None and not actor.may(Right.MANAGE):
        others = select(Change.id).where(Change.batch == batch, Change.who != actor.name)
        if session.exec(others.limit(1)).first() is not None:
            require(actor, Right.MANAGE)


def _relink(session: Session, batch: str) -> None:
    """Where an action was about speakers, give the paragraphs back to whom they have now."""
    spoken = select(Change.document_id).where(Change.batch == batch, Change.noun == "speaker")
    for document in session.exec(select(Document).where(col(Document.id).in_(spoken))).all():
        relink(session, document)


def _undo_codebook(session: Session, batch: str, *, who: str) -> int:
    """Put back a change of the codebook: codings row by row; what the codes mean follows from it."""
    query = select(Change).where(Change.batch == batch).order_by(col(Change.id).desc())
    changes = session.exec(query).all()
    if any(change.undone for change in changes):
        raise CannotUndoError("this action is already undone; see `kb history`")
    log = Journal(session, who=who, what=audit.what_undoing_is(changes[0].what))
    take_back(session, log, [change for change in changes if change.noun == NOUN])
    with log.comparing_codes():
        for change in changes:
            if change.noun == "code":
                _bring_code_back(session, change)
            elif change.noun not in (NOUN, HISTORY):
                audit.put_back(session, log, change)
        sort_again(session)
    return len(changes)


def _bring_code_back(session: Session, change: Change) -> None:
    """Bring back a code that was gone, under the id that codings know it by; the taxonomy says the rest."""
    before = change.before
    if before is not None and change.after is None and session.get(Code, change.row_id) is None:
        kept = {name: before[name] for name in ("name", "key", "origin", "colour")}
        session.add(Code(id=change.row_id, canonical_id=change.row_id, **kept))
        session.flush()
    change.undone = True
    session.add(change)


def last_undoable(session: Session, document: str, coder: str, *, deciding: bool = False) -> str | None:
    """Return what a coder's undo takes back in a document: the newest thing they did that stands.

    Coding and ``deciding`` (moderating) are undone apart, each where it is done.
    """
    standing = col(Change.what).not_like(f"{UNDO}%")
    return _newest(session, document, coder, standing, deciding=deciding)


def last_redoable(session: Session, document: str, coder: str, *, deciding: bool = False) -> str | None:
    """Return what a coder's redo takes back in a document: their newest undo that stands.

    There is none once they have done something new since.
    """
    undone = _newest(session, document, coder, col(Change.what).like(f"{UNDO}%"), deciding=deciding)
    if undone is None:
        return None
    at = select(func.max(Change.id)).where(Change.batch == undone).scalar_subquery()
    new = (col(Change.what).not_like(f"{UNDO}%"), col(Change.what).not_like(f"{REDO}%"), col(Change.id) > at)
    done = _actions(document, coder, deciding=deciding).where(*new)
    return None if session.exec(done.limit(1)).first() else undone


def _newest(
    session: Session, document: str, coder: str, kind: ColumnElement[bool], *, deciding: bool
) -> str | None:
    query = _actions(document, coder, deciding=deciding).where(kind, col(Change.undone).is_(False))
    found: str | None = session.exec(query.order_by(col(Change.id).desc()).limit(1)).first()
    return found


def _actions(document: str, coder: str, *, deciding: bool) -> Any:
    """What a coder did to codings, memos and suggestions of a document; files are brought in by ingests."""
    decides = col(Change.what).like(f"{MODERATE} %") | col(Change.what).like(f"%: {MODERATE} %")
    return (
        select(Change.batch)
        .join(Document, col(Document.id) == Change.document_id)
        .where(
            Document.name == document,
            Change.who == coder,
            col(Change.noun).in_(_ON_TEXT),
            col(Change.what).not_like("ingest %"),
            decides if deciding else not_(decides),
        )
    )
