"""Who changed what, and when: the actions of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from kb.db.tables import Change, Document
from kb.errors import KbError
from kb.queries import names

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


KINDS: dict[str, tuple[str, ...]] = {
    "codings": ("coding", "unplaced_coding", "dismissed_suggestion"),
    "codes": ("code", "taxonomy_file"),
    "memos": ("memo",),
    "documents": ("document", "speaker", "participant", "attribute", "coding_pass"),
    "searches": ("saved_search",),
}
"""What an action can be about, and the rows of the trail that say so."""


def history(
    session: Session,
    *,
    limit: int | None = 20,
    who: str | None = None,
    kind: str | None = None,
    document: str | None = None,
    since: datetime | None = None,
) -> list[Action]:
    """Return the actions, newest first: of a person, of a kind (:data:`KINDS`), that touch a document."""
    latest = func.max(col(Change.at))
    query = (
        select(Change.batch, latest, func.min(Change.who), func.min(Change.what), func.count())
        .where(*_meant(session, who=who, kind=kind, document=document, since=since))
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


def number_of_actions(
    session: Session,
    *,
    who: str | None = None,
    kind: str | None = None,
    document: str | None = None,
    since: datetime | None = None,
) -> int:
    """Return how many actions there are of a person, of a kind, on a document."""
    meant = _meant(session, who=who, kind=kind, document=document, since=since)
    query = select(func.count(col(Change.batch).distinct())).where(*meant)
    return session.exec(query).one()


def everybody_who_acted(session: Session) -> list[str]:
    """Return everybody who ever changed something."""
    return list(session.exec(select(Change.who).distinct().order_by(Change.who)))


def _meant(
    session: Session, *, who: str | None, kind: str | None, document: str | None, since: datetime | None
) -> list[ColumnElement[bool]]:
    """What must hold of one row of an action's trail for the action to be meant."""
    conditions = []
    if who is not None:
        conditions.append(col(Change.who) == who)
    if since is not None:
        conditions.append(col(Change.at) >= since)
    if kind is not None:
        of_kind = select(Change.batch).where(col(Change.noun).in_(KINDS.get(kind, ())))
        conditions.append(col(Change.batch).in_(of_kind))
    if document is not None:
        touching = select(Change.batch).where(Change.document_id == names.document(session, document).id)
        conditions.append(col(Change.batch).in_(touching))
    return conditions


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
