"""Some paragraphs of a document before they are changed: as they are shown, and as the files have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ingest.model import Draft
from kb.db.tables import Document, Paragraph
from kb.errors import KbError
from kb.store.corrections.file_text import Stretch, stretches
from kb.store.corrections.region_move import RegionMove


@dataclass(frozen=True)
class Before:
    """The paragraphs that a change is about, and what was corrected of them until now."""

    position: int
    start: int
    drafts: tuple[Draft, ...]
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """Their words."""
        return "\n".join(each.text for each in self.drafts)

    @property
    def file_text(self) -> tuple[Draft, ...]:
        """What the files say there."""
        drafts = list(self.drafts)
        for each in reversed(self.stretches):
            at = each.position - self.position
            drafts[at : at + each.paragraphs] = each.file_text
        return tuple(drafts)


def before(session: Session, document: Document, first: int, count: int) -> Before:
    """Return paragraphs of a document, with all of every corrected stretch that they are a part of.

    Raises:
        KbError: the document has no such paragraph.
    """
    corrected = stretches(session, document)
    last = first + count - 1
    meant = [each for each in corrected if each.position <= last and each.last >= first]
    first, last = min([first, *(s.position for s in meant)]), max([last, *(s.last for s in meant)])
    query = select(Paragraph).where(
        Paragraph.document_id == document.id, col(Paragraph.position).between(first, last)
    )
    rows = session.exec(query.order_by(col(Paragraph.position))).all()
    if len(rows) != last - first + 1 or first < 0:
        total = session.exec(select(func.count()).where(Paragraph.document_id == document.id)).one()
        raise KbError(f"{document.name!r} has paragraphs 1 to {total}; there is no paragraph {last + 1}")
    drafts = [Draft(row.text, row.label, row.heading, row.audio_start, row.audio_end) for row in rows]
    return Before(first, rows[0].start, tuple(drafts), tuple(meant))


def length(drafts: Sequence[Draft]) -> int:
    """Return how many characters paragraphs take up, each with the line break after it."""
    return sum(len(each.text) + 1 for each in drafts)


@dataclass(frozen=True)
class _Piece:
    """Some paragraphs as they are shown and as the files have them, each by its offset; and their stretch."""

    shown: int
    shown_end: int
    files: int
    stretch: Stretch | None


def _pieces(was: Before) -> list[_Piece]:
    """Return paragraphs part by part: what is corrected, and what is as in the files."""
    pieces: list[_Piece] = []
    shown = files = at = 0
    corrected = {each.position - was.position: each for each in was.stretches}
    while at < len(was.drafts):
        stretch = corrected.get(at)
        count = stretch.paragraphs if stretch else 1
        size = length(was.drafts[at : at + count])
        pieces.append(_Piece(shown, shown + size - 1, files, stretch))
        files += length(stretch.file_text) if stretch else size
        shown, at = shown + size, at + count
    return pieces


def places_in_files(was: Before) -> tuple[dict[int, int], dict[int, int]]:
    """Return where in the files' words something begins, and where it ends, by where it does now."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for piece in _pieces(was):
        if piece.stretch is not None:
            starts |= {piece.shown + now: piece.files + told for told, now in piece.stretch.starts.items()}
            ends |= {piece.shown + now: piece.files + told for told, now in piece.stretch.ends.items()}
    return starts, ends


def places_before(was: Before, move: RegionMove) -> tuple[dict[int, int], dict[int, int]]:
    """Return by offset into the files' words where something begins, and ends, before the change."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    spans = [each for name, each in move.remembered.items() if not name.startswith("change:")]
    for piece in _pieces(was):
        if piece.stretch is not None:
            starts |= {piece.files + told: piece.shown + now for told, now in piece.stretch.starts.items()}
            ends |= {piece.files + told: piece.shown + now for told, now in piece.stretch.ends.items()}
            continue
        inside = range(piece.shown, piece.shown_end + 1)
        moved = piece.files - piece.shown
        starts |= {each[0] + moved: each[0] for each in spans if each[0] is not None and each[0] in inside}
        ends |= {each[1] + moved: each[1] for each in spans if each[1] is not None and each[1] in inside}
    return starts, ends
