"""Versions of a document's text, and where words that were selected in an earlier one are now.

A text is named by its sha256. What somebody does with words carries the version that they saw; where the text
has changed since, the words are looked up in the current one. Only offsets are kept of earlier texts, in the
audit trail: the words of an earlier text may be names that the current one hides.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from ingest.merge.alignment import OffsetMap
from kb.db.audit import Journal
from kb.db.tables import Change, Document, Paragraph
from kb.errors import KbError
from kb.queries.quotes.quotes import shortened

NOUN = "text_version"
"""How the trail calls a change of a text: ``from`` and ``to`` name the versions, ``runs`` what stayed."""
_SHOWN = 60
"""Characters of the words in an error."""


class TextChangedError(KbError):
    """Words that somebody selected are not in the current text, or not where they were selected."""

    def __init__(self, words: str | None) -> None:
        said = " ".join((words or "").split())
        what = f"“{shortened(said, _SHOWN)}” is not" if said else "these words are not"
        super().__init__(
            f"the text has changed since this page was loaded, and {what} at one certain place in it; "
            "select the words again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Words that somebody selected: offsets (code points, half-open) into the version ``text`` of a document.

    ``text`` is the sha256 of the text they saw and ``words`` what stands there; what is None is not checked.
    """

    start: int
    end: int
    text: str | None = None
    words: str | None = None


def fingerprint(text: str) -> str:
    """Return the sha256 of a text, which names its version."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def text_of(session: Session, document: Document) -> str:
    """Return the text that is shown for a document."""
    query = select(Paragraph.text).where(Paragraph.document_id == document.id)
    return "\n".join(session.exec(query.order_by(col(Paragraph.position))))


def remember(log: Journal, document: Document, moved: OffsetMap) -> None:
    """Write down which characters of a text stay when it is replaced by another, and where they then are."""
    before, after = fingerprint(moved.old), fingerprint(moved.new)
    if before != after:
        sizes = {"old": len(moved.old), "new": len(moved.new)}
        runs = [list(run) for run in moved.runs]
        log.noted(NOUN, document_id=document.id, **{"from": before, "to": after, **sizes, "runs": runs})


def current_span(session: Session, document: Document, selected: Selection) -> tuple[int, int]:
    """Return where selected words are in the current text: the offsets as they are if it has not changed.

    Raises:
        TextChangedError: the words are not there any more, or it is not certain where.
    """
    start, end = selected.start, selected.end
    is_current = selected.text in (None, document.sha256)
    if is_current and selected.words is None:
        return start, end
    text = text_of(session, document)
    if is_current:
        if _plain(text[start:end]) != _plain(selected.words or ""):
            raise TextChangedError(selected.words)
        return start, end
    place = _followed(session, document, selected, text)
    if place is None:
        raise TextChangedError(selected.words)
    return place


def _plain(words: str) -> str:
    return " ".join(words.split())


def _followed(session: Session, document: Document, selected: Selection, text: str) -> tuple[int, int] | None:
    """Where a span is now, followed from version to version; None if it got lost or the way is not known."""
    steps = _steps(session, document, selected.text or "")
    start, end, words = selected.start, selected.end, selected.words or ""
    if not steps or not 0 <= start < end <= steps[0]["old"]:
        return None
    for step in steps:
        said = words if len(words) == end - start else _unknown(end - start)
        old = _unknown(start) + said + _unknown(step["old"] - end)
        new = text if step["to"] == document.sha256 else _unknown(step["new"])
        placed = OffsetMap(old, new, tuple((run[0], run[1], run[2]) for run in step["runs"])).span(start, end)
        if placed is None:
            return None
        start, end, words = placed.start, placed.end, ""
    return start, end


def _unknown(length: int) -> str:
    """Stands for so many characters of a text that is not kept; none of them is white space."""
    return "x" * length


def _steps(session: Session, document: Document, version: str) -> list[dict[str, Any]]:
    """The changes that lead from a version to the current text, the fewest; empty if the way is not known."""
    query = select(Change.after).where(Change.document_id == document.id, Change.noun == NOUN)
    changes = [dict(after) for after in session.exec(query.order_by(col(Change.id).desc())) if after]
    ways, seen = deque([(version, list[dict[str, Any]]())]), {version}
    while ways:
        at, way = ways.popleft()
        if at == document.sha256:
            return way
        for change in changes:
            if change["from"] == at and change["to"] not in seen:
                seen.add(change["to"])
                ways.append((change["to"], [*way, change]))
    return []
