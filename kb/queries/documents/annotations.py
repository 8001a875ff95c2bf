"""What is noted in a document: memos on it, on its words, on the codings shown; codings without a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Memo, Paragraph, UnplacedCoding
from kb.queries import names
from kb.queries.documents.transcript import VisiblePasses, visible, visible_passes


@dataclass(frozen=True, slots=True)
class Note:
    """A memo; ``coding`` and ``code`` where it is on a coding; ``paragraph`` (from 0) if it has a place.

    ``span`` are the words it is on, where it is on words: code points of the document, half-open.
    """

    id: int
    text: str
    author: str | None
    created: datetime
    coding: int | None
    code: str | None
    paragraph: int | None
    span: tuple[int, int] | None


def notes(session: Session, document: str, *, shown: VisiblePasses | None = None) -> list[Note]:
    """Return the memos in a document in text order, those on the whole of it first."""
    of, given = names.document(session, document), shown or VisiblePasses()
    seen = select(Coding.id).where(*visible(session, of, given))
    query = (
        select(Memo, Coding.first_paragraph, Code.name, Paragraph.position)
        .outerjoin(Coding, col(Coding.id) == Memo.coding_id)
        .outerjoin(Code, col(Code.id) == Coding.code_id)
        .outerjoin(
            Paragraph,
            (col(Paragraph.document_id) == of.id)
            & (col(Paragraph.start) <= col(Memo.start))
            & (col(Paragraph.end) >= col(Memo.start)),
        )
        .where(
            Memo.document_id == of.id,
            or_(col(Memo.coding_id).is_(None), col(Memo.coding_id).in_(seen)),
        )
        .order_by(col(Memo.id))
    )
    if given.blind:
        query = query.where(Memo.author == given.coder)
    rows = [
        Note(
            memo.id or 0,
            memo.text,
            memo.author,
            memo.created,
            memo.coding_id,
            code,
            at if at is not None else first,
            (memo.start, memo.end) if memo.start is not None and memo.end is not None else None,
        )
        for memo, first, code, at in session.exec(query)
    ]
    return sorted(rows, key=lambda row: -1 if row.paragraph is None else row.paragraph)


@dataclass(frozen=True, slots=True)
class UnplacedCodingRow:
    """A coding whose words are not in the text that is shown; ``words`` are those that the text has, too."""

    id: int
    code: str
    colour: int
    coder: str
    role: str
    words: str
    reason: str
    memo: str | None


def unplaced_codings(
    session: Session, document: str, *, shown: VisiblePasses | None = None
) -> list[UnplacedCodingRow]:
    """Return the codings of a document that lost their place, in the passes that are shown."""
    of = names.document(session, document)
    canonical = aliased(Code)
    query = (
        select(UnplacedCoding, canonical.name, canonical.colour, Coder.name, CodingPass.role)
        .join(CodingPass, col(CodingPass.id) == UnplacedCoding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Code, col(Code.id) == UnplacedCoding.code_id)
        .join(canonical, col(canonical.id) == Code.canonical_id)
        .where(
            UnplacedCoding.document_id == of.id,
            col(UnplacedCoding.pass_id).in_(visible_passes(session, of, shown or VisiblePasses())),
        )
        .order_by(Coder.name, col(UnplacedCoding.id))
    )
    return [
        UnplacedCodingRow(row.id, code, colour or 0, coder, role, row.words, row.reason, row.memo)
        for row, code, colour, coder, role in session.exec(query)
    ]
