"""Passages of a document: where a span lies, and that it is one."""

from __future__ import annotations

from sqlmodel import Session, select

from kb.db.tables import Document, Paragraph
from kb.errors import KbError


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
