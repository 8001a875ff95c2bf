"""Move codings and memos onto a new version of their text; what has no place there is kept as *unplaced*.

The audit trail moves along: undoing a change puts a coding back on the words it was on, wherever these are
by now, and a coding that a person took away stays away.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from sqlmodel import Session, col, select

from ingest.merge.alignment import OffsetMap
from ingest.model import Transcript
from kb.db.audit import Journal
from kb.db.tables import Change, Coding, Document, Memo, Replacement
from kb.store import text_versions
from kb.store.corrections.spans_on_text import join, unplace

_LOST = "its words are not in the current text"
_ASIDE = 1_000_000_000
"""Beyond every text: two codings may change places, and no two may share one at any moment."""


def move_codings(
    session: Session, log: Journal, document: Document, moved: OffsetMap, transcript: Transcript
) -> None:
    """Give every coding and memo of a document its place in the new text, and write down how it changed."""
    text_versions.remember(log, document, moved)
    move = _Move(moved, transcript)
    _move_trail(session, document, move)
    places: dict[tuple[int, int, int, int], tuple[Coding, dict[str, int]]] = {}
    for coding in session.exec(select(Coding).where(Coding.document_id == document.id)).all():
        place = move.place(coding.start, coding.end)
        if place is None:
            unplace(session, log, coding, move.words(coding.start, coding.end), _LOST)
        elif (key := (coding.pass_id, coding.code_id, place["start"], place["end"])) in places:
            join(session, log, coding, places[key][0])  # two codings that are one in the new text
        else:
            places[key] = (coding, place)
    for coding, _ in places.values():
        coding.start, coding.end = coding.start + _ASIDE, coding.end + _ASIDE
    session.flush()
    for coding, place in places.values():
        coding.start, coding.end = place["start"], place["end"]
        coding.first_paragraph, coding.last_paragraph = place["first"], place["last"]
    for memo in session.exec(select(Memo).where(Memo.document_id == document.id)).all():
        if memo.start is not None and memo.end is not None:
            memo.start, memo.end = _span(move.place(memo.start, memo.end)).values()
    session.flush()


def move_replacements(session: Session, document: Document, moved: OffsetMap) -> None:
    """Give every place where a name was taken out its place in the new text; forget those that are gone."""
    for row in session.exec(select(Replacement).where(Replacement.document_id == document.id)).all():
        placed = moved.span(row.start, row.end)
        if placed is None:
            session.delete(row)
        else:
            row.start, row.end = placed.start, placed.end
            session.add(row)


class _Move:
    """From places in the old text to places in the new one."""

    def __init__(self, moved: OffsetMap, transcript: Transcript) -> None:
        self._moved = moved
        self._starts = [paragraph.start for paragraph in transcript.paragraphs]
        self._known = set(re.findall(r"\w+", transcript.text))

    def place(self, start: int, end: int) -> dict[str, int] | None:
        """Where a span is now, by column of the catalog; None when its words are not there."""
        placed = self._moved.span(start, end)
        if placed is None:
            return None
        first = self._paragraph_at(placed.start)
        last = max(first, self._paragraph_at(max(placed.start, placed.end - 1)))
        return {"start": placed.start, "end": placed.end, "first": first, "last": last}

    def words(self, start: int, end: int) -> str:
        """The old words that the new text has, too; others may be names that it hides."""
        words = self._moved.old[start:end]
        return re.sub(r"\w+", lambda word: word[0] if word[0] in self._known else "…", words)

    def _paragraph_at(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)


def _move_trail(session: Session, document: Document, move: _Move) -> None:
    """Let the audit trail speak of places in the new text; what has none there has no place at all."""
    query = select(Change).where(
        Change.document_id == document.id,
        col(Change.noun).in_(("coding", "memo", "replacement")),
        col(Change.row_id) > 0,
    )
    for change in session.exec(query):
        change.before = _remembered(change.before, move)
        change.after = _remembered(change.after, move)
        session.add(change)


def _remembered(row: dict[str, Any] | None, move: _Move) -> dict[str, Any] | None:
    if row is None or row["start"] is None or row["end"] is None:
        return row
    place = move.place(row["start"], row["end"])
    return row | {name: value for name, value in (place or _span(None)).items() if name in row}


def _span(place: dict[str, int] | None) -> dict[str, int | None]:
    return {name: place[name] if place else None for name in ("start", "end")}
