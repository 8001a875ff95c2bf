"""Passages of a document: where a span lies, and that it is one."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.db.tables import Document, Paragraph
from kb.errors import KbError

_NAMED = 5
"""So many paragraphs are named in a message."""


class NoPlaceError(KbError):
    """A span that is not in the document."""


def paragraphs_of(session: Session, document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the positions of the first and last paragraph that a span touches.

    Raises:
        NoPlaceError: the span is empty or leaves the document.
    """
    if not 0 <= start < end <= document.length:
        raise NoPlaceError(
            f"{document.name} has characters 0 to {document.length}; {start} to {end} is not a passage in it"
        )
    query = select(Paragraph.position).where(
        Paragraph.document_id == document.id, Paragraph.start < end, Paragraph.end > start
    )
    positions = session.exec(query).all()
    if not positions:
        raise NoPlaceError(f"there is no text from {start} to {end} in {document.name}")
    return min(positions), max(positions)


def only_place(text: str, words: str, document: Document, position: int) -> int:
    """Return where words stand in the text of a paragraph.

    Raises:
        KbError: they are not there, or more than once.
    """
    count = text.count(words) if words else 0
    where = f"paragraph {position + 1} of {document.name!r}"
    if count == 0:
        raise KbError(f"{where} does not have the words {words!r}; copy them from the text")
    if count > 1:
        raise KbError(f"{where} has {words!r} {count} times; name more of the words around it")
    return text.index(words)


def span_of(
    session: Session, document: Document, *, position: int | None = None, words: str | None = None
) -> tuple[int, int]:
    """Return the span of a paragraph, or of words that stand once in it or in the document.

    Raises:
        NoPlaceError: there is no such paragraph.
        KbError: the words are not there, or more than once.
    """
    query = select(Paragraph).where(Paragraph.document_id == document.id).order_by(col(Paragraph.position))
    paragraphs = session.exec(query).all()
    if position is not None:
        if not 0 <= position < len(paragraphs):
            raise NoPlaceError(f"{document.name!r} has paragraphs 1 to {len(paragraphs)}")
    else:
        having = [each for each in paragraphs if words and words in each.text]
        if len(having) > 1:
            places = ", ".join(f"¶ {each.position + 1}" for each in having[:_NAMED])
            raise KbError(
                f"{document.name!r} has {words!r} in {places}; name more of the words, or the paragraph"
            )
        if not having:
            raise KbError(f"{document.name!r} does not have the words {words!r}; copy them from the text")
        position = having[0].position
    paragraph = paragraphs[position]
    if words is None:
        return paragraph.start, paragraph.end
    at = paragraph.start + only_place(paragraph.text, words, document, position)
    return at, at + len(words)
