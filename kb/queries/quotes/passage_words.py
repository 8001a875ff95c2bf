"""The words of passages: line by line, the coded words told from those around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from kb.db.tables import Case, Code, Document, Memo, Paragraph, Speaker
from kb.queries.quotes.whole_words import part_on_whole_words

_BATCH = 100
"""So many passages are looked up at once: no database takes a condition of any length."""


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A paragraph of a passage, or one beside it: the coded words, and those before and after them."""

    position: int
    speaker: str | None
    role: str | None
    before: str
    words: str
    after: str
    is_context: bool


def with_words(
    session: Session,
    passages: Sequence[Any],
    said: Callable[..., Any],
    voice: Callable[..., Any],
    note: Callable[..., Any],
) -> Iterator[Any]:
    """Yield joined passages with their words and names; a batch of them costs what one costs."""
    for begin in range(0, len(passages), _BATCH):
        yield from _batch(session, passages[begin : begin + _BATCH], said, voice, note)


def _batch(
    session: Session,
    passages: Sequence[Any],
    said: Callable[..., Any],
    voice: Callable[..., Any],
    note: Callable[..., Any],
) -> Iterator[Any]:
    lines = _paragraphs(session, passages)
    documents = _documents(session, {each.document for each in passages})
    codes = dict(
        session.exec(
            select(Code.id, Code.name).where(col(Code.id).in_({each.code for each in passages}))
        ).all()
    )
    notes = _notes(session, [coding for each in passages for coding in each.codings])
    for each in passages:
        document, case = documents[each.document]
        around = range(each.first - 1, each.last + 2)
        yield said(
            document,
            case,
            codes[each.code],
            each.start,
            each.end,
            each.first,
            each.last - each.first + 1,
            each.extent,
            len(each.codings),
            tuple(
                voice(*person) for person in sorted(each.coders, key=lambda person: (person[1], person[0]))
            ),
            tuple(
                _line(lines[each.document, position], each)
                for position in around
                if (each.document, position) in lines
            ),
            tuple(note(*memo) for coding in each.codings for memo in notes.get(coding, ())),
            each.codings[0],
        )


def _line(spoken: Any, passage: Any) -> PassageLine:
    paragraph, speaker = spoken
    text, name, role = paragraph.text, speaker.name if speaker else None, speaker.role if speaker else None
    if not passage.first <= paragraph.position <= passage.last:
        return PassageLine(paragraph.position, name, role, text, "", "", is_context=True)
    begin, end = part_on_whole_words(text, paragraph.start, passage.start, passage.end)
    return PassageLine(
        paragraph.position, name, role, text[:begin], text[begin:end], text[end:], is_context=False
    )


def _paragraphs(session: Session, passages: Sequence[Any]) -> dict[tuple[int, int], Any]:
    """The paragraphs of the passages and one beside each, by document and position."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for each in passages:
        wanted[each.document].update(range(each.first - 1, each.last + 2))
    places = or_(
        *(
            and_(col(Paragraph.document_id) == document, col(Paragraph.position).in_(positions))
            for document, positions in wanted.items()
        )
    )
    query = (
        select(Paragraph, Speaker).outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id).where(places)
    )
    return {
        (paragraph.document_id, paragraph.position): (paragraph, speaker)
        for paragraph, speaker in session.exec(query)
    }


def _documents(session: Session, ids: set[int]) -> dict[int, tuple[str, str | None]]:
    query = (
        select(Document.id, Document.name, Case.name)
        .outerjoin(Case, col(Case.id) == Document.case_id)
        .where(col(Document.id).in_(ids))
    )
    return {document_id or 0: (name, case) for document_id, name, case in session.exec(query)}


def _notes(session: Session, codings: list[int]) -> dict[int, list[tuple[str, str | None]]]:
    query = select(Memo.coding_id, Memo.text, Memo.author).where(col(Memo.coding_id).in_(codings))
    notes: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for coding, text, author in session.exec(query.order_by(col(Memo.id))):
        notes[coding or 0].append((text, author))
    return dict(notes)
