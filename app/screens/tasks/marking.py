"""Mark a task as done or not done, give tasks another day, take them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app import data
from app.shell import conflicts, notices
from app.shell.who import current_coder
from app.ui import wording
from app.ui.fields.buttons import WHO, why_nobody
from app.viewer import Right
from kb.errors import KbError
from kb.store.people.tasks import mark_done, move_due, remove_tasks
from kb.store.stale import StaleWriteError

_MOVES = "kb_tasks_move"


def mark(number: int, seen: str | None, *, done: bool) -> None:
    """Mark a task that was ``seen`` so, and say so."""
    who = current_coder()
    if who is None:
        notices.say("bad", why_nobody())
        return
    try:
        data.execute(mark_done, number, who=who, done=done, seen=seen)
    except KbError as error:
        _refused(error)
    else:
        notices.say("good", f"Marked as {'done' if done else 'not done'}. You can undo it in History.")


def remove(numbers: Sequence[int], seen: Mapping[int, str]) -> None:
    """Take tasks away, and say so."""
    who = current_coder(Right.MODERATE)
    if who is None:
        notices.say("bad", why_nobody(Right.MODERATE))
        return
    try:
        data.execute(remove_tasks, numbers, who=who, seen=seen)
    except KbError as error:
        _refused(error)
    else:
        told = wording.count(len(numbers), "task")
        notices.say("good", f"{wording.sentence(told)[:-1]} removed. You can undo it in History.")


def begin_move(numbers: Sequence[int], seen: Mapping[int, str]) -> None:
    """Open the dialog in which tasks are given another day."""
    st.session_state[_MOVES] = (tuple(numbers), {each: seen[each] for each in numbers if each in seen})
    st.session_state.pop("tasks-move-day", None)


def show() -> None:
    """Show the dialog that is open, if one is."""
    if _MOVES in st.session_state:
        st.dialog("Due date", on_dismiss=_close)(_form)()


def _form() -> None:
    numbers, seen = st.session_state[_MOVES]
    st.caption(f"For {wording.count(len(numbers), 'task')}.")
    day = st.date_input("Due date", value=None, key="tasks-move-day", format="YYYY-MM-DD")
    if st.button("Save" if day else "Save without a due date", key="tasks-move-save", type="primary"):
        _move(numbers, day, seen)
        _close()
        st.rerun()


def _move(numbers: Sequence[int], day: object, seen: Mapping[int, str]) -> None:
    who = current_coder(Right.MODERATE)
    if who is None:
        notices.say("bad", WHO)
        return
    try:
        data.execute(move_due, numbers, day, who=who, seen=seen)  # type: ignore[arg-type]
    except KbError as error:
        _refused(error)
    else:
        notices.say("good", "Saved. You can undo it in History.")


def _close() -> None:
    st.session_state.pop(_MOVES, None)


def _refused(error: KbError) -> None:
    told = f"{conflicts.told(error)} Nothing was saved." if isinstance(error, StaleWriteError) else error
    notices.say("bad", wording.sentence(told))
