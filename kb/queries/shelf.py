"""What stands on the shelf: every document with who is behind it, who speaks, who coded it, and when last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from kb.queries.documents import PassRow, documents
from kb.tables import Attribute, Case, Change, Document, Source, Speaker


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a document."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document in the list of documents. ``touched`` is its last ingest or the last change to it."""

    document: str
    kind: str
    case: str | None
    attributes: tuple[tuple[str, str], ...]
    paragraphs: int
    speakers: tuple[Voice, ...]
    passes: tuple[PassRow, ...]
    codings: int
    problems: int
    touched: datetime

    @property
    def is_unsure(self) -> bool:
        """Whether somebody speaks whose role nobody knows; an article may have no speakers."""
        return any(voice.role == "unknown" for voice in self.speakers)

    @property
    def status(self) -> str:
        """``coded`` in every pass there is, ``part`` where one is empty, ``none`` without a coding."""
        if not any(not each.is_empty for each in self.passes):
            return "none"
        return "part" if any(each.is_empty for each in self.passes) else "coded"


def shelf(session: Session) -> list[Shelved]:
    """Return every document, in natural order of their names."""
    cases = dict(session.exec(select(Case.id, Case.name)).all())
    about: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for row in session.exec(select(Attribute).order_by(Attribute.name)):
        about[row.case_id].append((row.name, row.value))
    voices: dict[int | None, list[Voice]] = defaultdict(list)
    for speaker in session.exec(select(Speaker).order_by(Speaker.name)):
        voices[speaker.document_id].append(Voice(speaker.name, speaker.role))
    changed = dict(
        session.exec(
            select(Change.document_id, func.max(col(Change.at))).group_by(col(Change.document_id))
        ).all()
    )
    problems: dict[int, int] = defaultdict(int)
    for document_id, told in session.exec(select(Source.document_id, Source.problems)):
        problems[document_id] += len(told)
    rows = {row.name: row for row in session.exec(select(Document))}
    return [
        Shelved(
            each.document,
            each.kind,
            cases.get(row.case_id),
            tuple(about[row.case_id]) if row.case_id else (),
            each.paragraphs,
            tuple(voices[row.id]),
            each.passes,
            each.codings,
            problems[row.id or 0],
            max(filter(None, (changed.get(row.id), row.created))),
        )
        for each in documents(session)
        for row in [rows[each.document]]
    ]
