"""What an answer was made from: the tables that a question reads, and the version of each, by document.

The audit trail says what changed. Codings, memos, decisions and saved searches change many times an hour and
touch little; each has a version of its own, and one for each document. Everything else (documents, codebook,
passes, what an ingest brings) counts for every answer. Which tables a question has read is seen in its SQL,
so nobody has to declare it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session, col, func, select

from kb.db.tables import Change, Coding, Decision, Memo, SavedSearch, TaxonomyFile, UnplacedCoding

OWN_VERSION = frozenset(
    str(table.__tablename__) for table in (Coding, Decision, Memo, SavedSearch, UnplacedCoding)
)
"""Tables whose changes change no other table, so that a question which does not read them need not care."""
TRAIL = str(Change.__tablename__)
"""The audit trail itself: whatever changes, it changes."""
ONE_DOCUMENT = frozenset(
    {
        "kb.queries.comparison.difference_seen.difference_seen",
        "kb.queries.comparison.pass_comparison.pass_comparison",
        "kb.queries.documents.annotations.notes",
        "kb.queries.documents.annotations.unplaced_codings",
        "kb.queries.documents.outline.outline",
        "kb.queries.documents.outline.progress",
        "kb.queries.documents.recent_changes.changes_since",
        "kb.queries.documents.recent_changes.latest_change",
        "kb.queries.documents.transcript.window",
        "kb.store.undo.last_redoable",
        "kb.store.undo.last_undoable",
    }
)
"""Questions that read these tables for one document only: the one that their first argument names."""
WITHOUT_TRAIL = frozenset({"kb.queries.comparison.unblinding.blind_documents"})
"""Questions that look in the trail only for events that count for every answer anyway."""

_WORD = re.compile(rf"\b(?:{'|'.join(sorted(OWN_VERSION | {TRAIL}))})\b")
_reading = threading.local()

Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class CatalogVersion:
    """The state of a catalog at one moment; ``newest`` is the last change of each table and document."""

    whole: str
    common: Version
    newest: dict[tuple[str, int | None], int]

    def of(self, tables: frozenset[str], document: int | None = None) -> Version:
        """Return what changes whenever one of some tables does, in one document if one is given."""
        if TRAIL in tables and document is None:
            return (self.whole,)
        read = OWN_VERSION if TRAIL in tables else tables
        places = (_EVERYWHERE,) if document is None else (document, None)
        return (*self.common, *(self.newest.get((each, at), 0) for each in sorted(read) for at in places))


_EVERYWHERE = -1
"""Stands for all documents together; None for changes that are about none."""


@dataclass
class ChangeReader:
    """Keeps the newest changes of a catalog; a look reads only what was added to the trail since the last.

    One writes at a time, in a file and on a server (:mod:`kb.db.server`), so what is committed later has
    higher numbers.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _epoch: int = 0
    _last: int = 0
    _batch: str | None = None
    _common: int = 0
    _newest: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def look(self, session: Session) -> CatalogVersion:
        """Return the version of the catalog now."""
        with self._lock:
            applied, rows = self._added(session)
            if not self._continues(rows):
                self._epoch, self._last, self._batch = self._epoch + 1, 0, None
                self._common, self._newest = 0, {}
                applied, rows = self._added(session)
            self._take(rows)
            whole = f"{self._epoch} {self._last} {applied}"
            return CatalogVersion(whole, (self._epoch, self._common, applied), self._newest)

    def _added(self, session: Session) -> tuple[Any, list[Any]]:
        """The changes from the last known one on: that one shows that the trail goes on from there."""
        applied = select(func.max(TaxonomyFile.id)).scalar_subquery()
        columns: Any = (Change.id, Change.batch, Change.noun, Change.document_id, applied)
        query = select(*columns).where(col(Change.id) >= self._last).order_by(col(Change.id))
        rows = list(session.exec(query))
        if rows:
            return rows[0][-1], rows
        return session.exec(select(func.max(TaxonomyFile.id))).one(), []

    def _continues(self, rows: list[Any]) -> bool:
        return not self._last or (bool(rows) and rows[0][:2] == (self._last, self._batch))

    def _take(self, rows: list[Any]) -> None:
        added = [row for row in rows if row[0] > self._last]
        if not added:
            return
        newest = dict(self._newest)  # versions that were handed out stay as they are
        for number, _, noun, document, _ in added:
            if noun in OWN_VERSION:
                newest[noun, document] = newest[noun, _EVERYWHERE] = number
            else:
                self._common = number
        self._newest = newest
        self._last, self._batch = added[-1][0], added[-1][1]


def watch(engine: Engine) -> None:
    """Let an engine write down which tables are read while :func:`reads` asks for it."""
    event.listen(engine, "before_cursor_execute", _note)


@contextmanager
def reads(question: str = "") -> Iterator[set[str]]:
    """Collect the tables with a version of their own that this thread reads meanwhile, for a question."""
    before, _reading.tables = getattr(_reading, "tables", None), set()
    try:
        yield _reading.tables
    finally:
        found, _reading.tables = _reading.tables, before
        if question in WITHOUT_TRAIL:
            found.discard(TRAIL)
        also_read(found)


def also_read(tables: Iterable[str]) -> None:
    """Count tables as read that a kept answer was made from."""
    if getattr(_reading, "tables", None) is not None:
        _reading.tables |= set(tables)


def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if not statement.startswith("CREATE"):  # a view of what somebody may see reads nothing by itself
        also_read(_tables(statement))


@lru_cache(maxsize=2000)
def _tables(statement: str) -> frozenset[str]:
    """The tables that a statement names; a column of that name counts too, which keeps nothing too long."""
    return frozenset(_WORD.findall(statement))
