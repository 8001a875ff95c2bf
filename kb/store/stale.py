"""What a writer saw goes with what they write: what somebody else has changed since is told, not overwritten.

Every function that changes what is there takes ``seen``: what the writer saw of it. It is compared in the
transaction that writes, while nobody else can write (a file has one writer at a time, a server gives turns).
Where it is something else by now, :class:`StaleWriteError` says what, by whom and since when, and nothing is
written; its ``now`` is the ``seen`` of whoever has read that and writes nevertheless. None as ``seen`` is for
whoever reads and writes in one transaction, as commands do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from kb.db.tables import Change
from kb.errors import KbError
from kb.queries.quotes.quotes import shortened

OWN = "kb_own"
"""Where a session keeps the names of the writer's own actions that they knew of when they acted."""
_SHOWN = 200
"""Characters of what is there now in an error."""


class StaleWriteError(KbError):
    """Somebody else has changed what a person is about to change; nothing was written.

    ``who`` changed it last, at ``at``; both are None where the history does not say. ``now`` is what is there
    as ``seen`` takes it, ``shown`` the same in words; both are empty where nothing is left of it.
    """

    def __init__(self, what: str, now: object, shown: str, last: Change | None, *, is_gone: bool) -> None:
        self.what, self.now, self.shown, self.is_gone = what, now, shown, is_gone
        self.who: str | None = last.who if last else None
        self.at: datetime | None = last.at if last else None
        done = "deleted" if is_gone else "changed"
        told = f"{self.who} has {done} {what}" if self.who else f"{what} has been {done}"
        says = f"; it is now {shortened(shown, _SHOWN)}" if shown else ""
        super().__init__(f"{f'{told} in the meantime{says}'.removesuffix('.')}. Nothing was saved")


def refuse_stale(
    session: Session,
    seen: object,
    now: object,
    *,
    what: str,
    shown: str,
    about: ColumnElement[bool],
    is_gone: bool = False,
) -> None:
    """Refuse to write where something is not as its writer saw it; ``about`` finds its changes in the trail.

    What only the writer's own earlier actions have changed is as they meant it.

    Raises:
        StaleWriteError: somebody else has changed it since.
    """
    if seen is None or seen == now:
        return
    last = session.exec(select(Change).where(about).order_by(col(Change.id).desc()).limit(1)).first()
    own: frozenset[str] = session.info.get(OWN) or frozenset()
    if last is None or last.batch not in own:
        raise StaleWriteError(what, now, shown, last, is_gone=is_gone)


def changes_of(noun: str, rows: Iterable[int | None]) -> ColumnElement[bool]:
    """Return the condition for the changes of some rows of a table."""
    return (col(Change.noun) == noun) & col(Change.row_id).in_([row or 0 for row in rows])


def changes_with(noun: str, **values: int | str | None) -> ColumnElement[bool]:
    """Return the condition for the changes of rows of a table that have these values, or had them."""
    states: list[ColumnElement[bool]] = []
    for state in (col(Change.before), col(Change.after)):
        same = [
            (state[name].as_string() if isinstance(value, str) else state[name].as_integer()) == value
            for name, value in values.items()
        ]
        states.append(and_(*same))
    return (col(Change.noun) == noun) & or_(*states)
