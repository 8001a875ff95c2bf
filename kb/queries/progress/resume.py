"""Where a coder left off: the last place that they coded by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from kb.db.tables import Case, Coder, Coding, CodingPass, Document, Paragraph, Speaker


@dataclass(frozen=True, slots=True)
class LastCodedPlace:
    """A document, the paragraph (from 0) of the last coding in it, and how far the coder has come.

    ``question`` is the heading or the interviewer's words that this part of the text answers.
    """

    document: str
    case: str | None
    question: str | None
    paragraph: int
    paragraphs: int
    codings: int
    at: datetime


def last_coded_place(session: Session, coder: str) -> LastCodedPlace | None:
    """Return where a coder's newest coding is; what came in with files does not count."""
    query = (
        select(Coding, Document.name, Case.name)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Document, col(Document.id) == Coding.document_id)
        .outerjoin(Case, col(Case.id) == Document.case_id)
        .where(Coder.name == coder, Coding.origin != "imported")
        .order_by(col(Coding.created).desc(), col(Coding.id).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    if found is None:
        return None
    coding, document, case = found
    paragraphs = select(func.count()).where(Paragraph.document_id == coding.document_id)
    codings = select(func.count()).where(Coding.pass_id == coding.pass_id, Coding.extent != "spill")
    return LastCodedPlace(
        document,
        case,
        _question(session, coding),
        coding.first_paragraph,
        session.exec(paragraphs).one(),
        session.exec(codings).one(),
        coding.created,
    )


def _question(session: Session, coding: Coding) -> str | None:
    """The last heading or question before the words of a coding, or over them."""
    asks = (col(Speaker.role) == "interviewer") & col(Paragraph.text).contains("?")
    query = (
        select(Paragraph.heading, Paragraph.text)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(
            Paragraph.document_id == coding.document_id,
            Paragraph.position <= coding.first_paragraph,
            col(Paragraph.heading).is_not(None) | asks,
        )
        .order_by(col(Paragraph.position).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    return None if found is None else " ".join((found[0] or found[1]).split())
