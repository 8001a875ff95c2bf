"""Move codings and memos onto a new version of their text; what has no place there is kept as *unplaced*."""

from __future__ import annotations

import re
from bisect import bisect_right

from sqlmodel import Session, select

from ingest.alignment import OffsetMap
from ingest.transcript import Transcript
from kb.journal import Journal
from kb.tables import Coding, Document, Memo, Replacement, UnplacedCoding

_LOST = "its words are not in the text that is shown now"


def move_codings(
    session: Session, log: Journal, document: Document, moved: OffsetMap, transcript: Transcript
) -> None:
    """Give every coding and memo of a document its place in the new text."""
    starts = [paragraph.start for paragraph in transcript.paragraphs]
    taken: set[tuple[int, int, int, int]] = set()
    known = set(re.findall(r"\w+", transcript.text))
    for coding in session.exec(select(Coding).where(Coding.document_id == document.id)).all():
        placed = moved.span(coding.start, coding.end)
        if placed is None:
            _lose(session, log, coding, _masked(moved.old[coding.start : coding.end], known))
            continue
        place = (coding.pass_id, coding.code_id, placed.start, placed.end)
        if place in taken:  # two codings that are one in the new text
            log.deleted(coding)
            continue
        taken.add(place)
        first = paragraph_at(starts, placed.start)
        last = max(first, paragraph_at(starts, max(placed.start, placed.end - 1)))
        log.changed(coding, start=placed.start, end=placed.end, first=first, last=last)
    for memo in session.exec(select(Memo).where(Memo.document_id == document.id)).all():
        if memo.start is not None and memo.end is not None:
            placed = moved.span(memo.start, memo.end)
            log.changed(memo, start=placed.start if placed else None, end=placed.end if placed else None)


def move_replacements(session: Session, document: Document, moved: OffsetMap) -> None:
    """Give every place where a name was taken out its place in the new text; forget those that are gone."""
    for row in session.exec(select(Replacement).where(Replacement.document_id == document.id)).all():
        placed = moved.span(row.start, row.end)
        if placed is None:
            session.delete(row)
        else:
            row.start, row.end = placed.start, placed.end
            session.add(row)


def paragraph_at(starts: list[int], offset: int) -> int:
    """Return the position of the paragraph that holds an offset, given where paragraphs start."""
    return max(0, bisect_right(starts, offset) - 1)


def _lose(session: Session, log: Journal, coding: Coding, words: str) -> None:
    same = select(UnplacedCoding).where(
        UnplacedCoding.pass_id == coding.pass_id,
        UnplacedCoding.code_id == coding.code_id,
        UnplacedCoding.words == words,
    )
    if session.exec(same).first() is None:
        log.made(
            UnplacedCoding(
                document_id=coding.document_id,
                pass_id=coding.pass_id,
                code_id=coding.code_id,
                words=words,
                reason=_LOST,
                source_id=coding.source_id,
            )
        )
    log.deleted(coding)


def _masked(words: str, known: set[str]) -> str:
    """The words that the new text has, too; others may be names that it hides."""
    return re.sub(r"\w+", lambda word: word[0] if word[0] in known else "…", words)
