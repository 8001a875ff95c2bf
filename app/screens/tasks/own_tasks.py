"""What is somebody's own to do: in a sentence, and the next few with the way to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import data
from app.screens.tasks.groups import day_in_words
from app.ui import wording
from app.ui.templates import address
from kb.queries.progress.tasks import OwnTask, open_tasks_of

_FEW = 3


@dataclass(frozen=True, slots=True)
class NextTask:
    """A task of one's own: where it is done, and when it is due."""

    document: str
    moderates: bool
    due: str
    is_late: bool
    round: str | None
    address: str


@dataclass(frozen=True, slots=True)
class OwnTasks:
    """All that is one's own to do: in a sentence, the first few, and how many more there are."""

    sentence: str
    first: tuple[NextTask, ...]
    more: int


def own_tasks(tasks: Sequence[OwnTask], today: date) -> OwnTasks | None:
    """Return what is to do, what is due first at the top; None where nothing is."""
    if not tasks:
        return None
    few = tuple(_next(each, today) for each in tasks[:_FEW])
    return OwnTasks(_sentence(tasks, today), few, len(tasks) - len(few))


def own_task_in(document: str, who: str | None) -> tuple[OwnTask, str] | None:
    """Return what somebody is to code in a document and has not marked as done, with the day in words."""
    own = data.cached_query(open_tasks_of, who) if who else []
    found = next((each for each in own if (each.document, each.role) == (document, "coder")), None)
    return None if found is None else (found, day_in_words(found.due, wording.today()))


def due_on(day: str, today: date) -> str:
    """Return when something is due, within a sentence: ``today``, ``on Friday``, ``on 18 Dec``."""
    told = day_in_words(day, today)
    return told if told in ("today", "tomorrow") else f"on {told}"


def _next(task: OwnTask, today: date) -> NextTask:
    moderates = task.role == "moderator"
    where = address("compare" if moderates else "code", document=task.document)
    is_late = task.due is not None and task.due < today.isoformat()
    return NextTask(task.document, moderates, day_in_words(task.due, today), is_late, task.round, where)


def _sentence(tasks: Sequence[OwnTask], today: date) -> str:
    told = wording.count(len(tasks), "document")
    said = f"{told[:1].upper()}{told[1:]} {'is' if len(tasks) == 1 else 'are'} yours"
    late = sum(each.due is not None and each.due < today.isoformat() for each in tasks)
    if late:
        return f"{said}, {wording.words(late)} {'is' if late == 1 else 'are'} overdue."
    day = tasks[0].due
    if day is None:
        return f"{said}."
    same = sum(each.due == day for each in tasks)
    many = "it is" if len(tasks) == 1 else f"{wording.words(same)} {'is' if same == 1 else 'are'}"
    return f"{said}, {many} due {due_on(day, today)}."
