"""Codings with their words, who said them, who coded them, and what stands around them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Paragraph, Speaker
from kb.errors import KbError
from kb.queries.filtering import conditions
from kb.queries.filtering.conditions import Condition
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.coded_passages import CodedPassage, PassageCoder

_DOCUMENTS = 20
"""Documents whose quotes are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One coding and its words. ``paragraph`` counts from 0; ``paragraphs`` is how many it touches."""

    document: str
    coder: str
    pass_role: str
    code: str
    start: int
    end: int
    quote: str
    paragraph: int
    paragraphs: int
    speaker: str | None
    role: str | None
    extent: str
    origin: str
    created: datetime
    coding: int

    @property
    def coders(self) -> tuple[PassageCoder, ...]:
        """Who coded it, and in which role: as for a passage."""
        return (PassageCoder(self.coder, self.pass_role),)


@dataclass(frozen=True, slots=True)
class QuotePage:
    """Some quotes in text order, how many there are in all, and where the next page begins."""

    quotes: tuple[Quote, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as context of a quote."""

    position: int
    speaker: str | None
    text: str


def quotes(
    session: Session, filters: Filters | None = None, *, limit: int | None = 20, after: str | None = None
) -> QuotePage:
    """Return quotes by document and place, from the beginning or from where another page ended.

    A page costs the same wherever it lies: it is found by its place, not by counting.
    """
    given = conditions.conditions(session, filters or Filters())
    query = select(func.count()).select_from(Coding).where(*given)
    rows = _rows(session, given, limit=None if limit is None else limit + 1, after=_place(after))
    more = limit is not None and len(rows) > limit
    shown = rows[:limit]
    return QuotePage(
        tuple(_with_words(session, shown)),
        session.exec(query).one(),
        _cursor(shown[-1]) if more else None,
    )


def every_quote(session: Session, filters: Filters | None = None) -> Iterator[Quote]:
    """Yield all quotes in order, some documents at a time: each takes as long, and memory stays small."""
    given = conditions.conditions(session, filters or Filters())
    keys = session.exec(select(Document.sort_key).distinct().order_by(Document.sort_key)).all()
    for begin in range(0, len(keys), _DOCUMENTS):
        here = [*given, col(Document.sort_key).in_(keys[begin : begin + _DOCUMENTS])]
        yield from _with_words(session, _rows(session, here, limit=None, after=None))


def quotes_where(session: Session, given: Iterable[Condition], *, limit: int | None) -> Iterator[Quote]:
    """Yield the quotes for which conditions on Coding hold, by document and place."""
    return _with_words(session, _rows(session, given, limit=limit, after=None))


def quotes_of_codings(session: Session, ids: Sequence[int]) -> dict[int, Quote]:
    """Return the quotes of codings by their ids."""
    found: dict[int, Quote] = {}
    for begin in range(0, len(ids), 500):  # a database takes only so many values at a time
        given = [col(Coding.id).in_(ids[begin : begin + 500])]
        found |= {quote.coding: quote for quote in quotes_where(session, given, limit=None)}
    return found


def shortened(words: str, longest: int) -> str:
    """Return a passage on one line; of more than ``longest`` characters it keeps both ends, cut at words."""
    line = " ".join(words.split())
    if len(line) <= longest:
        return line
    half = longest // 2
    return f"{line[:half].rsplit(' ', 1)[0]} […] {line[-half:].split(' ', 1)[-1]}"


def context(session: Session, quote: Quote | CodedPassage, *, around: int = 1) -> tuple[Line, ...]:
    """Return the paragraphs that a quote touches and some before and after them."""
    first, last = quote.paragraph - around, quote.paragraph + quote.paragraphs - 1 + around
    query = (
        select(Paragraph.position, Speaker.name, Paragraph.text)
        .join(Document, col(Document.id) == Paragraph.document_id)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Document.name == quote.document, col(Paragraph.position).between(first, last))
        .order_by(col(Paragraph.position))
    )
    return tuple(Line(*row) for row in session.exec(query))


def _rows(
    session: Session, given: Iterable[Condition], *, limit: int | None, after: tuple[str, int, int] | None
) -> list[Any]:
    """Codings with the names around them, by document and place."""
    canonical = aliased(Code)
    place = (col(Document.sort_key), col(Coding.start), col(Coding.id))
    query = (
        select(
            Coding,
            Document.name.label("document"),  # type: ignore[attr-defined]
            Document.sort_key,
            CodingPass.role,
            Coder.name.label("coder"),  # type: ignore[attr-defined]
            canonical.name.label("code"),  # type: ignore[attr-defined]
        )
        .select_from(Document)
        .join(Coding, col(Coding.document_id) == Document.id)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(canonical, col(canonical.id) == Code.canonical_id)
        .where(*given)
        .order_by(*place)
        .limit(limit)
    )
    return list(session.exec(query.where(tuple_(*place) > after) if after else query))


def _with_words(session: Session, rows: list[Any]) -> Iterator[Quote]:
    by_document: dict[int, list[Any]] = {}
    for row in rows:
        by_document.setdefault(row.Coding.document_id, []).append(row.Coding)
    paragraphs = {
        (document_id, paragraph.position): (paragraph, speaker)
        for document_id, codings in by_document.items()
        for paragraph, speaker in _paragraphs(session, document_id, codings)
    }
    for row in rows:
        coding = row.Coding
        touched = [
            paragraphs[coding.document_id, each]
            for each in range(coding.first_paragraph, coding.last_paragraph + 1)
        ]
        speaker = touched[0][1]
        yield Quote(
            row.document,
            row.coder,
            row.role,
            row.code,
            coding.start,
            coding.end,
            _words([paragraph for paragraph, _ in touched], coding.start, coding.end),
            coding.first_paragraph,
            coding.last_paragraph - coding.first_paragraph + 1,
            speaker.name if speaker else None,
            speaker.role if speaker else None,
            coding.extent,
            coding.origin,
            coding.created,
            coding.id,
        )


def _paragraphs(session: Session, document_id: int, codings: list[Coding]) -> Iterable[Any]:
    positions = {
        each for coding in codings for each in range(coding.first_paragraph, coding.last_paragraph + 1)
    }
    query = (
        select(Paragraph, Speaker)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(
            Paragraph.document_id == document_id,
            col(Paragraph.position).between(min(positions), max(positions)),
        )
    )
    return session.exec(query)


def _words(paragraphs: list[Paragraph], start: int, end: int) -> str:
    offset = paragraphs[0].start
    return "\n".join(paragraph.text for paragraph in paragraphs)[start - offset : end - offset]


def _cursor(row: Any) -> str:
    return json.dumps([row.sort_key, row.Coding.start, row.Coding.id])


def _place(cursor: str | None) -> tuple[str, int, int] | None:
    if cursor is None:
        return None
    try:
        sort_key, start, coding = json.loads(cursor)
        for number in (start, coding):
            int(number).to_bytes(8, signed=True)  # what no database can hold is no place
        return str(sort_key), int(start), int(coding)
    except (ValueError, TypeError, OverflowError):
        raise KbError(
            "--after needs the cursor printed with the previous page; copy the whole cursor"
        ) from None
