"""Who speaks in each document; in one document, label by label, and who is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from kb.db.tables import Attribute, Case, Document, Paragraph, Speaker
from kb.queries import names


@dataclass(frozen=True, slots=True)
class SpeakerDetails:
    """A label as it is printed, the person and role that it stands for, and its paragraphs."""

    label: str
    person: str
    role: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class DocumentSpeakers:
    """A document's labels, the one with most paragraphs first, its case and what is known of that."""

    document: str
    voices: tuple[SpeakerDetails, ...]
    case: str | None
    attributes: tuple[tuple[str, str], ...]
    id: int = 0


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker of a document: name, role, the labels printed for them, and their paragraphs.

    ``corrected`` says that a person gave the name, the role or the labels: files do not change them any more.
    """

    document: str
    speaker: str
    role: str
    labels: tuple[str, ...]
    paragraphs: int
    corrected: bool


def speakers(session: Session, documents: Sequence[str] = ()) -> list[SpeakerRow]:
    """Return the speakers of these documents, or of all, by document, who speaks most first.

    Raises:
        UnknownNameError: there is no such document.
    """
    wanted = [names.document(session, each).id for each in documents]
    count = func.count(col(Paragraph.id))
    query = (
        select(Document.name, Speaker, count)
        .join(Speaker, col(Speaker.document_id) == Document.id)
        .outerjoin(Paragraph, col(Paragraph.speaker_id) == Speaker.id)
        .group_by(col(Document.id), col(Speaker.id))
        .order_by(col(Document.sort_key), count.desc(), col(Speaker.name))
    )
    if wanted:
        query = query.where(col(Document.id).in_(wanted))
    return [
        SpeakerRow(document, row.name, row.role, tuple(row.labels), paragraphs, row.corrected)
        for document, row, paragraphs in session.exec(query)
    ]


def document_speakers(session: Session, document: str) -> DocumentSpeakers:
    """Return who speaks in a document and who is behind it.

    Raises:
        UnknownNameError: there is no such document.
    """
    row = names.document(session, document)
    counts = dict(
        session.exec(
            select(Paragraph.label, func.count())
            .where(Paragraph.document_id == row.id)
            .group_by(col(Paragraph.label))
        ).all()
    )
    voices = [
        SpeakerDetails(label, speaker.name, speaker.role, counts.get(label, 0))
        for speaker in session.exec(select(Speaker).where(Speaker.document_id == row.id))
        for label in speaker.labels
    ]
    case = session.get(Case, row.case_id) if row.case_id else None
    about = select(Attribute).where(Attribute.case_id == row.case_id).order_by(Attribute.name)
    attributes = [(each.name, each.value) for each in session.exec(about)] if case else []
    in_order = sorted(voices, key=lambda each: (-each.paragraphs, each.label))
    name = case.name if case else None
    return DocumentSpeakers(row.name, tuple(in_order), name, tuple(attributes), row.id or 0)


def name_now(session: Session, document: int) -> str | None:
    """Return what a document is called that was seen under another name; None if there is none any more."""
    return session.exec(select(Document.name).where(Document.id == document)).first()
