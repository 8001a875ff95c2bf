"""The audit trail: every row a person changes is written down with what it was, and can be put back.

An action is one :class:`Journal`: its rows share a batch and are undone together. Undoing is itself an
action in the trail, so that it can be undone too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, insert, inspect, true
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from kb.db import tables
from kb.db.tables.audit import MACHINE_RUN, REDO, UNDO, known_event
from kb.db.tables.columns import now
from kb.db.tables.records import row_of, snapshot
from kb.errors import KbError

TABLES: dict[str, type[SQLModel]] = {
    "coding": tables.Coding,
    "code": tables.Code,
    "coding_pass": tables.CodingPass,
    "decision": tables.Decision,
    "unplaced_coding": tables.UnplacedCoding,
    "speaker": tables.Speaker,
    "memo": tables.Memo,
    "participant": tables.Case,
    "attribute": tables.Attribute,
    "document": tables.Document,
    "saved_search": tables.SavedSearch,
    "dismissed_suggestion": tables.DismissedSuggestion,
    "replacement": tables.Replacement,
    "code_place": tables.CodePlace,
    "named_set": tables.NamedSet,
    "set_member": tables.SetMember,
    "variable": tables.Variable,
    "document_code": tables.DocumentCode,
    "task": tables.Task,
}

_SHARED = (tables.Code, tables.CodingPass, tables.Case)
"""Rows that are made on the way to another, and that others use as well."""

BATCH = "kb_batch"
"""Where a session keeps the name of the action that it is for, if whoever asks for it has named it."""


class CannotUndoError(KbError):
    """Something later depends on the change, or there is no such change."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the trail says of one row, or of an event that is not one row."""

    noun: str
    row_id: int | None
    document_id: int | None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Journal:
    """One action of one person, written down row by row."""

    def __init__(self, session: Session, *, who: str, what: str, document_id: int | None = None) -> None:
        """Begin an action; ``document_id`` is the document it is about, also where a row is of none."""
        self._session = session
        self._document_id = document_id
        self.who = who
        self._what = what
        self.batch = str(session.info.get(BATCH) or uuid.uuid4().hex)

    def made(self, row: SQLModel) -> None:
        """Store a new row and write down that it was made."""
        self._session.add(row)
        self._session.flush()
        self._write(row, before=None, after=snapshot(row))

    def changed(self, row: SQLModel, **values: object) -> None:
        """Change columns of a row and write down what they were; values that are equal change nothing."""
        before = snapshot(row)
        for name, value in values.items():
            setattr(row, name, value)
        after = snapshot(row)
        if before != after:
            self._session.add(row)
            self._session.flush()
            self._write(row, before=before, after=after)

    def deleted(self, row: SQLModel) -> None:
        """Delete a row and write down what it was; memos on a coding stay, on its words."""
        if isinstance(row, tables.Coding):
            self._let_go(row)
        self._write(row, before=snapshot(row), after=None)
        self._session.delete(row)
        self._session.flush()

    def told_together(self, entries: Iterable[Entry]) -> None:
        """Write down many rows that were deleted, in this order; they are the caller's to delete."""
        self._session.flush()
        always = {"batch": self.batch, "who": self.who, "what": self._what, "undone": False, "at": now()}
        rows = [
            {
                **always,
                "noun": each.noun,
                "row_id": each.row_id,
                "document_id": each.document_id or self._document_id,
                "before": each.before,
                "after": each.after,
            }
            for each in entries
        ]
        if rows:
            entries_of_all: Any = inspect(tables.Change).local_table
            self._session.connection().execute(insert(entries_of_all), rows)

    def _let_go(self, coding: tables.Coding) -> None:
        """Undo must find what belonged to a coding: write down what the database would clear by itself."""
        for memo in self._session.exec(select(tables.Memo).where(tables.Memo.coding_id == coding.id)).all():
            words = {} if coding.start == coding.end else {"start": coding.start, "end": coding.end}
            self.changed(memo, coding_id=None, document_id=coding.document_id, **words)
        led_to = select(tables.Decision).where(tables.Decision.result_id == coding.id)
        for decision in self._session.exec(led_to).all():
            self.changed(decision, result_id=None)
        about = select(tables.Decision).where(tables.Decision.coding_id == coding.id)
        for decision in self._session.exec(about).all():
            self.deleted(decision)

    def noted(self, noun: str, *, document_id: int | None = None, **facts: Any) -> None:
        """Write down an event that is not one row, such as a folder that was ingested."""
        self._session.add(
            tables.Change(
                batch=self.batch,
                who=self.who,
                what=self._what,
                noun=known_event(noun),
                document_id=document_id,
                after=facts,
            )
        )

    @contextmanager
    def comparing_codes(self) -> Iterator[None]:
        """Write down what becomes of the codes in the meantime: which are made, changed and gone."""
        self._session.flush()
        before = self._codes()
        yield
        self._session.flush()
        after = self._codes()
        for row_id in sorted(before.keys() | after.keys()):
            was, now = before.get(row_id), after.get(row_id)
            if was != now:
                self._add("code", row_id, None, before=was, after=now)

    def _codes(self) -> dict[int, dict[str, Any]]:
        return {row.id or 0: snapshot(row) for row in self._session.exec(select(tables.Code))}

    def _write(self, row: Any, *, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        noun, document_id = str(row.__tablename__), getattr(row, "document_id", None)
        self._add(noun, row.id, document_id or self._document_id, before=before, after=after)

    def _add(
        self,
        noun: str,
        row_id: int,
        document_id: int | None,
        *,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        self._session.add(
            tables.Change(
                batch=self.batch,
                who=self.who,
                what=self._what,
                noun=noun,
                row_id=row_id,
                document_id=document_id,
                before=before,
                after=after,
            )
        )


def undo(session: Session, batch: str, *, who: str) -> int:
    """Put back every row that an action changed, and return how many.

    A code or a pass that the action made stays when something else uses it by now.

    Raises:
        CannotUndoError: there is no such action, it is undone already, a row has changed since, or it stored
            files.
    """
    query = select(tables.Change).where(tables.Change.batch == batch)
    rows = session.exec(query.order_by(col(tables.Change.id).desc())).all()
    if any(change.noun == "document" and change.row_id is None for change in rows):
        raise CannotUndoError(
            f"cannot undo “{rows[0].what}”: the texts come from the files; "
            "restore the earlier files and run `kb ingest`"
        )
    changes = [change for change in rows if change.noun in TABLES and change.row_id]
    if not changes:
        raise CannotUndoError(
            f"nothing to undo: {batch!r} is not an action that changed something; see `kb history`"
        )
    if any(change.undone for change in changes):
        raise CannotUndoError("this action is already undone; see `kb history`")
    about = next((change.document_id for change in changes if change.document_id), None)
    journal = Journal(session, who=who, what=what_undoing_is(changes[0].what), document_id=about)
    if run := next((each for each in rows if each.noun == MACHINE_RUN), None):
        facts = {"run": run.batch, **(run.after or {})}
        journal.noted(run.noun, document_id=run.document_id, **facts | {"undone": not facts.get("undone")})
    return sum(put_back(session, journal, change) for change in changes)


def put_back(session: Session, journal: Journal, change: tables.Change) -> bool:
    """Put back one row as part of an undo, and say whether that was done: what is used by now stays.

    Raises:
        CannotUndoError: the row has changed since.
    """
    what = change.what  # a session whose statement failed can tell nothing any more
    try:
        done = _put_back(session, journal, change)
    except IntegrityError as error:
        raise _cannot_undo(what, "it was replaced in the meantime") from error
    change.undone = True
    session.add(change)
    return done


def what_undoing_is(what: str) -> str:
    """How undoing an action is called; undoing an undo is doing it again."""
    if what.startswith(UNDO):
        return REDO + what.removeprefix(UNDO)
    return UNDO + what.removeprefix(REDO)


def _cannot_undo(what: str, reason: str) -> CannotUndoError:
    return CannotUndoError(f"cannot undo “{what}”: {reason}; undo the later change first (`kb history`)")


def _put_back(session: Session, journal: Journal, change: tables.Change) -> bool:
    """Put one row back, and say whether it was done: what is used elsewhere by now stays."""
    table = TABLES[change.noun]
    row = session.get(table, change.row_id)
    if isinstance(row, tables.Code | tables.Document) and change.before and change.after:
        return _put_back_columns(journal, row, change)
    is_as_left = (snapshot(row) if row else None) == change.after
    if change.before is None and isinstance(row, _SHARED) and (not is_as_left or _is_used(session, row)):
        return False
    if not is_as_left:
        raise _cannot_undo(change.what, f"the {change.noun.replace('_', ' ')} has been changed since")
    if row is None:
        on_words = change.noun in ("coding", "replacement")
        if on_words and change.before and change.before["start"] is None:
            raise CannotUndoError(f"cannot undo “{change.what}”: its words are not in the current text")
        journal.made(row_of(table, change.before or {}))
    elif change.before is None:
        journal.deleted(row)
    else:
        restored = row_of(table, change.before)
        journal.changed(row, **restored.model_dump(exclude={"id"}))
    return True


def _put_back_columns(journal: Journal, row: tables.Code | tables.Document, change: tables.Change) -> bool:
    """Put back what was changed of a row, such as a colour or a name.

    The taxonomy may have moved the rest of a code since, a file the text of a document.
    """
    before, after = change.before or {}, change.after or {}
    changed = {name for name in before if before[name] != after.get(name)}
    if any(getattr(row, name) != after.get(name) for name in changed):
        raise _cannot_undo(change.what, f"the {change.noun} has been changed since")
    journal.changed(row, **{name: before[name] for name in changed})
    return True


def _is_used(session: Session, row: Any) -> bool:
    """Whether a row of another table, or another row of its own, refers to this one."""
    table = type(row).__table__
    tables_of_all = SQLModel.metadata.sorted_tables
    references = (key for each in tables_of_all for key in each.foreign_keys if key.column.table is table)
    return any(
        session.scalar(select(exists().where(key.parent == row.id, _is_another(key.parent.table, row))))
        for key in references
    )


def _is_another(table: Table, row: Any) -> ColumnElement[bool]:
    """The condition that a row of a table is not this very row."""
    return table.c.id != row.id if table is type(row).__table__ else true()
