"""The texts of a project as documents: every character of the canonical text stays."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from ingest.merge.alignment import OffsetMap, align
from kb.db.rows import insert_rows
from kb.db.tables import Document, Paragraph
from kb.exchange.guids import same
from kb.exchange.model import QUOTES, Source
from kb.store.documents.renaming import sort_key
from kb.store.exchange.codes import tidy
from kb.store.exchange.importing import Importing
from kb.store.text_versions import fingerprint, text_of

_PARAGRAPH = re.compile(r"\n(?=[^\S\n]*[^\s])")
"""A line that says something begins a paragraph; blank lines belong to the one before."""
_ELEMENTS = {
    "text": "TextSource",
    "pdf": "PDFSource",
    "picture": "PictureSource",
    "audio": "AudioSource",
    "video": "VideoSource",
    QUOTES: "TextSource",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A source and its document; ``starts`` are where the document's paragraphs begin.

    ``moved`` leads from the text of the file to that of the catalog, where a person has corrected it.
    """

    source: Source
    document: Document
    starts: list[int]
    is_new: bool
    moved: OffsetMap | None = None

    def paragraphs(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions of the first and the last paragraph of a span."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return first, max(first, bisect_right(self.starts, max(start, end - 1)) - 1)

    def coded(self) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """The code of each coding, and who made it: the coding's own creator, else that of what is coded."""
        for selection in self.source.selections:
            yield from ((each.code, (each.creator, selection.creator)) for each in selection.codings)
        yield from ((each.code, (each.creator, self.source.creator)) for each in self.source.codings)


class Documents:
    """The documents of a project's sources."""

    def __init__(self, work: Importing, file: str) -> None:
        """Store the sources of a project that have a text."""
        self._work, self._file = work, file
        self._rows = {each.name: each for each in work.session.exec(select(Document))}
        self._by_id = {each.id: each for each in self._rows.values()}
        self._taken: set[int] = set()
        self.stored: list[Stored] = []
        self._by_guid: dict[str, Document] = {}
        self._paragraphs: list[dict[str, Any]] = []
        for position, source in enumerate(work.project.sources):
            self._store(source, position)
        insert_rows(work.session, Paragraph, self._paragraphs)

    def document(self, guid: str) -> Document | None:
        """Return the document of a source; None for one without a text."""
        return self._by_guid.get(same(guid))

    def _store(self, source: Source, position: int) -> None:
        work, kind = self._work, _ELEMENTS[source.kind]
        if source.kind == QUOTES:
            self._found(source)
            return
        if source.text is None:
            work.keep(kind, source, position=position)
            return
        digest = fingerprint(source.text)
        before = work.before(kind, source.guid)
        known = self._by_id.get(before.row) if before is not None else None
        row = known or self._same(source, digest)
        is_new = row is None
        moved = None
        if row is None:
            row = self._made(source, digest)
            starts = self._lay_out(row, source)
        else:
            moved = self._update(source, row, digest)
            query = select(Paragraph.start).where(Paragraph.document_id == row.id)
            starts = list(work.session.exec(query.order_by(col(Paragraph.position))))
        self._taken.add(row.id or 0)
        self._by_guid[same(source.guid)] = row
        self.stored.append(Stored(source, row, starts, is_new, moved))
        work.keep(
            kind, source, position=position, noun="document", row=row.id, document=row.id, called=row.name,
            digest=digest,
        )  # fmt: skip
        work.stored[kind] += 1
        work.stored["SyncPoint"] += len(source.times)
        for note in source.notes:
            work.notes.setdefault(same(note), []).append({"document_id": row.id})

    def _found(self, source: Source) -> None:
        """Take a document that is here for one of which a file has quotes only; what it says is not kept."""
        if source.text is None:
            return
        row = self._rows[source.name or ""]
        query = select(Paragraph.start).where(Paragraph.document_id == row.id)
        starts = list(self._work.session.exec(query.order_by(col(Paragraph.position))))
        self._by_guid[same(source.guid)] = row
        self.stored.append(Stored(source, row, starts, is_new=False))
        self._work.stored["TextSource"] += 1
        for selection in source.selections:
            self._work.apart |= {selection.guid, *(each.guid for each in selection.codings)}
        self._work.apart |= {each.guid for each in source.codings}

    def _same(self, source: Source, digest: str) -> Document | None:
        """The document of this name that has this very text."""
        held = self._rows.get(tidy(source.name or ""))
        return held if held is not None and held.sha256 == digest and held.id not in self._taken else None

    def _made(self, source: Source, digest: str) -> Document:
        name = self._free(tidy(source.name or "") or source.guid)
        member = f": {source.members[0]}" if source.members else ""
        row: Document = self._work.add(
            Document(
                name=name,
                sort_key=sort_key(name),
                kind="interview",
                length=len(source.text or ""),
                sha256=digest,
                displayed_from=f"{self._file}{member}",
                display_reason=f"imported from {self._file}",
            )
        )
        self._rows[name] = row
        self._work.changes["made", "document"] += 1
        return row

    def _free(self, name: str) -> str:
        names = (name, *(f"{name} ({number})" for number in range(2, len(self._rows) + 3)))
        return next(each for each in names if each not in self._rows)

    def _lay_out(self, row: Document, source: Source) -> list[int]:
        laid = list(paragraphs_of(source.text or ""))
        starts = [start for start, _ in laid]
        times = _times(source, starts)
        self._paragraphs += (
            {
                "document_id": row.id,
                "position": position,
                "start": start,
                "end": start + len(text),
                "text": text,
                "audio_start": times.get(position),
            }
            for position, (start, text) in enumerate(laid)
        )
        return starts

    def _update(self, source: Source, row: Document, digest: str) -> OffsetMap | None:
        """Where the file's words are in a document that is there already."""
        if row.sha256 == digest:
            return None
        work = self._work
        work.problem(row.name, "has another text in the file; ours stays, with codings on the same words")
        return align(source.text or "", text_of(work.session, row))


def paragraphs_of(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield where each paragraph of a text begins, and its words; joined by a newline they are the text.

    >>> list(paragraphs_of("One\n\n\nTwo"))
    [(0, 'One\n\n'), (6, 'Two')]
    """
    at = 0
    for found in _PARAGRAPH.finditer(text):
        if not text[at : found.start()].strip() and at == 0:
            continue
        yield at, text[at : found.start()]
        at = found.end()
    yield at, text[at:]


def _times(source: Source, starts: list[int]) -> dict[int, float]:
    """When each paragraph begins, by the first point in time that lies in it."""
    found: dict[int, float] = {}
    for place, seconds in sorted(source.times):
        found.setdefault(max(0, bisect_right(starts, place) - 1), seconds)
    return found
