"""Do what somebody asks for once, however often they ask: an action has a name that its author gave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session, select

from kb.db.audit import BATCH
from kb.db.tables import Change
from kb.store.stale import OWN

_T = TypeVar("_T")


def once(
    session: Session, name: str, action: Callable[[Session], _T], *, own: frozenset[str] = frozenset()
) -> _T | None:
    """Run an action under a name in the audit trail; None if one of this name is in the catalog already.

    ``own`` are earlier actions of whoever asks: what only they changed is not changed by somebody else.

    Whoever does not hear whether it was stored asks again by the same name. Writers of SQLite wait for each
    other, so that of two who ask at once the second one finds it.
    """
    if is_done(session, name):
        return None
    session.info[BATCH], session.info[OWN] = name, own
    try:
        return action(session)
    finally:
        del session.info[BATCH], session.info[OWN]


def is_done(session: Session, name: str) -> bool:
    """Return whether an action of this name is in the catalog; one that had nothing to change is not."""
    return session.exec(select(Change.id).where(Change.batch == name).limit(1)).first() is not None
