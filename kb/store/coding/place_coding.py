"""What becomes of a coding whose words are not in the text: a person gives it other words, or lets it go.

Both are actions in the audit trail that can be undone, and no file that is read later takes them back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Change, Code, CodingPass, Document, Memo, UnplacedCoding
from kb.errors import UnknownNameError
from kb.store.coding.codings import CodingResult, put_coding


def place_coding(session: Session, unplaced: int, *, start: int, end: int, who: str) -> CodingResult:
    """Put a coding that lost its place on words of its document (code points, half-open), with its memos.

    It stays in the pass that it is of, and remains what it was, one that a file brought or one that a person
    made; ``who`` only found its words. Where the pass has the same code on some of them, the two are joined.

    Raises:
        UnknownNameError: there is no such coding any more.
        NoPlaceError: the span is empty or leaves the document.
    """
    row, document, code = _known(session, unplaced)
    log = Journal(session, who=who, what=f"place {code.name!r} in {document.name!r}", document_id=document.id)
    work, was = session.get_one(CodingPass, row.pass_id), coding_before(session, row)
    memo, created, source = row.memo, row.created, row.source_id
    memos = _memos_before(session, row, was)
    log.deleted(row)
    origin: Literal["imported", "manual", "accepted"] = was["origin"] if was else "imported"
    put = put_coding(session, log, work, code, (start, end), extent="exact", origin=origin)
    if put.how == "made":
        log.changed(put.coding, created=created, source_id=source)
    for each in memos:
        log.changed(each, coding_id=put.id)
    if memo:
        log.made(Memo(document_id=document.id, coding_id=put.id, text=memo))
    return replace(put, batch=log.batch)


def drop_coding(session: Session, unplaced: int, *, who: str) -> str:
    """Let a coding go that lost its place, and return the name of this action.

    Raises:
        UnknownNameError: there is no such coding any more.
    """
    row, document, code = _known(session, unplaced)
    log = Journal(
        session,
        who=who,
        what=f"delete the unplaced coding {code.name!r} in {document.name!r}",
        document_id=document.id,
    )
    log.deleted(row)
    return log.batch


def coding_before(session: Session, row: UnplacedCoding) -> dict[str, Any] | None:
    """Return the coding that lost its place when the text changed; None if its words never were in it."""
    gone = select(Change.before).where(
        col(Change.batch).in_(_batches(row)), Change.noun == "coding", col(Change.after).is_(None)
    )
    for before in session.exec(gone.order_by(col(Change.id).desc())):
        if before and (before["pass_id"], before["code_id"]) == (row.pass_id, row.code_id):
            return dict(before)
    return None


def _batches(row: UnplacedCoding) -> Any:
    """The actions in which a coding became one without a place."""
    return select(Change.batch).where(
        Change.noun == "unplaced_coding", Change.row_id == row.id, col(Change.before).is_(None)
    )


def _memos_before(session: Session, row: UnplacedCoding, was: dict[str, Any] | None) -> list[Memo]:
    """The memos that were on a coding before it lost its place, and are on none since."""
    if was is None:
        return []
    query = select(Change.row_id, Change.before).where(
        col(Change.batch).in_(_batches(row)), Change.noun == "memo"
    )
    ids = [memo for memo, before in session.exec(query) if before and before["coding_id"] == was["id"]]
    held = select(Memo).where(col(Memo.id).in_(ids), col(Memo.coding_id).is_(None))
    return list(session.exec(held.order_by(col(Memo.id))))


def _known(session: Session, unplaced: int) -> tuple[UnplacedCoding, Document, Code]:
    row = session.get(UnplacedCoding, unplaced)
    if row is None:
        raise UnknownNameError("unplaced coding", str(unplaced), ())
    return row, session.get_one(Document, row.document_id), session.get_one(Code, row.code_id)
