"""Tasks as the page shows them: by person or by day, with what each person has done and their passes show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kb.queries.progress.tasks import TaskRow

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task in a list. ``is_hidden``: its pass is not shown, as whoever looks codes the document blind."""

    row: TaskRow
    due: str
    state: str
    is_own: bool
    is_hidden: bool

    @property
    def is_over(self) -> bool:
        """Whether it is of a blind round that everybody has marked as done."""
        return self.row.blind and not self.row.waits_for


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of a person or of a day: those that are listed, and numbers about all of them.

    ``coded``, ``started`` and ``idle`` tell of the passes, ``hidden`` are passes that are not shown.
    """

    title: str
    rows: tuple[TaskShown, ...]
    total: int
    done: int
    overdue: int
    coded: int
    started: int
    hidden: int

    @property
    def idle(self) -> int:
        """Tasks whose pass is not begun, or empty."""
        return self.total - self.coded - self.started - self.hidden

    @property
    def passes(self) -> str:
        """What the passes show, in words: ``2 coded, 1 started``."""
        numbers = (
            (self.coded, "coded"),
            (self.started, "started"),
            (self.idle, "not begun"),
            (self.hidden, "not shown to you"),
        )
        return ", ".join(f"{number:,} {what}" for number, what in numbers if number)


COLUMNS = ("Document", "Person", "Role", "Round", "Blind", "Due", "State", "Pass", "Codings")


def record(task: TaskShown) -> dict[str, Any]:
    """Return a task as a row of an export; of a pass that is not shown it says nothing."""
    row = task.row
    values = (row.document, row.who, row.role, row.round, "yes" if row.blind else "", row.due, task.state)
    seen = (None, None) if task.is_hidden else (row.coded, row.codings)
    return dict(zip(COLUMNS, (*values, *seen), strict=True))


def day_in_words(day: str | None, today: date) -> str:
    """Return a day as short as it can be told: ``today``, ``Friday``, ``18 Dec``, ``4 Jan 2027``.

    >>> [day_in_words(each, date(2026, 12, 9)) for each in ("2026-12-09", "2026-12-11", "2027-01-04", None)]
    ['today', 'Friday', '4 Jan 2027', '']
    """
    if day is None:
        return ""
    at = date.fromisoformat(day)
    days = (at - today).days
    if 0 <= days < _A_WEEK:
        return {0: "today", 1: "tomorrow"}.get(days, f"{at:%A}")
    return f"{at.day} {at:%b}" + (f" {at.year}" if at.year != today.year else "")


def shown(rows: Iterable[TaskRow], today: date, who: str | None, blind: Collection[int]) -> list[TaskShown]:
    """Return tasks as ``who`` sees them, who codes some documents (their ids) ``blind``."""
    return [
        TaskShown(
            row,
            day_in_words(row.due, today),
            row.state(today),
            row.who == who,
            row.who != who and row.document_id in blind,
        )
        for row in rows
    ]


def by_person(rows: Sequence[TaskShown], *, is_open: bool) -> list[TaskGroup]:
    """Return a group for each person, in the order of their names."""
    people = sorted({each.row.who for each in rows}, key=str.casefold)
    groups = [
        _group(name, [each for each in rows if each.row.who == name], is_open=is_open) for name in people
    ]
    return [each for each in groups if each.rows or not is_open]


def by_day(rows: Sequence[TaskShown], today: date, *, is_open: bool) -> list[TaskGroup]:
    """Return a group for each day on which something is due, and one for what has no day."""
    days = list(dict.fromkeys(each.row.due for each in rows))
    groups = [
        _group(_day_title(day, today), [each for each in rows if each.row.due == day], is_open=is_open)
        for day in days
    ]
    return [each for each in groups if each.rows]


def _day_title(day: str | None, today: date) -> str:
    if day is None:
        return "Without a day"
    at = date.fromisoformat(day)
    near = {0: "Today, ", 1: "Tomorrow, "}.get((at - today).days, "")
    return f"{near}{at:%A} {at.day} {at:%b %Y}"


def _group(title: str, rows: Sequence[TaskShown], *, is_open: bool) -> TaskGroup:
    seen = [each.row.coded for each in rows if not each.is_hidden]
    return TaskGroup(
        title,
        tuple(each for each in rows if not (is_open and each.row.done)),
        len(rows),
        sum(each.row.done is not None for each in rows),
        sum(each.state == "overdue" for each in rows),
        seen.count("done"),
        seen.count("started"),
        sum(each.is_hidden for each in rows),
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: who has how many tasks due then that are not done, and how many are done."""

    at: date
    is_in_month: bool
    is_today: bool
    is_past: bool
    people: tuple[tuple[str, int], ...]
    done: int


def month_of(rows: Sequence[TaskRow], first: date, today: date) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, with what is due; ``first`` is its first day."""
    start = first - timedelta(days=first.weekday())
    weeks: list[list[Day]] = []
    while start < first or start.month == first.month:
        weeks.append([_day(rows, start + timedelta(days=at), first, today) for at in range(_A_WEEK)])
        start += timedelta(days=_A_WEEK)
    return weeks


def _day(rows: Sequence[TaskRow], at: date, first: date, today: date) -> Day:
    due = [each for each in rows if each.due == at.isoformat()]
    left = [each.who for each in due if each.done is None]
    people = tuple((name, left.count(name)) for name in sorted(set(left), key=str.casefold))
    return Day(at, at.month == first.month, at == today, at < today, people, len(due) - len(left))


def next_month(first: date, step: int) -> date:
    """Return the first day of the month after (1) or before (-1) one.

    >>> next_month(date(2026, 12, 1), 1), next_month(date(2027, 1, 1), -1)
    (datetime.date(2027, 1, 1), datetime.date(2026, 12, 1))
    """
    return (first + timedelta(days=32 if step > 0 else -1)).replace(day=1)
