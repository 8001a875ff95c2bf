"""Where somebody left off: the last place that they coded by hand, or decided as a moderator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from kb.db.tables import Case, Change, Coder, Coding, CodingPass, Decision, Document, Paragraph, Speaker


@dataclass(frozen=True, slots=True)
class LastCodedPlace:
    """A document, the paragraph (from 0) of the last coding in it, and how far the coder has come.

    ``question`` is the heading or the interviewer's words that this part of the text answers. Who decided
    last as a moderator (``moderates``) left off there.
    """

    document: str
    case: str | None
    question: str | None
    paragraph: int
    paragraphs: int
    codings: int
    at: datetime
    moderates: bool = False


def last_coded_place(session: Session, coder: str) -> LastCodedPlace | None:
    """Return where somebody's newest coding or decision is; what came in with files does not count.

    Newest is what was stored last, whatever the clock said.
    """
    coded, decided = _last_coding(session, coder), _last_decision(session, coder)
    if decided is not None and (coded is None or decided[2] > _stored(session, coded[0])):
        return _place(session, *decided[0], at=decided[1], moderates=True)
    return None if coded is None else _place(session, *coded, at=coded[0].created)


def _stored(session: Session, coding: Coding) -> int:
    """Return the place of a coding in the audit trail, by which what came first is told; 0 for none."""
    query = select(func.max(Change.id)).where(
        Change.noun == "coding",
        Change.row_id == coding.id,
        Change.document_id == coding.document_id,  # has an index
        col(Change.before).is_(None),
    )
    return session.exec(query).one() or 0


def _last_decision(
    session: Session, coder: str
) -> tuple[tuple[Coding, str, str | None], datetime, int] | None:
    query = (
        select(Coding, Document.name, Case.name, Decision.created, Change.id)
        .join(Decision, col(Decision.coding_id) == Coding.id)
        .join(Change, (col(Change.row_id) == Decision.id) & (col(Change.noun) == "decision"))
        .join(Document, col(Document.id) == Coding.document_id)
        .outerjoin(Case, col(Case.id) == Document.case_id)
        .where(Change.who == coder, col(Change.before).is_(None))
        .order_by(col(Change.id).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    return None if found is None else ((found[0], found[1], found[2]), found[3], found[4] or 0)


def _last_coding(session: Session, coder: str) -> tuple[Coding, str, str | None] | None:
    query = (
        select(Coding, Document.name, Case.name)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Document, col(Document.id) == Coding.document_id)
        .outerjoin(Case, col(Case.id) == Document.case_id)
        .where(Coder.name == coder, Coding.origin != "imported", CodingPass.role == "coder")
        .order_by(col(Coding.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def _place(
    session: Session,
    coding: Coding,
    document: str,
    case: str | None,
    *,
    at: datetime,
    moderates: bool = False,
) -> LastCodedPlace:
    paragraphs = select(func.count()).where(Paragraph.document_id == coding.document_id)
    codings = select(func.count()).where(Coding.pass_id == coding.pass_id, Coding.extent != "spill")
    return LastCodedPlace(
        document,
        case,
        _question(session, coding),
        coding.first_paragraph,
        session.exec(paragraphs).one(),
        session.exec(codings).one(),
        at,
        moderates,
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
