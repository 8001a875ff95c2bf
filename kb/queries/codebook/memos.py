"""What researchers noted about some codes: memos on the codes themselves and on their codings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coding, Document, Memo
from kb.queries import names


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A memo; ``code`` is what it is on, ``document`` and ``paragraph`` are given where it is on a coding."""

    memo: int
    text: str
    author: str | None
    created: datetime
    code: str | None
    document: str | None
    paragraph: int | None


def memos(session: Session, codes: tuple[str, ...], *, limit: int = 50) -> list[MemoRow]:
    """Return the memos on these codes and on codings with them, newest first."""
    ids = names.spellings(session, [names.code(session, name).id or 0 for name in codes])
    query = (
        select(Memo, Code.name, Document.name, Coding.first_paragraph)
        .outerjoin(Coding, col(Coding.id) == Memo.coding_id)
        .outerjoin(Code, or_(col(Code.id) == Memo.code_id, col(Code.id) == Coding.code_id))
        .outerjoin(Document, col(Document.id) == Coding.document_id)
        .where(col(Code.id).in_(ids))
        .order_by(col(Memo.id).desc())
        .limit(limit)
    )
    return [
        MemoRow(memo.id or 0, memo.text, memo.author, memo.created, code, document, paragraph)
        for memo, code, document, paragraph in session.exec(query)
    ]
