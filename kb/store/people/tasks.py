"""Give people documents to code or moderate, mark that as done, change the day, take it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlmodel import Session, col, select

from kb.analysis.shares import shares
from kb.db.audit import Journal
from kb.db.rights import Right, Role, may
from kb.db.rights.enforce import actor_of, require_right
from kb.db.tables import Coder, Coding, CodingPass, Document, Person, Task
from kb.db.tables.columns import now
from kb.errors import KbError, UnknownNameError
from kb.formatting import counted
from kb.queries import names
from kb.queries.comparison.unblinding import has_seen_others
from kb.queries.people import name_key, person_named
from kb.queries.progress.tasks import task_version
from kb.store.get_or_create import NameOfAMachineError, is_machine
from kb.store.people.roles import LONGEST
from kb.store.stale import changes_of, refuse_stale

PassRole = Literal["coder", "moderator"]
_FEWEST = 2
"""People who code each document of a blind round."""
_SHOWN = 3
"""Documents that an error names."""
_DOING = {"coder": "code", "moderator": "moderate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What people are asked for: a pass of this role, until a day, in a round.

    ``each`` is how many of the people get each document; None: all of them, of a blind round two.
    """

    role: PassRole = "coder"
    round: str | None = None
    blind: bool = False
    due: date | None = None
    each: int | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many tasks are new, how many were there already, and the action, if anything is new."""

    made: int
    known: int
    action: str | None


def assign(
    session: Session, documents: Sequence[str], people: Sequence[str], order: Order, *, who: str
) -> Assigned:
    """Give documents to people; a task that is there already stays as it is.

    Raises:
        UnknownNameError: there is no such document or person.
        KbError: nothing or nobody is named, or a blind round would not be one.
        ForbiddenError: who asks may not assign tasks.
    """
    require_right(session, Right.MODERATE)
    called = _round(order)
    everybody = list(dict.fromkeys(_person(session, each, order.role) for each in people))
    rows = list({row.id: row for row in (names.document(session, each) for each in documents)}.values())
    if not rows or not everybody:
        raise KbError("choose documents and people first")
    each = _number(order, len(everybody), called)
    given = dict(shares([row.name for row in rows], everybody, each))
    if order.blind:
        _refuse_unfit(session, rows, given, order)
    what = f"assign {counted(len(rows), 'document')} to {', '.join(everybody)}"
    log = Journal(session, who=who, what=what)
    made = known = 0
    for row in rows:
        there = {task.who: task for task in _tasks_on(session, row, order.role)}
        for name in given[row.name]:
            if name in there:
                known += 1
                continue
            log.made(_task(row, name, order, called))
            made += 1
    return Assigned(made, known, log.batch if made else None)


def mark_done(
    session: Session, number: int, *, who: str, done: bool = True, seen: str | None = None
) -> str | None:
    """Mark a task as done, or as not done; return the action, None if it was marked so already.

    Raises:
        UnknownNameError: there is no such task.
        StaleWriteError: it is not as it was seen.
        KbError: it is somebody else's, or of a blind round: nothing is coded, the others are seen, or it is
            marked by another coder of the round.
        ForbiddenError: who asks may only read.
    """
    [task] = _found(session, [number], {number: seen} if seen is not None else None)
    actor = actor_of(session)
    if actor is not None and not actor.may(Right.MODERATE) and name_key(actor.name) != name_key(task.who):
        raise KbError(f"this task is {task.who}'s; only they, moderators and owners can mark it")
    _refuse_partner(session, task, who)
    if done == (task.done is not None):
        return None
    document = session.get_one(Document, task.document_id)
    if task.blind and done and not _has_coded(session, task):
        raise KbError(
            f"{task.who} has coded nothing in {document.name!r} yet; a blind round needs both passes"
        )
    if task.blind and not done and has_seen_others(session, document.name, who=task.who):
        raise KbError(f"{task.who} has seen what the others coded in {document.name!r}; the task stays done")
    state = "as done" if done else "as not done"
    log = Journal(session, who=who, what=f"mark {task.who}'s task {state}", document_id=document.id)
    log.changed(task, done=now() if done else None)
    return log.batch


def move_due(
    session: Session,
    numbers: Sequence[int],
    due: date | None,
    *,
    who: str,
    seen: Mapping[int, str] | None = None,
) -> str | None:
    """Give tasks another day, or none; return the action, None if all had it already.

    Raises:
        UnknownNameError: there is no such task.
        StaleWriteError: one is not as it was seen.
        ForbiddenError: who asks may not assign tasks.
    """
    require_right(session, Right.MODERATE)
    day = due.isoformat() if due else None
    rows = [task for task in _found(session, numbers, seen) if task.due != day]
    log = Journal(
        session, who=who, what=f"{'move' if day else 'take'} the day of {counted(len(rows), 'task')}"
    )
    for task in rows:
        log.changed(task, due=day)
    return log.batch if rows else None


def remove_tasks(
    session: Session, numbers: Sequence[int], *, who: str, seen: Mapping[int, str] | None = None
) -> str:
    """Take tasks away; what was coded stays. Return the action.

    Raises:
        UnknownNameError: there is no such task.
        StaleWriteError: one is not as it was seen.
        KbError: one is that of another coder of one's own blind round.
        ForbiddenError: who asks may not assign tasks.
    """
    require_right(session, Right.MODERATE)
    rows = list(_found(session, numbers, seen))
    for task in rows:
        _refuse_partner(session, task, who)
    log = Journal(session, who=who, what=f"remove {counted(len(rows), 'task')}")
    for task in rows:
        log.deleted(task)
    return log.batch


def _task(document: Document, who: str, order: Order, called: str | None) -> Task:
    due = order.due.isoformat() if order.due else None
    return Task(
        document_id=document.id or 0, who=who, role=order.role, round=called, blind=order.blind, due=due
    )


def _found(session: Session, numbers: Sequence[int], seen: Mapping[int, str] | None) -> Iterator[Task]:
    for number in dict.fromkeys(numbers):
        task = session.get(Task, number)
        saw = (seen or {}).get(number)
        about, what = changes_of("task", [number]), "this task"
        if task is None:
            refuse_stale(session, saw, None, what=what, shown="", about=about, is_gone=True)
            raise UnknownNameError("task", str(number), (), where="`kb task list`")
        version = task_version(task.due, task.done)
        shown = f"{'done' if task.done else 'not done'}{f', due {task.due}' if task.due else ''}"
        refuse_stale(session, saw, version, what=what, shown=shown, about=about)
        yield task


def _round(order: Order) -> str | None:
    return " ".join((order.round or "").split()) or None


def _number(order: Order, people: int, called: str | None) -> int | None:
    """How many of the people get each document."""
    if order.each is not None and not 1 <= order.each <= people:
        raise KbError(
            f"with the people named, each document can go to 1 to {people} of them, not {order.each}"
        )
    if called is not None and len(called) > LONGEST:
        raise KbError(f"the name of a round has at most {LONGEST} characters")
    if not order.blind:
        return order.each
    if order.role != "coder":
        raise KbError("a blind round is for coders; moderators see what was coded")
    if called is None:
        raise KbError("a blind round needs a name, such as 'Round 1'")
    if people < _FEWEST or (order.each or _FEWEST) < _FEWEST:
        raise KbError("in a blind round each document is coded by two people or more")
    return order.each or _FEWEST


def _person(session: Session, name: str, role: PassRole) -> str:
    """Return how somebody is called here; who signs in must be able to do it.

    Where nobody signs in, anybody can be named: their first coding makes them a coder.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise KbError(f"a person has a name of at most {LONGEST} characters")
    if session.exec(select(Person.id).limit(1)).first() is not None:
        person = person_named(session, called)
        needed = Right.CODE if role == "coder" else Right.MODERATE
        if person.ended is not None or not may(Role(person.role), needed):
            why = "no longer has access" if person.ended else f"is a {person.role}"
            raise KbError(f"{person.name} {why} and cannot {_DOING[role]}; `kb people` says who can")
        return person.name
    alike = [each for each in session.exec(select(Coder)) if name_key(each.name) == name_key(called)]
    if alike and is_machine(session, alike[0]):
        raise NameOfAMachineError(alike[0].name, is_machine=True)
    known = [each.name for each in alike] or [
        each for each in session.exec(select(Task.who).distinct()) if name_key(each) == name_key(called)
    ]
    return known[0] if known else called


def _tasks_on(session: Session, document: Document, role: str) -> Sequence[Task]:
    return session.exec(select(Task).where(Task.document_id == document.id, Task.role == role)).all()


def _refuse_unfit(
    session: Session, rows: Sequence[Document], given: Mapping[str, Sequence[str]], order: Order
) -> None:
    """Refuse a blind round with documents that somebody has already, or in which they have seen others."""
    called = _round(order)
    busy: dict[str, list[str]] = {}
    seen: dict[str, list[str]] = {}
    for row in rows:
        there = {task.who: task for task in _tasks_on(session, row, order.role)}
        for name in given[row.name]:
            task = there.get(name)
            if task is not None and not (task.blind and task.round == called):
                busy.setdefault(name, []).append(row.name)
            elif task is None and has_seen_others(session, row.name, who=name):
                seen.setdefault(name, []).append(row.name)
    told = [f"{name} has {_first_few(of)} as a task already" for name, of in busy.items()]
    told += [f"{name} has seen what others coded in {_first_few(of)}" for name, of in seen.items()]
    if told:
        raise KbError(f"{'; '.join(told)}. Leave these documents out, or remove the tasks first")


def _first_few(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _refuse_partner(session: Session, task: Task, who: str) -> None:
    """Refuse that somebody ends for another what keeps both of them blind."""
    if not task.blind or name_key(who) == name_key(task.who):
        return
    same = (Task.document_id == task.document_id, Task.round == task.round, col(Task.blind).is_(True))
    if name_key(who) in {name_key(each) for each in session.exec(select(Task.who).where(*same))}:
        raise KbError(
            f"you code this in the same blind round; {task.who} or somebody outside of it has to do it"
        )


def _has_coded(session: Session, task: Task) -> bool:
    found = (
        select(Coding.id)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(Coding.document_id == task.document_id, CodingPass.role == task.role, Coder.name == task.who)
    )
    return session.exec(found.limit(1)).first() is not None
