"""Which files of a document were read this time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, select

from kb.db.tables import Coding, Document, Source, UnplacedCoding


class ReadFiles:
    """The files of a document that were read; only those can tell that a coding is gone."""

    def __init__(self, session: Session, document: Document, read: Mapping[str, int]) -> None:
        self._read = read
        every = set(session.exec(select(Source.id).where(Source.document_id == document.id)))
        self._all_read = every <= set(read.values())

    def only(self, paths: Sequence[object]) -> int | None:
        """The one file that a pass comes from, or None when it comes from several."""
        return self._read.get(str(paths[0])) if len(paths) == 1 else None

    def speak_for(self, coding: Coding | UnplacedCoding) -> bool:
        """Whether the files that this coding came from were read."""
        return self._all_read if coding.source_id is None else coding.source_id in self._read.values()
