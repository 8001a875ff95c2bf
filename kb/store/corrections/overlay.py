"""Lay what people corrected over what the files of a document say now.

A correction stays on the paragraphs that the files still have as they were. Where the files say something
else by now, the person's words stay, and a problem tells so until somebody decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath

from sqlmodel import Session, col, delete

from ingest import Selection
from ingest.merge import Interview
from ingest.merge.alignment import align
from ingest.merge.displayed_text import Replacement
from ingest.model import Draft, Paragraph, Problem, Speaker, Transcript, lay_out
from kb.db.tables import Correction, Document
from kb.store.corrections.file_text import (
    Stretch,
    file_drafts,
    row_of_stretch,
    shown_drafts,
    stretches,
)
from kb.store.corrections.file_versions import FileVersions, Meeting, clusters, met
from kb.store.corrections.region_move import Layout
from kb.store.corrections.word_moves import WordMove

_SHOWN = 120
"""Characters of a file's words that a problem cites."""


@dataclass(frozen=True)
class _Piece:
    """Some paragraphs: where the files have them, where they are shown, and the stretch that is corrected."""

    files: int
    files_end: int
    shown: int
    shown_end: int
    stretch: Stretch | None = None
    move: WordMove | None = None

    def start(self, at: int, *, ends_after: bool) -> int:
        """Return where something begins that begins here in the files' text."""
        if self.stretch is None or self.move is None:
            return at - self.files + self.shown
        inside = at - self.files
        where = self.shown + self.stretch.starts.get(inside, self.move.start(inside))
        return self.shown_end + 1 if ends_after and where >= self.shown_end else where

    def end(self, at: int, *, begins_before: bool) -> int:
        """Return where something ends that ends here in the files' text."""
        if self.stretch is None or self.move is None:
            return at - self.files + self.shown
        if at > self.files_end:
            return self.shown_end + at - self.files_end
        inside = at - self.files
        where = self.stretch.ends.get(inside, self.move.end(inside))
        return self.shown + (-1 if begins_before and where <= 0 else where)


@dataclass(frozen=True)
class LaidOver:
    """A document's text as it is to be shown, and where the files' words are in it.

    ``file_text`` is what the files said before; None where nobody corrected anything.
    """

    transcript: Transcript
    stretches: tuple[Stretch, ...] = ()
    problems: tuple[Problem, ...] = ()
    file_text: str | None = None
    pieces: tuple[_Piece, ...] = field(default=())

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where words of the files are shown, None when a correction has deleted all of them."""
        if not self.pieces:
            return start, end
        one = self._piece_at(start)
        if start == end:
            at = min(one.start(start, ends_after=False), one.shown_end)
            return at, at
        other = self._piece_at(end - 1)
        apart = one is not other
        first, last = one.start(start, ends_after=apart), other.end(end, begins_before=apart)
        return (first, last) if first < last else None

    def selections(self, of_files: Iterable[Selection]) -> tuple[list[Selection], list[Selection]]:
        """Return selections where they are shown, and those whose words a correction has deleted."""
        if not self.pieces:
            return list(of_files), []
        placed: dict[tuple[str, int, int], Selection] = {}
        lost = []
        for each in of_files:
            place = self.place(each.start, each.end)
            if place is None:
                lost.append(each)
                continue
            first, last = self._layout.paragraphs(*place)
            moved = replace(each, start=place[0], end=place[1], first=first, last=last)
            same = placed.setdefault((each.code, *place), moved)
            if same is not moved and moved.memo and moved.memo != same.memo:
                memos = "\n".join(filter(None, (same.memo, moved.memo)))
                placed[each.code, *place] = replace(same, memo=memos)
        return list(placed.values()), lost

    def replacements(self, of_files: Iterable[Replacement]) -> tuple[Replacement, ...]:
        """Return the places where names are hidden, as far as corrections have left them."""
        placed = ((each, self.place(each.start, each.end)) for each in of_files)
        return tuple(replace(each, start=at[0], end=at[1]) for each, at in placed if at is not None)

    def _piece_at(self, offset: int) -> _Piece:
        return self.pieces[max(0, bisect_right(self._begins, offset) - 1)]

    @cached_property
    def _begins(self) -> list[int]:
        return [piece.files for piece in self.pieces]

    @cached_property
    def _layout(self) -> Layout:
        paragraphs = self.transcript.paragraphs
        return Layout([each.start for each in paragraphs], [each.end for each in paragraphs])


def lay_over(session: Session, document: Document | None, interview: Interview) -> LaidOver:
    """Return the text of a document: what its files say now, with what people corrected."""
    corrected = stretches(session, document) if document is not None else []
    if document is None or not corrected:
        return LaidOver(interview.transcript)
    shown, before = shown_drafts(session, document), file_drafts(session, document)
    text = "\n".join(each.text for each in before)
    moved = interview.moved
    if moved is None or moved.old != text:
        moved = align(text, interview.transcript.text)
    versions = FileVersions(before, _drafts(interview.transcript.paragraphs), moved, interview.names)
    meetings = [met(one, versions, shown) for one in clusters(corrected, versions)]
    return _laid(interview, document.name, versions, meetings, text)


def store_stretches(session: Session, document: Document, laid: LaidOver) -> bool:
    """Keep what is corrected now, and say whether that is something else than before."""
    if stretches(session, document) == list(laid.stretches):
        return False
    session.exec(delete(Correction).where(col(Correction.document_id) == document.id))
    session.add_all(row_of_stretch(document, each) for each in laid.stretches)
    session.flush()
    return True


def _laid(
    interview: Interview, document: str, versions: FileVersions, meetings: Sequence[Meeting], before: str
) -> LaidOver:
    drafts: list[Draft] = []
    kept: list[Stretch] = []
    spans: list[tuple[int, int, int, Stretch | None]] = []  # shown from and to, first of the files, stretch
    problems: list[Problem] = []
    done = 0
    for each in meetings:
        for number in range(done, each.first):
            spans.append((len(drafts), len(drafts) + 1, number, None))
            drafts.append(versions.after[number])
        at, done = len(drafts), each.first + len(each.file_text)
        drafts += each.drafts
        stretch = each.stretch(at)
        if stretch is None:
            spans += [(at + k, at + k + 1, each.first + k, None) for k in range(len(each.drafts))]
        else:
            spans.append((at, len(drafts), each.first, stretch))
            kept.append(stretch)
        problems += _told(interview.chosen, document, each, at)
    for number in range(done, len(versions.after)):
        spans.append((len(drafts), len(drafts) + 1, number, None))
        drafts.append(versions.after[number])
    paragraphs, _ = lay_out(drafts)
    transcript = replace(
        interview.transcript, paragraphs=paragraphs, speakers=_people(interview.transcript, paragraphs)
    )
    pieces = tuple(_pieces(spans, interview.transcript.paragraphs, paragraphs))
    return LaidOver(transcript, tuple(kept), tuple(problems), before, pieces)


def _pieces(
    spans: Iterable[tuple[int, int, int, Stretch | None]],
    of_files: Sequence[Paragraph],
    shown: Sequence[Paragraph],
) -> Iterator[_Piece]:
    for first, end, number, stretch in spans:
        begins, ends = shown[first].start, shown[end - 1].end
        count = len(stretch.file_text) if stretch else 1
        if not count:  # the files do not have these paragraphs any more
            continue
        files, files_end = of_files[number].start, of_files[number + count - 1].end
        if stretch is None:
            yield _Piece(files, files_end, begins, ends)
            continue
        old = "\n".join(each.text for each in stretch.file_text)
        new = "\n".join(each.text for each in shown[first:end])
        yield _Piece(files, files_end, begins, ends, stretch, WordMove(old, new))


def _told(path: PurePath, document: str, meeting: Meeting, at: int) -> Iterator[Problem]:
    """Tell what a person is to decide, and what has happened to a correction."""
    first, last = at + 1, at + len(meeting.drafts)
    where = f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"
    if meeting.disputed:
        words = " / ".join(each.text for each in meeting.file_text)
        cited = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        says = f"the file says “{cited}”" if words else "the file has no such paragraph"
        message = (
            f"this was corrected, and the file has changed since: {says}. The correction is kept; "
            f"decide with `kb correct keep {document!r} {first}` or `kb correct restore {document!r} {first}`"
        )
        yield Problem(path, where, message, "warning")
    if meeting.hides:
        yield Problem(
            path, where, "a name that another version hides was hidden in a correction, too", "note"
        )


def _people(transcript: Transcript, paragraphs: Sequence[Paragraph]) -> tuple[Speaker, ...]:
    """Return all who speak; whom only a correction names is one of them."""
    labels = dict.fromkeys(each.speaker for each in paragraphs if each.speaker)
    more = (label for label in labels if label not in transcript.people)
    return (*transcript.speakers, *(Speaker(label, "unknown", (label,)) for label in more))


def _drafts(paragraphs: Iterable[Paragraph]) -> list[Draft]:
    return [Draft(p.text, p.speaker, p.heading, p.audio_start, p.audio_end) for p in paragraphs]
