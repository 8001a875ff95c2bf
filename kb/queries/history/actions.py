"""The actions of the audit trail: who did what, and when, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from kb.db.tables import Change, Document
from kb.db.tables.audit import HISTORY
from kb.errors import KbError
from kb.queries.history.scope import TrailFilters, conditions, last_of_action

SHORTEST = 4
"""An action can be named by so many of its first characters, or more."""
_AT_ONCE = 500
"""Actions that are named in one statement; a database takes no unlimited number of parameters."""

_Row = tuple[int | None, str, datetime, str, str]
"""The last row of an action: its number and batch, when, who, what."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of one person: the rows of the trail that share a batch and are undone together.

    ``sequence`` is the number of its last row: it says what came after what, whatever the clock says.
    """

    batch: str
    at: datetime
    who: str
    what: str
    changes: int
    documents: tuple[str, ...]
    undone: bool
    sequence: int = 0


def history(
    session: Session,
    *,
    limit: int | None = 20,
    who: str | None = None,
    kind: str | None = None,
    document: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    code: str | None = None,
    before: int | None = None,
) -> list[Action]:
    """Return actions, newest first: of a person, of a kind, that touch a document or a code, of a time.

    ``before`` is the ``sequence`` of the last action of the page before: a page is found by its place, so
    the hundredth costs what the first does.

    Raises:
        KbError: there is no such document, code or kind.
    """
    filters = TrailFilters(who=who, kind=kind, document=document, since=since, until=until, code=code)
    query = select(Change.id, Change.batch, Change.at, Change.who, Change.what).where(
        *conditions(session, filters), last_of_action()
    )
    if before is not None:
        query = query.where(col(Change.id) < before)
    return _actions(session, session.exec(query.order_by(col(Change.id).desc()).limit(limit)).all())


def actions_of(session: Session, batches: Sequence[str]) -> list[Action]:
    """Return the actions of these batches, newest first."""
    query = select(Change.id, Change.batch, Change.at, Change.who, Change.what).where(
        col(Change.batch).in_(batches), last_of_action()
    )
    return _actions(session, session.exec(query.order_by(col(Change.id).desc())).all())


def _actions(session: Session, rows: Sequence[_Row]) -> list[Action]:
    found: list[Action] = []
    for some in _portions(rows):
        shown = col(Change.batch).in_([batch for _, batch, *_ in some])
        touched, counted = _documents(session, shown), _sizes(session, shown)
        found += [
            Action(batch, at, by, what, *_shape(counted[batch], touched.get(batch, ())), number or 0)
            for number, batch, at, by, what in some
        ]
    return found


def number_of_actions(
    session: Session,
    *,
    who: str | None = None,
    kind: str | None = None,
    document: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    code: str | None = None,
) -> int:
    """Return how many actions there are of a person, of a kind, on a document or a code, of a time."""
    filters = TrailFilters(who=who, kind=kind, document=document, since=since, until=until, code=code)
    meant = conditions(session, filters)
    if not meant:  # the index of batches alone answers it
        return session.exec(select(func.count(col(Change.batch).distinct()))).one()
    return session.exec(select(func.count()).select_from(Change).where(*meant, last_of_action())).one()


def everybody_who_acted(session: Session) -> list[str]:
    """Return everybody who ever changed something."""
    return list(session.exec(select(Change.who).distinct().order_by(Change.who)))


def is_undone(session: Session, batch: str) -> bool:
    """Say whether an action was taken back."""
    query = select(Change.id).where(Change.batch == batch, col(Change.undone).is_(True)).limit(1)
    return session.exec(query).first() is not None


def which_are_undone(session: Session, batches: Sequence[str]) -> set[str]:
    """Return those of some actions that were taken back."""
    query = select(Change.batch).where(col(Change.batch).in_(batches), col(Change.undone).is_(True))
    return set(session.exec(query.distinct()))


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


def _portions(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some


def _shape(size: tuple[int, bool], documents: Sequence[str]) -> tuple[int, tuple[str, ...], bool]:
    return size[0], tuple(documents), size[1]


def _sizes(session: Session, shown: ColumnElement[bool]) -> dict[str, tuple[int, bool]]:
    """How many rows each action has, and whether it is undone."""
    undone = select(Change.batch).where(shown, col(Change.undone).is_(True)).distinct()
    gone = set(session.exec(undone))
    rows = func.count(func.nullif(Change.noun, HISTORY))
    query = select(Change.batch, rows).where(shown).group_by(Change.batch)
    return {each: (count, each in gone) for each, count in session.exec(query)}


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
