"""Who changed what, and when: the actions of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from kb.errors import KbError
from kb.tables import Change, Document

SHORTEST = 4
"""An action can be named by so many of its first characters, or more."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of one person: the rows of the trail that share a batch and are undone together."""

    batch: str
    at: datetime
    who: str
    what: str
    changes: int
    documents: tuple[str, ...]
    undone: bool


def history(session: Session, *, limit: int | None = 20) -> list[Action]:
    """Return the actions, newest first."""
    latest = func.max(col(Change.at))
    query = (
        select(Change.batch, latest, func.min(Change.who), func.min(Change.what), func.count())
        .group_by(col(Change.batch))
        .order_by(latest.desc(), col(Change.batch))
        .limit(limit)
    )
    shown = col(Change.batch).in_(select(query.subquery("newest").c.batch))
    touched = _documents(session, shown)
    undone = set(session.exec(select(Change.batch).where(shown, col(Change.undone).is_(True))))
    return [
        Action(batch, at, who, what, changes, tuple(touched.get(batch, ())), batch in undone)
        for batch, at, who, what, changes in session.exec(query)
    ]


def batch(session: Session, name: str) -> str:
    """Return the batch of an action by its name in the history or the beginning of it.

    Raises:
        KbError: no action, or several, begin like this.
    """
    query = select(Change.batch).where(col(Change.batch).startswith(name, autoescape=True)).distinct()
    found = session.exec(query).all() if len(name) >= SHORTEST else []
    if len(found) == 1:
        return found[0]
    reason = "several actions begin with" if found else "no action begins with"
    raise KbError(f"{reason} {name!r}; copy it from `kb history`, at least {SHORTEST} characters")


def _documents(session: Session, shown: ColumnElement[bool]) -> dict[str, list[str]]:
    """The documents that each action touched, in natural order."""
    query = (
        select(Change.batch, Document.name)
        .join(Document, col(Document.id) == Change.document_id)
        .where(shown)
        .group_by(Change.batch, Document.name, Document.sort_key)
        .order_by(col(Document.sort_key))
    )
    touched: dict[str, list[str]] = {}
    for each, name in session.exec(query):
        touched.setdefault(each, []).append(name)
    return touched
