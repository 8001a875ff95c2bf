"""Tasks: who is to code or moderate what, by person, by day, as a calendar; moderators assign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from app import data
from app.screens.tasks import assigning, groups, marking
from app.shell import conflicts, header, notices
from app.shell.who import current_coder
from app.ui import export, filters, parameters, templates, wording
from app.viewer import Right, allows, viewer
from kb.queries.progress import tasks
from kb.queries.progress.tasks import TaskFilters, TaskRow

VIEWS = {"people": "By person", "days": "By day", "calendar": "Calendar"}
STATES = {"open": "Not done", "all": "All"}


def show() -> None:
    """Draw the page."""
    header.begin_page("Tasks")
    if parameters.text("view") == "assign":
        assigning.show()
        return
    bar = filters.Toolbar("tasks")
    every = data.cached_query(tasks.tasks)
    note = "Documents to be coded or moderated. A task is done when the person marks it as done."
    templates.show("list_head.html", key="tasks-head", title="Tasks", note=note)
    notices.show("tasks-notice")
    made: list[groups.TaskGroup] = []
    with st.container(horizontal=True, vertical_alignment="center", key="tasks-tools"):
        rows, view, is_open = _render_filters(bar, every)
        if every and view != "calendar":
            made = _grouped(rows, view, is_open=is_open)
            _render_export(made, len(rows))
        if allows(Right.MODERATE) and st.button("Assign documents", key="tasks-assign", type="primary"):
            st.query_params["view"] = "assign"
            st.rerun()
    if not every:
        templates.show("tasks/none.html", key="tasks-none", may_assign=allows(Right.MODERATE))
    elif view == "calendar":
        _render_calendar(bar, rows)
    else:
        _render_list(bar, rows, made, view, is_open=is_open)
    marking.show()


def _render_filters(bar: filters.Toolbar, every: Sequence[TaskRow]) -> tuple[list[TaskRow], str, bool]:
    """Draw the filters; return the tasks that they leave, the view, and whether only open ones are shown."""
    people = sorted({row.who for row in every}, key=str.casefold)
    rounds = {name: name for name in data.cached_query(tasks.rounds)}
    view, is_open, wanted = "people", True, TaskFilters()
    if every:
        view = bar.segments("view", "View", VIEWS, "people")
        if view != "calendar":
            is_open = bar.segments("state", "Tasks", STATES, "open") == "open"
        who = bar.choice("who", "Person", {name: name for name in people}, anything="Everybody")
        wanted = replace(wanted, who=who)
    if rounds:
        wanted = replace(wanted, round=bar.choice("round", "Round", rounds, anything="Any round"))
    day = parameters.day("day")
    if day is not None:
        bar.chip("day", "Due", day.isoformat())
    found = data.cached_query(tasks.tasks, wanted) if wanted != TaskFilters() else every
    return [row for row in found if day is None or row.due == day.isoformat()], view, is_open


def _grouped(rows: Sequence[TaskRow], view: str, *, is_open: bool) -> list[groups.TaskGroup]:
    today = wording.today()
    shown = groups.shown(rows, today, viewer(), data.blind_to())
    if view == "people":
        return groups.by_person(shown, is_open=is_open)
    return groups.by_day(shown, today, is_open=is_open)


def _render_export(made: Sequence[groups.TaskGroup], total: int) -> None:
    """Draw the export: the tasks that are listed, in their order."""
    listed = [each for group in made for each in group.rows]
    export.export(
        "tasks",
        groups.COLUMNS,
        lambda: map(groups.record, listed),
        shown=len(listed),
        of=total,
        what="tasks",
        key="tasks",
    )


def _render_list(
    bar: filters.Toolbar,
    rows: Sequence[TaskRow],
    made: Sequence[groups.TaskGroup],
    view: str,
    *,
    is_open: bool,
) -> None:
    seen = conflicts.shown_before("tasks", {row.task: row.version for row in rows})
    templates.show(
        "tasks/list.html",
        key="tasks-list",
        on_click=lambda click: _act(click, seen),
        groups=made,
        listed=sum(len(each.rows) for each in made),
        total=len(rows),
        view=view,
        chips=bar.chips,
        all_address=bar.address(state="all"),
        is_open=is_open,
        who=current_coder(),
        may_assign=allows(Right.MODERATE) and current_coder(Right.MODERATE) is not None,
    )


def _act(click: dict[str, Any], seen: Mapping[int, str]) -> None:
    """Do what a button of the list says."""
    numbers = [int(each) for each in str(click.get("tasks", "")).split(",") if each]
    match click.get("do"):
        case "done" | "reopen" if numbers:
            marking.mark(numbers[0], seen.get(numbers[0]), done=click["do"] == "done")
        case "remove":
            marking.remove(numbers, seen)
        case "move":
            marking.begin_move(numbers, seen)
    st.rerun()


def _render_calendar(bar: filters.Toolbar, rows: Sequence[TaskRow]) -> None:
    today = wording.today()
    first = _month(rows, today)
    weeks = groups.month_of(rows, first, today)
    templates.show(
        "tasks/calendar.html",
        key="tasks-calendar",
        month=first,
        weeks=weeks,
        before=bar.address(month=f"{groups.next_month(first, -1):%Y-%m}"),
        after=bar.address(month=f"{groups.next_month(first, 1):%Y-%m}"),
        day_address=lambda at: bar.address(view="days", day=at.isoformat(), month=None),
        chips=bar.chips,
        left=sum(row.done is None and row.due is None for row in rows),
        no_day=bar.address(view="days", month=None),
        has_any=any(day.people or day.done for week in weeks for day in week if day.is_in_month),
    )


def _month(rows: Sequence[TaskRow], today: date) -> date:
    """The month that the address names, else that of what is due next."""
    given = parameters.text("month")
    try:
        return date.fromisoformat(f"{given}-01") if given else _next_due(rows, today).replace(day=1)
    except ValueError:
        parameters.refuse("month", "which is not a month such as 2026-12")
        return today.replace(day=1)


def _next_due(rows: Sequence[TaskRow], today: date) -> date:
    due = [date.fromisoformat(row.due) for row in rows if row.due and row.done is None]
    return min((each for each in due if each >= today), default=max(due, default=today))


show()
