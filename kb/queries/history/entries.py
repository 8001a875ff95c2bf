"""Actions told in sentences: one entry an action, one line for each thing that it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from kb.db.blindness import blindness_of
from kb.db.tables import Change
from kb.db.tables.audit import REDO, UNDO
from kb.formatting import counted
from kb.queries.history.actions import Action, actions_of, history
from kb.queries.history.code_lines import lines_about_code
from kb.queries.history.scope import CodeInTrail, TrailFilters, code_in_trail
from kb.queries.history.sentences.codebook import codebook_lines
from kb.queries.history.sentences.codings import coding_lines, memo_line
from kb.queries.history.sentences.decisions import decision_lines
from kb.queries.history.sentences.documents import document_lines
from kb.queries.history.sentences.lines import Line, TrailRow
from kb.queries.history.sentences.trail_names import TrailNames

MOST_ROWS = 200
"""An action of more rows (an import, a merge of codes) is told by numbers: nobody reads so many lines."""
MOST_LINES = 40
"""Lines of one action; the rest is counted."""
_CODEBOOK = ("codebook", "code")
_CODED = ("coding", "unplaced_coding", "dismissed_suggestion")
_CONFIRMED = "coding_confirmed"
_NOUNS = {
    "coding": "coding",
    "unplaced_coding": "coding without a place",
    "coding_pass": "pass",
    "participant": "case",
    "dismissed_suggestion": "dismissed suggestion",
    "saved_search": "saved search",
}
_SILENT = ("text_version", "document_text", "codebook")


@dataclass(frozen=True, slots=True)
class Entry:
    """An action in sentences. ``sequence`` tells the order; ``undone`` that it was taken back."""

    batch: str
    sequence: int
    at: datetime
    who: str
    what: str
    lines: tuple[Line, ...]
    documents: tuple[str, ...]
    changes: int
    undone: bool

    @property
    def sentence(self) -> str:
        """What was done, in one line."""
        more = len(self.lines) - 1
        return self.lines[0].placed + (f" and {counted(more, 'more change')}" if more else "")


def trail(
    session: Session, filters: TrailFilters, *, limit: int | None = None, before: int | None = None
) -> list[Entry]:
    """Return the actions that are meant in sentences, newest first; ``before`` as in :func:`history`.

    Raises:
        KbError: there is no such document, code or kind.
    """
    found = history(session, limit=limit, before=before, **asdict(filters))
    return entries(session, found, code=filters.code)


def described(session: Session, batches: Sequence[str]) -> dict[str, Entry]:
    """Return the actions of these batches in sentences, by batch."""
    return {entry.batch: entry for entry in entries(session, actions_of(session, batches))}


def entries(session: Session, actions: Sequence[Action], *, code: str | None = None) -> list[Entry]:
    """Return actions in sentences, in their order; ``code`` keeps the lines about a code.

    Raises:
        UnknownNameError: there never was such a code.
    """
    names = TrailNames(session)
    about = code_in_trail(session, code) if code is not None else None
    small = [each.batch for each in actions if each.changes <= MOST_ROWS]
    rows = _rows(session, small)
    return [_entry(session, names, each, rows.get(each.batch), about) for each in actions]


def _entry(
    session: Session,
    names: TrailNames,
    action: Action,
    rows: list[TrailRow] | None,
    about: CodeInTrail | None,
) -> Entry:
    lines = list(_lines(names, action, rows) if rows else _summary(session, action))
    if about is not None:
        own = [line for line in lines if set(line.about) & set(about.ids)]
        lines = [*own, *lines_about_code(session, about, rows or ())] or lines
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        lines = [*lines[:MOST_LINES], Line(text=f"and {counted(more, 'more change')}")]
    shown = tuple(lines) or (Line(text=action.what),)
    return Entry(
        action.batch,
        action.sequence,
        action.at,
        action.who,
        action.what,
        shown,
        action.documents,
        action.changes,
        action.undone,
    )


def _rows(session: Session, batches: Sequence[str]) -> dict[str, list[TrailRow]]:
    found: dict[str, list[TrailRow]] = {}
    blind = blindness_of(session)
    unseen = blind.documents if blind else ()
    for at in range(0, len(batches), MOST_ROWS):
        query = select(Change).where(col(Change.batch).in_(batches[at : at + MOST_ROWS]))
        for row in session.exec(query.order_by(col(Change.id))):
            after = _uncounted(row.after) if row.after and row.document_id in unseen else row.after
            told = TrailRow(row.id or 0, row.noun, row.row_id, row.document_id, row.before, after)
            found.setdefault(row.batch, []).append(told)
    return found


def _uncounted(facts: dict[str, Any]) -> dict[str, Any]:
    """What an import says, but for how much somebody has coded there."""
    return {name: value for name, value in facts.items() if name not in ("codings", "unplaced")}


def _lines(names: TrailNames, action: Action, rows: Sequence[TrailRow]) -> Iterator[Line]:
    """Tell an action; what takes another back is told as that one, with ``undid`` before it."""
    lead = ""
    if action.what.startswith(UNDO):
        lead, rows = "undid: ", [row.swapped() for row in reversed(rows)]
    elif action.what.startswith(REDO):
        lead = "did again: "
    for line in _told(names, rows, action.who):
        yield line.led_by(lead) if lead else line


def _told(names: TrailNames, rows: Sequence[TrailRow], who: str) -> Iterator[Line]:
    nouns = {row.noun for row in rows}
    deleted = any(row.noun == "document" and row.row and row.sort == "deleted" for row in rows)
    if deleted:
        yield from document_lines(names, rows)
        return
    decides = "decision" in nouns and not any(row.noun == "codebook" for row in rows)
    if decides:
        yield from decision_lines(names, rows)
    elif "codebook" not in nouns:
        yield from coding_lines(names, [row for row in rows if row.noun in (*_CODED, _CONFIRMED)], who)
    yield from codebook_lines(names, [row for row in rows if row.noun in _CODEBOOK or row.noun == "coding"])
    if decides:
        return
    yield from (line for row in rows if row.noun == "memo" and (line := memo_line(names, row)))
    others = [row for row in rows if row.noun not in (*_CODEBOOK, *_CODED, "memo", "decision")]
    yield from document_lines(names, others)


def _summary(session: Session, action: Action) -> Iterator[Line]:
    """Tell a large action by what it was called, and how many rows of which sort it touched."""
    made, gone = col(Change.before).is_(None), col(Change.after).is_(None)
    query = (
        select(Change.noun, made, gone, func.count())
        .where(Change.batch == action.batch, col(Change.row_id).is_not(None))
        .group_by(Change.noun, made, gone)
        .order_by(func.count().desc(), Change.noun)
    )
    told = []
    for noun, is_made, is_gone, number in session.exec(query):
        if noun not in _SILENT:
            verb = "added" if is_made else "deleted" if is_gone else "changed"
            told.append(f"{verb} {counted(number, _NOUNS.get(noun, noun.replace('_', ' ')))}")
    document = action.documents[0] if len(action.documents) == 1 else None
    yield Line(text=f"{action.what}: {', '.join(told)}" if told else action.what, document=document)
