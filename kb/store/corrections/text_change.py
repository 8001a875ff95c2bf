"""Put other paragraphs in the place of some of a document, and move along all that stands on their words.

Codings of every pass, memos, the places where names are hidden, dismissed suggestions and the audit trail
go with their words. The change is one row of the trail: the paragraphs before and after, and exactly where
everything on them was, so that taking it back restores all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, delete, select, update

from ingest.model import Draft, lay_out
from kb.db.audit import Journal
from kb.db.tables import Correction, Document, Paragraph, Speaker
from kb.errors import KbError
from kb.store.corrections.file_text import (
    Stretch,
    drafts_of,
    record_of,
    row_of_stretch,
    stretch_of,
    written,
)
from kb.store.corrections.paragraphs_before import Before, before, length, places_before, places_in_files
from kb.store.corrections.region_move import PositionShift, RegionMove, Remembered
from kb.store.corrections.spans_on_text import LostWords, lose, lost_words, move_dismissed, move_spans
from kb.store.corrections.word_moves import WordMove
from kb.store.text_versions import fingerprint, remember, text_of

NOUN = "correction"
"""How the trail calls the entry that holds the paragraphs."""
_ASIDE = 1_000_000_000
"""Beyond every text: rows may change places, and no two may share one at any moment."""


class LostWordsError(KbError):
    """A correction would take away all the words of codings or memos."""

    def __init__(self, lost: Sequence[LostWords]) -> None:
        self.lost = tuple(lost)
        named = ", ".join(str(each) for each in lost[:3]) + (", …" if lost[3:] else "")
        has = "all words of these codings and memos" if lost[1:] else "all words"
        super().__init__(
            f"this would delete {has}: {named}; leave words for them, or let them become unplaced (--unplace)"
        )


@dataclass(frozen=True)
class TextChange:
    """Which paragraphs of a document become which other ones.

    ``first`` and ``count`` say which ones are replaced. ``after`` are the stretches that are corrected
    then; their positions count from ``first``. ``back`` is what the change that is taken back remembered.
    """

    first: int
    count: int
    drafts: tuple[Draft, ...]
    after: tuple[Stretch, ...]
    back: Remembered | None = None


def move_of(was: Before, change: TextChange) -> RegionMove:
    """Return where everything goes when a change is made."""
    new = "\n".join(each.text for each in change.drafts)
    starts, ends = ({}, {}) if change.after else places_in_files(was)
    return RegionMove(was.start, WordMove(was.text, new), change.back or {}, starts, ends)


def change_text(
    session: Session, log: Journal, document: Document, change: TextChange, *, unplace: bool = False
) -> RegionMove:
    """Make a change, as part of an action. ``unplace``: what loses all its words is kept without a place.

    Raises:
        LostWordsError: something would lose all its words.
    """
    was = before(session, document, change.first, change.count)
    move, text = move_of(was, change), text_of(session, document)
    gone = lost_words(session, document, move)
    if gone and not unplace:
        raise LostWordsError(gone)
    lose(session, log, document, move, gone)
    speakers = speaker_ids(session, log, document, (each.speaker for each in change.drafts))
    _store_paragraphs(session, document, was, change.drafts, speakers)
    shift = PositionShift(was.position, len(was.drafts), len(change.drafts))
    move_spans(session, document, move, shift)
    if change.back is None:
        move_dismissed(session, log, document, was.drafts, change.drafts)
    after = tuple(_with_places(each, was, move, change) for each in change.after)
    _store_stretches(session, document, was, change, after)
    old, text = text, text_of(session, document)
    remember(log, document, move.whole(old, text))
    document.length, document.sha256 = len(text), fingerprint(text)
    session.add(document)
    log.noted(
        NOUN,
        document_id=document.id,
        position=was.position,
        **_entry(change.drafts, change.after and after),
        before=_entry(was.drafts, tuple(_moved(each, -was.position) for each in was.stretches)),
        spans=move.remembered,
    )
    session.flush()
    return move


def taken_back(session: Session, document: Document, entry: Mapping[str, Any]) -> TextChange | None:
    """Return the change that takes back another, None when its paragraphs have been changed since."""
    position, drafts = entry["position"], drafts_of(entry["paragraphs"])
    if position is None:
        return None
    try:
        now = before(session, document, position, len(drafts))
    except KbError:
        return None
    if (now.position, now.drafts) != (position, drafts):
        return None
    earlier = entry["before"]
    then = tuple(stretch_of(each) for each in earlier["stretches"])
    was = Before(0, now.start, drafts_of(earlier["paragraphs"]), then)
    if was.file_text == now.file_text:
        return TextChange(position, len(drafts), was.drafts, then, entry["spans"])
    # The files have changed since: nobody's words are theirs now, a person's words stay the person's.
    if not then:
        return TextChange(position, len(drafts), now.file_text, (), {})
    disputed = any(each.disputed for each in now.stretches)
    kept = Stretch(0, len(was.drafts), now.file_text, then[0].who, disputed=disputed)
    return TextChange(position, len(drafts), was.drafts, (kept,), entry["spans"])


def speaker_ids(
    session: Session, log: Journal, document: Document, labels: Iterable[str | None]
) -> dict[str, int]:
    """Return the speaker behind each label; one that is new to the document gets a speaker of its own."""
    rows = list(session.exec(select(Speaker).where(Speaker.document_id == document.id)))
    known = {label: row.id or 0 for row in rows for label in row.labels}
    names = {row.name for row in rows}
    there = set(session.exec(select(Paragraph.label).where(Paragraph.document_id == document.id).distinct()))
    for label in dict.fromkeys(labels):
        if label is not None and label not in known and label not in there:
            name, number = label, 2
            while name in names:
                name, number = f"{label} {number}", number + 1
            row = Speaker(
                document_id=document.id or 0, name=name, role="unknown", labels=[label], corrected=True
            )
            log.made(row)
            known[label] = row.id or 0
            names.add(name)
    return known


def _store_paragraphs(
    session: Session, document: Document, was: Before, drafts: Sequence[Draft], speakers: Mapping[str, int]
) -> None:
    """Put paragraphs in the place of others, and give those after them their new places."""
    last = was.position + len(was.drafts) - 1
    more, longer = len(drafts) - len(was.drafts), length(drafts) - length(was.drafts)
    of_document = col(Paragraph.document_id) == document.id
    session.exec(delete(Paragraph).where(of_document, col(Paragraph.position).between(was.position, last)))
    later = update(Paragraph).where(of_document, col(Paragraph.position) > last)
    place = {"position": col(Paragraph.position) + _ASIDE + more, "start": col(Paragraph.start) + longer}
    if more or longer:
        session.exec(later.values(**place, end=col(Paragraph.end) + longer))
        aside = update(Paragraph).where(of_document, col(Paragraph.position) >= _ASIDE)
        session.exec(aside.values(position=col(Paragraph.position) - _ASIDE))
    laid_out, _ = lay_out(drafts)
    session.add_all(
        Paragraph(
            document_id=document.id or 0,
            position=was.position + number,
            start=was.start + each.start,
            end=was.start + each.end,
            text=each.text,
            speaker_id=speakers.get(each.speaker or ""),
            label=each.speaker,
            heading=each.heading,
            audio_start=each.audio_start,
            audio_end=each.audio_end,
        )
        for number, each in enumerate(laid_out)
    )
    session.flush()


def _store_stretches(
    session: Session, document: Document, was: Before, change: TextChange, after: Iterable[Stretch]
) -> None:
    last = was.position + len(was.drafts) - 1
    more = len(change.drafts) - len(was.drafts)
    of_document = col(Correction.document_id) == document.id
    here = col(Correction.position).between(was.position, last)
    session.exec(delete(Correction).where(of_document, here))
    later = update(Correction).where(of_document, col(Correction.position) > last)
    session.exec(later.values(position=col(Correction.position) + more))
    session.add_all(row_of_stretch(document, _moved(each, was.position)) for each in after)
    session.flush()


def _moved(stretch: Stretch, by: int) -> Stretch:
    return replace(stretch, position=stretch.position + by)


def _with_places(stretch: Stretch, was: Before, move: RegionMove, change: TextChange) -> Stretch:
    """Return a stretch that knows where everything that files place there is now."""
    if change.back is not None or stretch.file_text != was.file_text:
        return stretch
    begun, ended = places_before(was, move)
    spans = [each for name, each in move.remembered.items() if not name.startswith("change:")]
    starts = {now: then for now, _, then, _ in spans if now is not None and then is not None}
    ends = {now: then for _, now, _, then in spans if now is not None and then is not None}
    return replace(
        stretch,
        starts={told: starts.get(now, move.words.start(now)) for told, now in begun.items()},
        ends={told: ends.get(now, move.words.end(now)) for told, now in ended.items()},
    )


def _entry(drafts: Iterable[Draft], corrected: Iterable[Stretch]) -> dict[str, Any]:
    """Return what the trail keeps of paragraphs; positions of stretches count from the first paragraph."""
    return {"paragraphs": written(drafts), "stretches": [record_of(each) for each in corrected]}
