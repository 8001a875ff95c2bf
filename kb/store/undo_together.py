"""Undo an action together with what was done later and depends on it, as one action.

What depends on an action is found by trying: it is undone inside a savepoint, and where a row has changed
since, the newest later action on that row is undone first. It counts as safe only if all of it could be
undone and done again; then the savepoint is taken back and a person is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, UniqueConstraint, or_, tuple_
from sqlmodel import Session, SQLModel, col, func, select, update

from kb.db.audit import CannotUndoError, what_undoing_is
from kb.db.tables import Change, Coding, Decision
from kb.db.tables.audit import UNDO
from kb.formatting import counted
from kb.queries.history.entries import described
from kb.store.undo import undo

MOST = 20
"""More actions than these are not undone in one go: a person could not check them."""
_NEVER = ("document_text", "taxonomy_file")
"""Rows whose undo is no matter of rows: texts that were deleted, and whole taxonomies."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """A later action that has to be undone before another; ``batch`` names it, ``what`` is a sentence."""

    batch: str
    who: str
    what: str


class DependedOnError(CannotUndoError):
    """Later actions depend on the action; all of it can be undone together."""

    def __init__(self, what: str, dependents: Sequence[Dependent]) -> None:
        self.what = what
        self.dependents = tuple(dependents)
        named = "; ".join(f"{each.who}: {each.what}" for each in self.dependents)
        verb = "depends" if len(self.dependents) == 1 else "depend"
        super().__init__(
            f"cannot undo “{what}”: {counted(len(self.dependents), 'later change')} {verb} on it ({named}); "
            "undo them together (`kb undo --together`)"
        )


def undo_or_ask(session: Session, batch: str, *, who: str) -> int:
    """Undo an action, and return how many rows that were.

    Raises:
        DependedOnError: later actions depend on it, and all of it can be undone together.
        CannotUndoError: it cannot be undone.
    """
    first = "cannot undo this: decisions of a moderator are about it; undo them first (`kb history`)"
    if not _decisions_on(session, batch):
        try:
            with session.begin_nested():
                return undo(session, batch, who=who)
        except CannotUndoError as error:
            first = str(error)
    found = depending_on(session, batch, who=who)
    if not found:
        raise CannotUndoError(f"{first}{_named(session, batch)}")
    raise DependedOnError(described(session, [batch])[batch].sentence, found)


def _named(session: Session, batch: str) -> str:
    """Name the later changes of what an action changed, where they cannot be undone with it."""
    later = described(session, list(_later(session, batch))[:3])
    named = "; ".join(f"{each.who}: {each.sentence}" for each in later.values())
    return f". Later changes: {named}" if named else ""


def depending_on(session: Session, batch: str, *, who: str) -> list[Dependent]:
    """Return the later actions that have to be undone with an action, newest first; nothing changes.

    Empty where none has to be, and where it would not be safe: something could not be undone, or not be done
    again.
    """
    savepoint = session.begin_nested()
    try:
        done = _undo_with_later(session, batch, who=who)
        undo(session, _one_action(session, batch, done, who=who), who=who)
    except CannotUndoError:
        done = []
    finally:
        savepoint.rollback()
        session.expire_all()
    told = described(session, [each for each, _ in done if each != batch])
    return [Dependent(each, told[each].who, told[each].sentence) for each, _ in done if each != batch]


def undo_together(session: Session, batch: str, *, who: str, seen: Collection[str] | None = None) -> int:
    """Undo an action and what depends on it, the newest first, as one action; return how many actions.

    Undoing that action brings all of it back. ``seen`` are the dependents that somebody was asked about.

    Raises:
        CannotUndoError: it cannot be undone, or not be done again.
        DependedOnError: more depends on it by now than was seen.
    """
    found = depending_on(session, batch, who=who)
    if seen is not None and not {each.batch for each in found} <= set(seen):
        raise DependedOnError(described(session, [batch])[batch].sentence, found)
    if not found:
        undo(session, batch, who=who)
        return 1
    done = _undo_with_later(session, batch, who=who)
    _one_action(session, batch, done, who=who)
    return len(done)


def _undo_with_later(session: Session, batch: str, *, who: str) -> list[tuple[str, int]]:
    """Undo an action after what depends on it; return the actions undone, and after which row each was."""
    done: list[tuple[str, int]] = []
    waiting = [batch]
    while waiting:
        if len(done) + len(waiting) > MOST:
            raise CannotUndoError("too much depends on this action; undo the later changes one by one")
        decided = [each for each in _decisions_on(session, waiting[-1]) if each not in waiting]
        if decided:
            waiting.append(decided[0])
            continue
        last = session.exec(select(func.max(Change.id))).one() or 0
        try:
            with session.begin_nested():
                undo(session, waiting[-1], who=who)
        except CannotUndoError:
            later = next((each for each in _later(session, waiting[-1]) if each not in waiting), None)
            if later is None:
                raise
            waiting.append(later)
        else:
            done.append((waiting.pop(), last))
    return done


def _later(session: Session, batch: str) -> Iterator[str]:
    """Yield the later actions that stand and touched the same rows, or took their place, newest first."""
    rows = session.exec(select(Change).where(Change.batch == batch)).all()
    touched: set[tuple[str, int | None]] = {(row.noun, row.row_id) for row in rows if row.row_id}
    touched |= {place for row in rows for place in _in_the_way(session, row)}
    if not touched or any(row.noun in _NEVER for row in rows):
        return
    first = max(row.id or 0 for row in rows)
    same = tuple_(col(Change.noun), col(Change.row_id)).in_(list(touched))
    texts = [row.document_id for row in rows if row.noun == "correction"]
    corrected = (col(Change.noun) == "correction") & col(Change.document_id).in_(texts)
    query = select(Change.batch).where(
        or_(same, corrected),
        col(Change.id) > first,
        col(Change.undone).is_(False),
        col(Change.what).not_like(f"{UNDO}%"),
    )
    seen = dict.fromkeys(session.exec(query.order_by(col(Change.id).desc())))
    yield from seen


def _decisions_on(session: Session, batch: str) -> list[str]:
    """Return the later moderations, newest first, of codings that undoing an action would delete.

    Deleting a coding would take the decisions on it along; nobody is to lose one without being told.
    """
    made = select(Change.row_id).where(
        Change.batch == batch, Change.noun == "coding", col(Change.before).is_(None)
    )
    there = session.exec(select(Coding.id).where(col(Coding.id).in_(made))).all()
    about = select(Decision.id).where(col(Decision.coding_id).in_(there))
    query = select(Change.batch).where(
        Change.noun == "decision",
        col(Change.row_id).in_(about),
        col(Change.undone).is_(False),
        Change.batch != batch,
    )
    return list(dict.fromkeys(session.exec(query.order_by(col(Change.id).desc()))))


def _in_the_way(session: Session, row: Change) -> Iterator[tuple[str, int | None]]:
    """Yield the rows that are now where a row would return to: its table lets only one be there."""
    table: Table | None = SQLModel.metadata.tables.get(row.noun)
    if table is None or row.before is None:
        return
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint) and all(each.name in row.before for each in rule.columns):
            same = (each == row.before[each.name] for each in rule.columns)
            for number in session.scalars(select(table.c.id).where(*same)):
                yield row.noun, number


def _one_action(session: Session, batch: str, done: Sequence[tuple[str, int]], *, who: str) -> str:
    """Make what undid several actions one action, and return its name."""
    session.flush()
    after = done[0][1]
    mine = (col(Change.id) > after, col(Change.who) == who)
    name = session.exec(select(Change.batch).where(*mine).order_by(col(Change.id))).first() or ""
    what = session.exec(select(Change.what).where(Change.batch == batch)).first() or ""
    more = counted(len(done) - 1, "later change")
    called = f"{what_undoing_is(what)} and {more}" if len(done) > 1 else what_undoing_is(what)
    session.exec(update(Change).where(*mine).values(batch=name, what=called))
    session.expire_all()
    return name
