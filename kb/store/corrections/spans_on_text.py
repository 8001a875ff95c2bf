"""All that stands on words of a document, moved along when some of its paragraphs are replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select, update

from ingest.model import Draft
from kb.db.audit import Journal
from kb.db.tables import (
    Change,
    Code,
    Coder,
    Coding,
    CodingPass,
    DismissedSuggestion,
    Document,
    Memo,
    Paragraph,
    Replacement,
    UnplacedCoding,
)
from kb.queries.documents.dismissed_suggestions import paragraph_digest
from kb.store.coding.joining import hand_over
from kb.store.coding.unplaced_words import free_words
from kb.store.corrections.region_move import Layout, PositionShift, RegionMove

_ASIDE = 1_000_000_000
"""Beyond every text: two codings may change places, and no two may share one at any moment."""
DELETED = "its words were deleted by a correction"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class LostWords:
    """A coding or a memo of which a change would delete all words; ``name`` is the code of a coding."""

    noun: str
    id: int
    name: str
    who: str
    words: str
    pass_id: int | None = None

    def __str__(self) -> str:
        words = self.words if len(self.words) <= _LONGEST else f"{self.words[:_LONGEST]}…"
        by = f" by {self.who}" if self.who else ""
        return f"{self.name}{by} on “{words}”"


def codings_touched(session: Session, document: Document, move: RegionMove) -> list[Coding]:
    """Return the codings that have to do with the paragraphs that are replaced."""
    query = select(Coding).where(
        Coding.document_id == document.id,
        col(Coding.start) <= move.end + 1,
        col(Coding.end) >= move.start - 1,
    )
    rows = session.exec(query.order_by(col(Coding.start), col(Coding.id)))
    return [row for row in rows if move.concerns(row.start, row.end, f"coding:{row.id}")]


def place_of(move: RegionMove, coding: Coding) -> tuple[int, int] | None:
    """Return where a coding is now."""
    of_files = coding.origin == "imported"
    return move.place(coding.start, coding.end, f"coding:{coding.id}", of_files=of_files)


def lost_words(session: Session, document: Document, move: RegionMove) -> list[LostWords]:
    """Return the codings and memos that would lose all their words."""
    lost = []
    for coding in codings_touched(session, document, move):
        if place_of(move, coding) is None:
            work = session.get_one(CodingPass, coding.pass_id)
            code, coder = session.get_one(Code, coding.code_id), session.get_one(Coder, work.coder_id)
            words = _words(move, coding.start, coding.end)
            lost.append(LostWords("coding", coding.id or 0, code.name, coder.name, words, coding.pass_id))
    for memo in _memos(session, document):
        if memo.start is not None and memo.end is not None and move.place(memo.start, memo.end) is None:
            words = _words(move, memo.start, memo.end)
            lost.append(LostWords("memo", memo.id or 0, "memo", memo.author or "", words))
    return lost


def lose(
    session: Session, log: Journal, document: Document, move: RegionMove, gone: Iterable[LostWords]
) -> None:
    """Write down what goes: codings without words become unplaced ones, two that become one are joined."""
    for each in gone:
        if each.noun == "coding":
            unplace(session, log, session.get_one(Coding, each.id), each.words, DELETED)
    for replacement in _replacements(session, document):
        if move.place(replacement.start, replacement.end) is None:
            log.deleted(replacement)
    taken: dict[tuple[int, int, int, int], Coding] = {}
    for coding in _near(session, document, move):
        place = move.place(coding.start, coding.end, of_files=coding.origin == "imported")
        if place is None or coding.extent == "spill":
            continue
        there = taken.setdefault((coding.pass_id, coding.code_id, *place), coding)
        if there is not coding:
            join(session, log, coding, there)
    session.flush()


def move_spans(session: Session, document: Document, move: RegionMove, shift: PositionShift) -> None:
    """Give codings, memos, hidden names and the trail their places; the new paragraphs are stored already."""
    query = select(Paragraph.start, Paragraph.end).where(Paragraph.document_id == document.id)
    places = session.exec(query.order_by(col(Paragraph.position))).all()
    layout = Layout([start for start, _ in places], [end for _, end in places])
    _move_codings(session, document, move, shift, layout)
    for memo in _memos(session, document):
        place = _placed(move, memo.start, memo.end, f"memo:{memo.id}")
        if place != (memo.start, memo.end):
            memo.start, memo.end = place
            session.add(memo)
    for row in _replacements(session, document):
        found = move.place(row.start, row.end, f"replacement:{row.id}", of_files=True)
        if found is not None and found != (row.start, row.end):
            row.start, row.end = found
            session.add(row)
    session.flush()
    _move_trail(session, document, move, shift, layout)
    session.flush()


def move_dismissed(
    session: Session, log: Journal, document: Document, old: Sequence[Draft], new: Sequence[Draft]
) -> None:
    """Let suggestions stay dismissed for paragraphs whose words have changed."""
    digests = {paragraph_digest(each.text) for each in old} - {paragraph_digest(each.text) for each in new}
    of_document = DismissedSuggestion.document_id == document.id
    query = select(DismissedSuggestion).where(of_document, col(DismissedSuggestion.sha256).in_(digests))
    rows = session.exec(query.order_by(col(DismissedSuggestion.id))).all()
    if not rows:
        return
    texts = session.exec(select(Paragraph.text).where(Paragraph.document_id == document.id))
    there = {paragraph_digest(text) for text in texts}
    known = {_dismissal(row) for row in session.exec(select(DismissedSuggestion).where(of_document))}
    fresh = [paragraph_digest(each.text) for each in new if each not in old]
    for row in rows:
        wanted = [digest for digest in dict.fromkeys(fresh) if (*_dismissal(row)[:2], digest) not in known]
        known |= {(*_dismissal(row)[:2], digest) for digest in wanted}
        if row.sha256 not in there and wanted:
            log.changed(row, sha256=wanted.pop(0))
        for digest in wanted:
            copied = row.model_dump(exclude={"id", "sha256"})
            log.made(DismissedSuggestion(**copied, sha256=digest))


def _dismissal(row: DismissedSuggestion) -> tuple[int, int, str]:
    return row.coder_id, row.code_id, row.sha256


def _memos(session: Session, document: Document) -> Sequence[Memo]:
    return session.exec(select(Memo).where(Memo.document_id == document.id).order_by(col(Memo.id))).all()


def _replacements(session: Session, document: Document) -> Sequence[Replacement]:
    query = select(Replacement).where(Replacement.document_id == document.id)
    return session.exec(query.order_by(col(Replacement.id))).all()


def _near(session: Session, document: Document, move: RegionMove) -> list[Coding]:
    """The codings on and around the paragraphs; those that only touch them may come to share their places."""
    query = select(Coding).where(
        Coding.document_id == document.id,
        col(Coding.start) <= move.end + 1,
        col(Coding.end) >= move.start - 1,
    )
    rows = session.exec(query.order_by(col(Coding.start), col(Coding.id))).all()
    return sorted(rows, key=lambda row: move.touches(row.start, row.end))


def _words(move: RegionMove, start: int, end: int) -> str:
    return move.words.old[max(0, start - move.start) : end - move.start]


def unplace(session: Session, log: Journal, coding: Coding, words: str, reason: str) -> None:
    """Make a coding an unplaced one, and say why; its memos wait for it, as they have no words either."""
    for memo in session.exec(select(Memo).where(Memo.coding_id == coding.id)).all():
        log.changed(memo, coding_id=None)
    log.made(
        UnplacedCoding(
            document_id=coding.document_id,
            pass_id=coding.pass_id,
            code_id=coding.code_id,
            words=free_words(session, coding.pass_id, coding.code_id, words),
            reason=reason,
            source_id=coding.source_id,
        )
    )
    log.deleted(coding)


def join(session: Session, log: Journal, coding: Coding, there: Coding) -> None:
    """Join a coding with one that is on the same words from now on; what is about it is about that one."""
    hand_over(session, log, coding, there)
    log.deleted(coding)


def _move_codings(
    session: Session, document: Document, move: RegionMove, shift: PositionShift, layout: Layout
) -> None:
    touched = codings_touched(session, document, move)
    placed = [(row, found) for row in touched if (found := place_of(move, row)) is not None]
    more = shift.after - shift.before
    of_document = col(Coding.document_id) == document.id
    for row, found in placed:
        row.first_paragraph, row.last_paragraph = layout.paragraphs(*found)
        row.start, row.end = found[0] + _ASIDE, found[1] + _ASIDE
        session.add(row)
    session.flush()
    later = col(Coding.start).between(move.end, _ASIDE - 1)
    session.exec(
        update(Coding)
        .where(of_document, later, col(Coding.id).not_in([row.id for row, _ in placed]))
        .values(
            start=col(Coding.start) + _ASIDE + move.longer,
            end=col(Coding.end) + _ASIDE + move.longer,
            first_paragraph=col(Coding.first_paragraph) + more,
            last_paragraph=col(Coding.last_paragraph) + more,
        )
    )
    session.exec(
        update(Coding)
        .where(of_document, col(Coding.start) >= _ASIDE)
        .values(start=col(Coding.start) - _ASIDE, end=col(Coding.end) - _ASIDE)
    )


def _placed(
    move: RegionMove, start: int | None, end: int | None, *called: str, of_files: bool = False
) -> tuple[int | None, int | None]:
    """Where a span is now that may have had no place, or may have none any more."""
    if start is None or end is None:
        return move.lost(called[0]) or (None, None)
    return move.place(start, end, *called, of_files=of_files) or (None, None)


def _move_trail(
    session: Session, document: Document, move: RegionMove, shift: PositionShift, layout: Layout
) -> None:
    """Let the audit trail speak of places in the new text."""
    nouns = ("coding", "memo", "replacement", "correction")
    query = select(Change).where(Change.document_id == document.id, col(Change.noun).in_(nouns))
    for change in session.exec(query.order_by(col(Change.id))):
        if change.noun == "correction":
            _move_entry(change, move, shift)
            continue
        for side in ("before", "after"):
            record: dict[str, Any] | None = getattr(change, side)
            if record is None or not change.row_id:
                continue
            called = (f"change:{change.id}:{side}", f"{change.noun}:{change.row_id}")
            of_files = record.get("origin") == "imported"
            start, end = _placed(move, record["start"], record["end"], *called, of_files=of_files)
            moved = record | {"start": start, "end": end}
            if "first" in record and start is not None and end is not None:
                moved["first"], moved["last"] = layout.paragraphs(start, end)
            if moved != record:
                setattr(change, side, moved)
        session.add(change)


def _move_entry(change: Change, move: RegionMove, shift: PositionShift) -> None:
    """Let an earlier correction in the trail know where its paragraphs are; None while they are replaced."""
    record, called = change.after or {}, f"change:{change.id}:position"
    position: int | None = record.get("position")
    if position is None:
        back = move.back.get(called)
        moved = None if back is None or back[0] is None else shift.first + back[0]
    else:
        moved = shift.position(position, len(record["paragraphs"]))
        if moved is None:
            move.remembered[called] = [position - shift.first, None, None, None]
    if moved != position:
        change.after = record | {"position": moved}
