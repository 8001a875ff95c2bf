"""What people corrected in the texts of documents, beside what the files say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from kb.db.tables import Correction, Document, Paragraph, Speaker
from kb.queries import names


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """Paragraphs that were corrected, by their numbers: what is shown, and what the files say.

    ``file_changed``: the files say something else than when the paragraphs were corrected, and nobody has
    decided yet.
    """

    document: str
    first: int
    last: int
    text: str
    speakers: tuple[str, ...]
    file_text: str
    file_speakers: tuple[str, ...]
    who: str
    created: datetime
    file_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphToCorrect:
    """One paragraph as a form asks for it; ``version`` is the fingerprint of the text it was read from.

    ``next_speaker`` is whoever speaks in the paragraph after it; ``is_last`` says that there is none.
    """

    document: str
    position: int
    text: str
    speaker: str | None
    speakers: tuple[str, ...]
    next_text: str
    next_speaker: str | None
    is_last: bool
    version: str
    correction: CorrectionRow | None
    start: int = 0


def corrections(session: Session, documents: Sequence[str] = ()) -> list[CorrectionRow]:
    """Return all that is corrected, of some documents or of all, in text order."""
    meant = [names.document(session, each).id for each in documents]
    query = select(Document, Correction).join(Document, col(Document.id) == Correction.document_id)
    if documents:
        query = query.where(col(Document.id).in_(meant))
    found = session.exec(query.order_by(col(Document.sort_key), col(Document.name), col(Correction.position)))
    return [_row(session, document, each) for document, each in found.all()]


def corrected_paragraphs(session: Session, document: str) -> tuple[int, ...]:
    """Return the positions of the paragraphs of a document that were corrected."""
    of = names.document(session, document)
    query = select(Correction.position, Correction.paragraphs).where(Correction.document_id == of.id)
    ranges = session.exec(query.order_by(col(Correction.position)))
    return tuple(at for first, count in ranges for at in range(first, first + count))


def paragraph_to_correct(session: Session, document: str, position: int) -> ParagraphToCorrect | None:
    """Return a paragraph with all that a form needs to correct it; None where there is none."""
    of = names.document(session, document)
    query = (
        select(Paragraph.position, Paragraph.text, Paragraph.label, Speaker.name, Paragraph.start)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == of.id, col(Paragraph.position).between(position, position + 1))
        .order_by(col(Paragraph.position))
    )
    rows = session.exec(query).all()
    if not rows or rows[0][0] != position:
        return None
    (_, text, label, speaker, start), after = rows[0], rows[1:]
    speakers = select(Speaker.name).where(Speaker.document_id == of.id).order_by(col(Speaker.name))
    near = [each for each in corrections(session, [of.name]) if each.first <= position + 1 <= each.last]
    return ParagraphToCorrect(
        document=of.name,
        position=position,
        text=text,
        speaker=speaker or label,
        speakers=tuple(session.exec(speakers)),
        next_text=after[0][1] if after else "",
        next_speaker=(after[0][3] or after[0][2]) if after else None,
        is_last=not after,
        version=of.sha256,
        correction=near[0] if near else None,
        start=start,
    )


def _row(session: Session, document: Document, correction: Correction) -> CorrectionRow:
    last = correction.position + correction.paragraphs - 1
    query = (
        select(Paragraph.text, Paragraph.label)
        .where(
            Paragraph.document_id == document.id, col(Paragraph.position).between(correction.position, last)
        )
        .order_by(col(Paragraph.position))
    )
    shown = session.exec(query).all()
    rows = session.exec(select(Speaker).where(Speaker.document_id == document.id))
    called = {label: row.name for row in rows for label in row.labels}
    return CorrectionRow(
        document=document.name,
        first=correction.position + 1,
        last=last + 1,
        text="\n".join(text for text, _ in shown),
        speakers=_called((label for _, label in shown), called),
        file_text="\n".join(each["text"] for each in correction.file_text),
        file_speakers=_called((each["label"] for each in correction.file_text), called),
        who=correction.who,
        created=correction.created,
        file_changed=correction.disputed,
    )


def _called(labels: Any, called: dict[str, str]) -> tuple[str, ...]:
    """Return who speaks, each once in a row; nobody is an empty name."""
    found: list[str] = []
    for label in labels:
        name = called.get(label, label) or ""
        if not found or found[-1] != name:
            found.append(name)
    return tuple(found)
