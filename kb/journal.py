"""The audit trail: every row a person changes is written down with what it was, and can be put back.

An action is one :class:`Journal`: its rows share a batch and are undone together. Undoing is itself an
action in the trail, so that it can be undone too.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from kb import tables
from kb.errors import KbError

_TABLES: dict[str, type[SQLModel]] = {
    "coding": tables.Coding,
    "code": tables.Code,
    "coding_pass": tables.CodingPass,
    "unplaced_coding": tables.UnplacedCoding,
    "speaker": tables.Speaker,
    "memo": tables.Memo,
    "participant": tables.Case,
    "attribute": tables.Attribute,
    "document": tables.Document,
}


class CannotUndoError(KbError):
    """Something later depends on the change, or there is no such change."""


class Journal:
    """One action of one person, written down row by row."""

    def __init__(self, session: Session, *, who: str, what: str) -> None:
        self._session = session
        self._who = who
        self._what = what
        self.batch = uuid.uuid4().hex

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
        """Delete a row and write down what it was."""
        self._write(row, before=snapshot(row), after=None)
        self._session.delete(row)
        self._session.flush()

    def noted(self, noun: str, *, document_id: int | None = None, **facts: Any) -> None:
        """Write down an event that is not one row, such as a folder that was ingested."""
        self._session.add(
            tables.Change(
                batch=self.batch,
                who=self._who,
                what=self._what,
                noun=noun,
                document_id=document_id,
                after=facts,
            )
        )

    def _write(self, row: Any, *, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        self._session.add(
            tables.Change(
                batch=self.batch,
                who=self._who,
                what=self._what,
                noun=str(row.__tablename__),
                row_id=row.id,
                document_id=getattr(row, "document_id", None),
                before=before,
                after=after,
            )
        )


def snapshot(row: SQLModel) -> dict[str, Any]:
    """Return a row's columns as values that JSON can hold."""
    return {name: _plain(value) for name, value in row.model_dump().items()}


def undo(session: Session, batch: str, *, who: str) -> int:
    """Put back every row that an action changed, and return how many.

    Raises:
        CannotUndoError: there is no such action, it is undone already, or a row has changed since.
    """
    query = select(tables.Change).where(tables.Change.batch == batch)
    changes = [
        c
        for c in session.exec(query.order_by(col(tables.Change.id).desc()))
        if c.noun in _TABLES and c.row_id
    ]
    if not changes:
        raise CannotUndoError(f"nothing to undo: {batch!r} is no action that changed a row; see `kb history`")
    if any(change.undone for change in changes):
        raise CannotUndoError("this action is undone already; see `kb history`")
    journal = Journal(session, who=who, what=f"undo: {changes[0].what}")
    for change in changes:
        _put_back(session, journal, change)
        change.undone = True
        session.add(change)
    return len(changes)


def _put_back(session: Session, journal: Journal, change: tables.Change) -> None:
    table = _TABLES[change.noun]
    row = session.get(table, change.row_id)
    if (snapshot(row) if row else None) != change.after:
        raise CannotUndoError(
            f"cannot undo “{change.what}”: the {change.noun.replace('_', ' ')} has been changed since; "
            "undo the later change first (`kb history`)"
        )
    if row is None:
        journal.made(table.model_validate(change.before))
    elif change.before is None:
        journal.deleted(row)
    else:
        restored = table.model_validate(change.before)
        journal.changed(row, **restored.model_dump(exclude={"id"}))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
