"""Memos: what researchers noted on the project, on documents and codes, on words and codings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coding, Document, Memo, Paragraph
from kb.errors import UnknownNameError
from kb.queries import names
from kb.queries.quotes.whole_words import part_on_whole_words

About = Literal["project", "document", "code", "passage", "coding"]
"""What a memo can be on. One on a code in a document is on the code."""

ABOUT: tuple[About, ...] = get_args(About)
_BATCH = 500
"""So many memos are looked up at once: no database takes a condition of any length."""


@dataclass(frozen=True, slots=True)
class MemoFilters:
    """Which memos are meant: those that fit all that is given.

    ``codes``: on these codes or on codings with them; ``words``: all of these stand in the memo, in capital
    or small letters.
    """

    codes: tuple[str, ...] = ()
    document: str | None = None
    author: str | None = None
    about: About | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A memo, and what it is on.

    ``paragraph`` (from 0) is where the words begin that it is on, and ``quote`` are these words, where
    it is on a passage or a coding.
    """

    memo: int
    about: About
    text: str
    author: str | None
    created: datetime
    code: str | None
    document: str | None
    paragraph: int | None
    quote: str | None


def memos(
    session: Session, wanted: MemoFilters | None = None, *, limit: int | None = None, skip: int = 0
) -> list[MemoRow]:
    """Return memos, newest first; ``limit`` of them after ``skip``.

    Raises:
        UnknownNameError: no code or document has the name.
    """
    ids = _ids(session, wanted or MemoFilters())
    return _rows(session, ids[skip : None if limit is None else skip + limit])


def number_of_memos(session: Session, wanted: MemoFilters | None = None) -> int:
    """Return how many memos fit."""
    return len(_ids(session, wanted or MemoFilters()))


def memo(session: Session, number: int) -> MemoRow:
    """Return one memo.

    Raises:
        UnknownNameError: there is no such memo.
    """
    rows = _rows(session, [number])
    if not rows:
        raise UnknownNameError("memo", str(number), ())
    return rows[0]


def authors(session: Session) -> list[str]:
    """Return who wrote memos, in the order of their names."""
    query = select(Memo.author).where(col(Memo.author).is_not(None)).distinct()
    return sorted((name for name in session.exec(query) if name), key=str.casefold)


def _ids(session: Session, wanted: MemoFilters) -> list[int]:
    """The ids of the memos that fit, newest first."""
    query = select(Memo.id, Memo.text if wanted.words else Memo.id).outerjoin(
        Coding, col(Coding.id) == Memo.coding_id
    )
    if wanted.codes:
        ids = names.spellings(session, [names.code(session, name).id or 0 for name in wanted.codes])
        query = query.where(or_(col(Memo.code_id).in_(ids), col(Coding.code_id).in_(ids)))
    if wanted.document is not None:
        of = names.document(session, wanted.document).id
        query = query.where(func.coalesce(Memo.document_id, Coding.document_id) == of)
    if wanted.author is not None:
        query = query.where(Memo.author == wanted.author)
    if wanted.about is not None:
        query = query.where(_is_about(wanted.about))
    found = session.exec(query.order_by(col(Memo.id).desc())).all()
    parts = (wanted.words or "").casefold().split()
    return [number or 0 for number, text in found if _has(str(text), parts)]


def _has(text: str, parts: Sequence[str]) -> bool:
    # Not in SQL: SQLite knows small and capital letters of English only.
    return not parts or all(part in text.casefold() for part in parts)


def _is_about(about: About) -> Any:
    on_coding, on_words = col(Memo.coding_id).is_not(None), col(Memo.start).is_not(None)
    on_code, on_document = col(Memo.code_id).is_not(None), col(Memo.document_id).is_not(None)
    return {
        "coding": on_coding,
        "passage": and_(~on_coding, on_words),
        "code": and_(~on_coding, ~on_words, on_code),
        "document": and_(~on_coding, ~on_words, ~on_code, on_document),
        "project": and_(~on_coding, ~on_words, ~on_code, ~on_document),
    }[about]


def _about(found: Memo) -> About:
    if found.coding_id is not None:
        return "coding"
    if found.start is not None:
        return "passage"
    if found.code_id is not None:
        return "code"
    return "project" if found.document_id is None else "document"


def _rows(session: Session, ids: Sequence[int]) -> list[MemoRow]:
    rows: list[MemoRow] = []
    for begin in range(0, len(ids), _BATCH):
        rows += _batch(session, ids[begin : begin + _BATCH])
    return rows


def _batch(session: Session, ids: Sequence[int]) -> list[MemoRow]:
    canonical = aliased(Code)
    start, end = func.coalesce(Memo.start, Coding.start), func.coalesce(Memo.end, Coding.end)
    columns: Any = (Memo, canonical.name, Document.name, Paragraph, start, end)
    query = (
        select(*columns)
        .outerjoin(Coding, col(Coding.id) == Memo.coding_id)
        .outerjoin(Code, col(Code.id) == func.coalesce(Memo.code_id, Coding.code_id))
        .outerjoin(canonical, col(canonical.id) == Code.canonical_id)
        .outerjoin(Document, col(Document.id) == func.coalesce(Memo.document_id, Coding.document_id))
        .outerjoin(
            Paragraph,
            (col(Paragraph.document_id) == Document.id)
            & (col(Paragraph.start) <= start)
            & (col(Paragraph.end) >= start),
        )
        .where(col(Memo.id).in_(ids))
        .order_by(col(Memo.id).desc(), col(Paragraph.position))
    )
    found: dict[int, MemoRow] = {}
    for row, code, document, paragraph, begin, stop in session.exec(query):
        found.setdefault(row.id or 0, _row(row, code, document, paragraph, begin, stop))
    return list(found.values())


def _row(
    found: Memo, code: str | None, document: str | None, paragraph: Paragraph | None, begin: int, stop: int
) -> MemoRow:
    quote = None
    if paragraph is not None:
        first, last = part_on_whole_words(paragraph.text, paragraph.start, begin, stop)
        quote = paragraph.text[first:last] + (" …" if stop > paragraph.end else "")
    position = None if paragraph is None else paragraph.position
    return MemoRow(
        found.id or 0,
        _about(found),
        found.text,
        found.author,
        found.created,
        code,
        document,
        position,
        quote,
    )
