"""How a document is built, and how far its coding has come: its parts, and what carries no code yet.

The parts are the questions of the interview guide where somebody has marked them of structural codes, else
the headings, else the questions that the interviewer asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.spacing import spaced
from kb.db.tables import Attribute, Case, Change, Code, Coding, Document, Paragraph, Speaker
from kb.queries import names
from kb.queries.documents.transcript import VisiblePasses, visible

_MOST = 16
"""More questions than that are no outline."""
_SHORTEST = 5
_ASKS = ("?", "\uff1f", "\u061f")
_BETWEEN_SENTENCES = (". ", "? ", "! ", ": ", "\u3002", "\uff1f", "\uff01", "\u061f ")
"""Words of a question that opens a part; shorter ones follow up."""
_GUIDE = re.compile(r"use on what is said to (?:the question )?(?=\S)", re.IGNORECASE)
"""How the definitions of the guide's codes begin."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: where it begins and ends, and how much of it is coded.

    ``codings`` begin in it; ``coded`` of its ``paragraphs`` carry at least one.
    """

    title: str
    first: int
    last: int
    codings: int
    coded: int

    @property
    def paragraphs(self) -> int:
        """How many paragraphs it has."""
        return self.last - self.first + 1

    @property
    def share(self) -> float:
        """Which share of its paragraphs is coded."""
        return self.coded / self.paragraphs


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coding has come. What the interviewer says needs no code and is not counted as uncoded."""

    paragraphs: int
    coded: int
    codings: int
    uncoded: tuple[int, ...]
    saved: datetime | None
    """When who looks at it, or without a coder anybody, last changed a coding or a memo of the document."""

    def next(self, after: int) -> int | None:
        """The next uncoded paragraph, from the beginning again after the last."""
        return next((each for each in self.uncoded if each > after), next(iter(self.uncoded), None))

    def previous(self, before: int) -> int | None:
        """The uncoded paragraph before, from the end again before the first."""
        return next(
            (each for each in reversed(self.uncoded) if each < before), next(iter(self.uncoded[::-1]), None)
        )


def outline(session: Session, document: str, *, shown: VisiblePasses | None = None) -> list[Part]:
    """Return the parts of a document in text order, with the codings that are shown."""
    of, given = names.document(session, document), shown or VisiblePasses()
    begins = _of_the_guide(session, of, given) or _headings(session, of) or _questions(session, of)
    if not begins:
        return []
    total = session.exec(select(func.count()).where(Paragraph.document_id == of.id)).one()
    spans = session.exec(
        select(Coding.first_paragraph, Coding.last_paragraph).where(*visible(session, of, given))
    ).all()
    coded = {position for first, last in spans for position in range(first, last + 1)}
    starts = sorted(begins)
    if starts[0] > 0:
        begins[0], starts = "Beginning", [0, *starts]
    ends = [*(start - 1 for start in starts[1:]), total - 1]
    begun = Counter(bisect_right(starts, first) - 1 for first, _ in spans)
    return [
        Part(begins[first], first, last, begun[at], sum(each in coded for each in range(first, last + 1)))
        for at, (first, last) in enumerate(zip(starts, ends, strict=True))
    ]


def progress(session: Session, document: str, *, shown: VisiblePasses | None = None) -> Progress:
    """Return how far a document is coded, by the codings that are shown."""
    of, given = names.document(session, document), shown or VisiblePasses()
    spans = session.exec(
        select(Coding.first_paragraph, Coding.last_paragraph).where(*visible(session, of, given))
    ).all()
    coded = {position for first, last in spans for position in range(first, last + 1)}
    query = (
        select(Paragraph.position, Speaker.role)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == of.id)
        .order_by(col(Paragraph.position))
    )
    roles = session.exec(query).all()
    uncoded = (position for position, role in roles if position not in coded and role != "interviewer")
    changed = select(Change.at).where(Change.document_id == of.id, col(Change.noun).in_(("coding", "memo")))
    if given.coder is not None:
        changed = changed.where(Change.who == given.coder)
    last = session.exec(changed.order_by(col(Change.id).desc()).limit(1)).first()
    return Progress(len(roles), len(coded), len(spans), tuple(uncoded), last)


def case_name(session: Session, document: str) -> str | None:
    """Return the name of the case that a document belongs to, if it belongs to one."""
    of = names.document(session, document)
    return session.exec(select(Case.name).where(Case.id == of.case_id)).first()


def case(session: Session, document: str) -> list[tuple[str, str]]:
    """Return what is known of the participant behind a document."""
    of = names.document(session, document)
    query = select(Attribute.name, Attribute.value).where(Attribute.case_id == of.case_id)
    return list(session.exec(query.order_by(Attribute.name)).all())


def _of_the_guide(session: Session, document: Document, shown: VisiblePasses) -> dict[int, str]:
    """Where the structural codes begin that are shown; of several in one paragraph the first."""
    canonical = aliased(Code)
    query = (
        select(Coding.first_paragraph, canonical.name, canonical.definition)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(canonical, col(canonical.id) == Code.canonical_id)
        .where(*visible(session, document, shown), canonical.kind == "structural")
        .order_by(col(Coding.start).desc(), col(Coding.id).desc())
    )
    begins = {first: _title(name, definition) for first, name, definition in session.exec(query)}
    last, kept = "", {}
    for first in sorted(begins):
        if begins[first] != last:
            kept[first] = last = begins[first]
    return kept


def _title(name: str, definition: str) -> str:
    words = _GUIDE.sub("", definition.strip().rstrip("."), count=1)
    return words[:1].upper() + words[1:] if words else name


def _headings(session: Session, document: Document) -> dict[int, str]:
    query = select(Paragraph.position, Paragraph.heading).where(
        Paragraph.document_id == document.id, col(Paragraph.heading).is_not(None), Paragraph.heading != ""
    )
    begins: dict[int, str] = {}
    before, last = -2, None
    for position, heading in session.exec(query.order_by(col(Paragraph.position))):
        if heading != last or position != before + 1:
            begins[position] = heading or ""
        before, last = position, heading
    return begins


def _questions(session: Session, document: Document) -> dict[int, str]:
    """The interviewer's questions; where there are many, the longest ones."""
    query = (
        select(Paragraph.position, Paragraph.text)
        .join(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(
            Paragraph.document_id == document.id,
            Speaker.role == "interviewer",
            or_(*(col(Paragraph.text).contains(mark) for mark in _ASKS)),
        )
        .order_by(func.length(Paragraph.text).desc(), col(Paragraph.position))
    )
    asked = ((position, _question(text)) for position, text in session.exec(query))
    longest = [(position, words) for position, words in asked if len(spaced(words).split()) >= _SHORTEST]
    return dict(sorted(longest[:_MOST]))


def _question(text: str) -> str:
    """The last sentence that asks something."""
    before = text[: max(text.rfind(mark) for mark in _ASKS) + 1]
    start = max(before.rfind(mark, 0, -1) for mark in _BETWEEN_SENTENCES) + 1
    return before[start:].strip()
