"""Who is to code or moderate what, until when, and how far it is: marked, and seen in the passes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sqlmodel import Session, col, func, select

from kb.db.tables import Coder, Document, Paragraph, Person, Task
from kb.errors import UnknownNameError
from kb.queries import names
from kb.queries.people import name_key
from kb.queries.progress.pass_progress import PassProgress, pass_progress
from kb.queries.progress.pass_progress import State as PassState

if TYPE_CHECKING:  # it compares passes with arrays, which a first page would wait for
    from kb.queries.progress.document_list import DocumentListRow

State = Literal["done", "overdue", "due today", "open"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a list shows it.

    ``coded`` says how far the pass has come, as far as the catalog can see: ``done`` near the end of the
    document, ``started``, ``empty``; None without a pass. ``reached`` of ``paragraphs`` are those up to the
    last coding. ``partners`` are the others of a blind round, ``waits_for`` those of them, and this task's
    person, who have not marked it as done: when there are none, all of them can compare.
    """

    task: int
    document: str
    document_id: int
    who: str
    role: str
    round: str | None
    blind: bool
    due: str | None
    done: datetime | None
    coded: PassState | None
    codings: int
    reached: int
    paragraphs: int
    partners: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Return what differs when somebody has changed the task: what a writer has seen of it."""
        return task_version(self.due, self.done)

    def state(self, today: date) -> State:
        """Return whether it is done, or due."""
        if self.done is not None:
            return "done"
        if self.due is None or self.due > today.isoformat():
            return "open"
        return "overdue" if self.due < today.isoformat() else "due today"


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """Which tasks are meant: those that fit all that is given. ``until`` is the last day of those meant."""

    who: str | None = None
    document: str | None = None
    round: str | None = None
    is_open: bool = False
    until: date | None = None


def task_version(due: str | None, done: datetime | None) -> str:
    """Return what tells one state of a task from another."""
    return f"{due or ''} {'done' if done else ''}"


def tasks(session: Session, wanted: TaskFilters | None = None) -> list[TaskRow]:
    """Return the tasks, those that are due first before the others, without a day last.

    Raises:
        UnknownNameError: there is no such document, or nobody of this name has a task.
    """
    asked = wanted or TaskFilters()
    document = names.document(session, asked.document).name if asked.document is not None else None
    who = None if asked.who is None else person_with_tasks(session, asked.who)
    return [
        row
        for row in _every(session)
        if (document is None or row.document == document)
        and (who is None or row.who == who)
        and (asked.round is None or row.round == asked.round)
        and not (asked.is_open and row.done)
        and (asked.until is None or (row.due is not None and row.due <= asked.until.isoformat()))
    ]


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task of one's own that is not done; ``version`` is what was seen of it."""

    task: int
    document: str
    role: str
    round: str | None
    blind: bool
    due: str | None
    version: str


def open_tasks_of(session: Session, who: str) -> list[OwnTask]:
    """Return what somebody has to do, what is due first at the top."""
    query = (
        select(Task, Document.name)
        .join(Document, col(Document.id) == Task.document_id)
        .where(Task.who == who, col(Task.done).is_(None))
        .order_by(func.coalesce(Task.due, "9"), col(Document.sort_key), col(Task.role))
    )
    return [
        OwnTask(row.id or 0, name, row.role, row.round, row.blind, row.due, task_version(row.due, row.done))
        for row, name in session.exec(query)
    ]


def people_with_tasks(session: Session) -> list[str]:
    """Return who has tasks, by name."""
    return sorted(session.exec(select(Task.who).distinct()), key=str.casefold)


def person_with_tasks(session: Session, name: str) -> str:
    """Return the name of somebody who has tasks, in whatever case it is written.

    Raises:
        UnknownNameError: nobody of this name has one.
    """
    known = people_with_tasks(session)
    found = next((each for each in known if name_key(each) == name_key(name)), None)
    if found is None:
        raise UnknownNameError("person with tasks", name, known, where="`kb task list`")
    return found


def people_for_tasks(session: Session) -> list[str]:
    """Return who can be given a task: those who sign in, else everybody who has coded or has a task."""
    every = session.exec(select(Person).where(col(Person.ended).is_(None), Person.role != "reader")).all()
    if every:
        return sorted((each.name for each in every), key=str.casefold)
    known = {*session.exec(select(Coder.name)), *people_with_tasks(session)}
    return sorted(known, key=str.casefold)


def rounds(session: Session) -> list[str]:
    """Return the names of the rounds, the newest last."""
    found = session.exec(select(Task.round).where(col(Task.round).is_not(None)).order_by(col(Task.id)))
    return list(dict.fromkeys(each for each in found if each))


def chosen_documents(
    every: Iterable[DocumentListRow],
    *,
    attributes: Collection[str] = (),
    statuses: Collection[str] = (),
    in_set: str | None = None,
    words: str = "",
) -> list[DocumentListRow]:
    """Return the documents that fit all that is given.

    ``attributes`` are ``sector: energy`` of the case, ``statuses`` are of its
    :attr:`~kb.queries.progress.document_list.DocumentListRow.states`, ``words`` of its title or case.
    """
    wanted = {_attribute(*each.partition(":")[::2]) for each in attributes}
    parts = words.casefold().split()
    return [
        row
        for row in every
        if wanted <= {_attribute(name, value) for name, value in row.attributes}
        and set(statuses) <= row.states
        and (in_set is None or in_set in row.sets)
        and all(part in f"{row.document} {row.case or ''}".casefold() for part in parts)
    ]


def _attribute(name: str, value: str) -> tuple[str, str]:
    return name.strip().casefold(), value.strip().casefold()


def _every(session: Session) -> list[TaskRow]:
    query = select(Task, Document.name, Document.sort_key).join(
        Document, col(Document.id) == Task.document_id
    )
    found = list(session.exec(query))
    if not found:
        return []
    passes = {(each.document, name_key(each.coder), each.role): each for each in pass_progress(session)}
    with_tasks = col(Paragraph.document_id).in_(select(Task.document_id))
    sizes: dict[int, int] = dict(
        session.exec(
            select(Paragraph.document_id, func.count()).where(with_tasks).group_by(col(Paragraph.document_id))
        ).all()
    )
    together = _together([task for task, _, _ in found])
    found.sort(key=lambda each: (each[0].due or "9", each[2], each[0].who.casefold(), each[0].role))
    return [
        _row(
            task,
            document,
            passes.get((document, name_key(task.who), task.role)),
            together[_group(task)],
            sizes.get(task.document_id, 0),
        )
        for task, document, _ in found
    ]


def _group(task: Task) -> tuple[int, str | None, int]:
    """What the tasks of one document in a blind round have in common, and no others."""
    return (task.document_id, task.round, 0) if task.blind else (task.document_id, None, task.id or 0)


def _together(every: Sequence[Task]) -> dict[tuple[int, str | None, int], list[Task]]:
    groups: dict[tuple[int, str | None, int], list[Task]] = defaultdict(list)
    for task in every:
        groups[_group(task)].append(task)
    return groups


def _row(
    task: Task, document: str, found: PassProgress | None, group: Sequence[Task], paragraphs: int
) -> TaskRow:
    return TaskRow(
        task.id or 0,
        document,
        task.document_id,
        task.who,
        task.role,
        task.round,
        task.blind,
        task.due,
        task.done,
        found.state if found else None,
        found.codings if found else 0,
        found.reached if found else 0,
        paragraphs,
        tuple(sorted((each.who for each in group if each.id != task.id), key=str.casefold)),
        tuple(sorted((each.who for each in group if each.done is None), key=str.casefold)),
    )
