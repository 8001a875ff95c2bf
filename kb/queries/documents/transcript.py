"""What a coder sees: a stretch of one document with the codings on it, and nothing they are not to see.

Codings that only *spill* into a paragraph mark no words and are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Memo, Paragraph, Speaker
from kb.queries import names

SIZE = 200
"""Paragraphs of a window."""
Line = Literal["solid", "dashed", "double"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisiblePasses:
    """Whose codings are shown: those of some passes (``Noor`` or ``Imke:moderator``), of all, or one's own.

    ``passes`` empty means all of them. While coding ``blind`` nothing but the coder's own is shown, whatever
    else is asked for. ``code`` and ``by`` narrow that down to one code or one coder.
    """

    coder: str | None = None
    blind: bool = False
    passes: tuple[str, ...] = ()
    code: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphShown:
    """A paragraph as it is shown in the transcript view."""

    position: int
    start: int
    text: str
    speaker: str | None
    role: str | None
    heading: str | None


@dataclass(frozen=True, slots=True)
class CodingShown:
    """A coding as it is shown; ``line`` tells its coder, ``colour`` its code, ``spelled`` its code's row."""

    id: int
    start: int
    end: int
    first: int
    last: int
    code: str
    colour: int
    coder: str
    role: str
    line: Line
    own: bool
    extent: str
    origin: str
    created: datetime
    memos: int
    spelled: int


@dataclass(frozen=True, slots=True)
class Window:
    """Some paragraphs of a document, the codings that touch them, and how many paragraphs there are.

    ``version`` is that of the text that the paragraphs are of: its sha256.
    """

    document: str
    version: str
    total: int
    first: int
    paragraphs: tuple[ParagraphShown, ...]
    codings: tuple[CodingShown, ...]


@dataclass(frozen=True, slots=True)
class PassShown:
    """A pass that could be shown, under the name that asks for it."""

    name: str
    coder: str
    role: str
    line: Line


def window(
    session: Session, document: str, *, first: int = 0, size: int = SIZE, shown: VisiblePasses | None = None
) -> Window:
    """Return paragraphs of a document from the position ``first`` on, with the codings that touch them."""
    of = names.document(session, document)
    total = session.exec(select(func.count()).where(Paragraph.document_id == of.id)).one()
    first = max(0, min(first, total - size))
    within = _paragraphs(session, of, col(Paragraph.position).between(first, first + size - 1))
    touching = (col(Coding.first_paragraph) < first + size, col(Coding.last_paragraph) >= first)
    codings = _codings(session, of, shown or VisiblePasses(), *touching)
    return Window(of.name, of.sha256, total, first, within, tuple(codings))


def paragraphs(session: Session, document: str) -> tuple[ParagraphShown, ...]:
    """Return all paragraphs of a document."""
    return _paragraphs(session, names.document(session, document))


def _paragraphs(
    session: Session, document: Document, *where: ColumnElement[bool]
) -> tuple[ParagraphShown, ...]:
    query = (
        select(
            Paragraph.position, Paragraph.start, Paragraph.text, Speaker.name, Speaker.role, Paragraph.heading
        )
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == document.id, *where)
        .order_by(col(Paragraph.position))
    )
    return tuple(ParagraphShown(*row) for row in session.exec(query))


def coding(session: Session, coding_id: int, *, shown: VisiblePasses | None = None) -> CodingShown | None:
    """Return one coding, or None where there is none or it is not to be seen."""
    row = session.get(Coding, coding_id)
    if row is None:
        return None
    of = session.get_one(Document, row.document_id)
    return next(iter(_codings(session, of, shown or VisiblePasses(), Coding.id == coding_id)), None)


def passes(session: Session, document: str) -> list[PassShown]:
    """Return the passes over a document: coders by name, then the moderator."""
    of = names.document(session, document)
    lines = _lines(session, of)
    query = _passes_of(of).order_by(CodingPass.role, Coder.name)
    return [
        PassShown(pass_name(coder, role), coder, role, lines[pass_id])
        for pass_id, coder, role in session.exec(query)
    ]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A document to go on to."""

    document: str
    paragraphs: int


def neighbours(session: Session, document: str, *, most: int = 100) -> list[Neighbour]:
    """Return a document with those before and after it in the list of all documents."""
    of = names.document(session, document)
    query = select(Document.id, Document.name)
    before = query.where(Document.sort_key <= of.sort_key).order_by(
        col(Document.sort_key).desc(), col(Document.name).desc()
    )
    after = query.where(Document.sort_key > of.sort_key).order_by(Document.sort_key, Document.name)
    near = [*reversed(session.exec(before.limit(most)).all()), *session.exec(after.limit(most))]
    lengths = select(Paragraph.document_id, func.count()).group_by(col(Paragraph.document_id))
    many = dict(session.exec(lengths.where(col(Paragraph.document_id).in_([each for each, _ in near]))).all())
    return [Neighbour(name, many.get(each or 0, 0)) for each, name in near]


def coded_by(session: Session, document: str, coder: str) -> bool:
    """Return whether a document is one that somebody codes: they have a pass of their own over it."""
    of = names.document(session, document)
    query = _passes_of(of).where(Coder.name == coder, CodingPass.role == "coder")
    return session.exec(query.limit(1)).first() is not None


def pass_name(coder: str, role: str) -> str:
    """Return what a pass is called in an address."""
    return coder if role == "coder" else f"{coder}:{role}"


def find(session: Session, document: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where words stand in a document, in text order; neither case nor the kind of space matters."""
    words = text.split()
    if not words:
        return ()
    of = names.document(session, document)
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    query = select(Paragraph.start, Paragraph.text).where(Paragraph.document_id == of.id)
    return tuple(
        (start + match.start(), start + match.end())
        for start, said in session.exec(query.order_by(col(Paragraph.position)))
        for match in pattern.finditer(said)
    )


def starts(session: Session, document: str) -> list[int]:
    """Return where each paragraph of a document begins."""
    of = names.document(session, document)
    query = select(Paragraph.start).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position))
    return list(session.exec(query))


def words(session: Session, document: str, start: int, end: int) -> str:
    """Return the words of a span of a document."""
    of = names.document(session, document)
    query = select(Paragraph.start, Paragraph.text).where(
        Paragraph.document_id == of.id, Paragraph.start < end, Paragraph.end >= start
    )
    touched = session.exec(query.order_by(col(Paragraph.position))).all()
    text = "\n".join(said for _, said in touched)
    return text[start - touched[0][0] : end - touched[0][0]] if touched else ""


def visible_passes(session: Session, document: Document, shown: VisiblePasses) -> list[int]:
    """Return the ids of the passes over a document that are shown."""
    return [
        pass_id
        for pass_id, coder, role in session.exec(_passes_of(document))
        if (coder == shown.coder if shown.blind else _is_asked_for(coder, role, shown))
        and shown.by in (None, coder)
    ]


def visible(session: Session, document: Document, shown: VisiblePasses) -> list[ColumnElement[bool]]:
    """Return what must hold of a coding of a document for it to be shown."""
    given = [
        col(Coding.document_id) == document.id,
        col(Coding.extent) != "spill",
        col(Coding.pass_id).in_(visible_passes(session, document, shown)),
    ]
    if shown.code is not None:
        meant = names.code(session, shown.code)
        given.append(col(Coding.code_id).in_(names.spellings(session, [meant.id or 0])))
    return given


def _is_asked_for(coder: str, role: str, shown: VisiblePasses) -> bool:
    return not shown.passes or pass_name(coder, role) in shown.passes


def _passes_of(document: Document) -> Any:
    return (
        select(CodingPass.id, Coder.name, CodingPass.role)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(CodingPass.document_id == document.id)
    )


def _lines(session: Session, document: Document) -> dict[int, Line]:
    """How each pass is drawn: the first coder's solid, any other's dashed, the moderator's double."""
    lines: dict[int, Line] = {}
    query = _passes_of(document).order_by(Coder.name)
    for pass_id, _coder, role in session.exec(query):
        first = "solid" not in lines.values()
        lines[pass_id] = "double" if role == "moderator" else "solid" if first else "dashed"
    return lines


def _codings(
    session: Session, document: Document, shown: VisiblePasses, *where: ColumnElement[bool] | bool
) -> Sequence[CodingShown]:
    lines = _lines(session, document)
    canonical = aliased(Code)
    memos = select(func.count()).where(Memo.coding_id == Coding.id).correlate(Coding).scalar_subquery()
    query = (
        select(Coding, canonical.name, canonical.colour, Coder.name, CodingPass.role, memos)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(canonical, col(canonical.id) == Code.canonical_id)
        .where(*visible(session, document, shown), *where)
        .order_by(col(Coding.start), col(Coding.end), col(Coding.id))
    )
    return [
        CodingShown(
            row.id,
            row.start,
            row.end,
            row.first_paragraph,
            row.last_paragraph,
            code,
            colour or 0,
            coder,
            role,
            lines[row.pass_id],
            coder == shown.coder,
            row.extent,
            row.origin,
            row.created,
            notes,
            row.code_id,
        )
        for row, code, colour, coder, role, notes in session.exec(query)
    ]
