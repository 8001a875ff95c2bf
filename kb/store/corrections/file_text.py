"""What the files of a document say where a person corrected it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ingest.model import Draft
from kb.db.tables import Correction, Document, Paragraph
from kb.db.tables.columns import now
from kb.store.text_versions import fingerprint

FIELDS = {
    "text": "text",
    "label": "speaker",
    "heading": "heading",
    "begins": "audio_start",
    "ends": "audio_end",
}
"""How a paragraph is written down: each name, and what :class:`ingest.model.Draft` calls it."""


@dataclass(frozen=True)
class Stretch:
    """Paragraphs that a person corrected, and the files' own; see :class:`kb.db.tables.Correction`.

    ``starts`` and ``ends`` go from offsets into the files' words to offsets into the corrected ones.
    """

    position: int
    paragraphs: int
    file_text: tuple[Draft, ...]
    who: str
    starts: Mapping[int, int] = field(default_factory=dict)
    ends: Mapping[int, int] = field(default_factory=dict)
    disputed: bool = False
    created: datetime = field(default_factory=now)

    @property
    def last(self) -> int:
        """The position of the last paragraph that was corrected."""
        return self.position + self.paragraphs - 1


def stretches(session: Session, document: Document) -> list[Stretch]:
    """Return where a document was corrected, in text order."""
    query = select(Correction).where(Correction.document_id == document.id)
    return [
        Stretch(
            row.position,
            row.paragraphs,
            drafts_of(row.file_text),
            row.who,
            dict(row.starts),
            dict(row.ends),
            row.disputed,
            row.created,
        )
        for row in session.exec(query.order_by(col(Correction.position)))
    ]


def row_of_stretch(document: Document, stretch: Stretch) -> Correction:
    """Return a stretch as a row, not stored yet."""
    return Correction(
        document_id=document.id or 0,
        position=stretch.position,
        paragraphs=stretch.paragraphs,
        file_text=written(stretch.file_text),
        starts=sorted(stretch.starts.items()),
        ends=sorted(stretch.ends.items()),
        disputed=stretch.disputed,
        who=stretch.who,
        created=stretch.created,
    )


def shown_drafts(session: Session, document: Document) -> list[Draft]:
    """Return the paragraphs of a document as they are shown."""
    query = select(Paragraph).where(Paragraph.document_id == document.id).order_by(col(Paragraph.position))
    return [
        Draft(row.text, row.label, row.heading, row.audio_start, row.audio_end) for row in session.exec(query)
    ]


def file_drafts(session: Session, document: Document) -> list[Draft]:
    """Return the paragraphs of a document as its files have them, with hidden names out."""
    shown = shown_drafts(session, document)
    for each in reversed(stretches(session, document)):
        shown[each.position : each.position + each.paragraphs] = each.file_text
    return shown


def documents_saying(session: Session, texts: Iterable[str]) -> list[Document]:
    """Return the documents whose files say one of these texts."""
    wanted = set(texts)
    marks = [fingerprint(text) for text in wanted]
    corrected = set(session.exec(select(Correction.document_id).distinct()))
    plain = select(Document).where(col(Document.sha256).in_(marks), col(Document.id).not_in(corrected))
    found = list(session.exec(plain))
    others = session.exec(select(Document).where(col(Document.id).in_(corrected))).all()
    return [*found, *(each for each in others if file_text(session, each) in wanted)]


def file_text(session: Session, document: Document) -> str:
    """Return the text of a document as its files have it."""
    return "\n".join(each.text for each in file_drafts(session, document))


def written(drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    """Return paragraphs as values that JSON can hold."""
    return [{name: getattr(each, field_) for name, field_ in FIELDS.items()} for each in drafts]


def drafts_of(records: Iterable[Mapping[str, Any]]) -> tuple[Draft, ...]:
    """Return the paragraphs that were written down."""
    return tuple(Draft(**{field_: each[name] for name, field_ in FIELDS.items()}) for each in records)


def record_of(each: Stretch) -> dict[str, Any]:
    """Return a stretch as values that JSON can hold."""
    return {
        "position": each.position,
        "paragraphs": each.paragraphs,
        "file_text": written(each.file_text),
        "starts": sorted(each.starts.items()),
        "ends": sorted(each.ends.items()),
        "disputed": each.disputed,
        "who": each.who,
        "created": each.created.isoformat(),
    }


def stretch_of(record: Mapping[str, Any]) -> Stretch:
    """Return the stretch that was written down."""
    return Stretch(
        record["position"],
        record["paragraphs"],
        drafts_of(record["file_text"]),
        record["who"],
        dict(record["starts"]),
        dict(record["ends"]),
        record["disputed"],
        datetime.fromisoformat(record["created"]),
    )
