"""What is clicked in a view is heard once, and what it asks for is done to its end, also on a slow server.

The browser numbers clicks and sends all that were not heard with each one (``clicks.js``): of two messages of
a view that wait, Streamlit runs only the later one. And it stops a run for the next message wherever the run
touches the session, so what must not be lost is done by :func:`act_on`, in a thread that is not stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

Click = dict[str, Any]
"""What was clicked: the ``dataset`` of an element, or the fields of a form, with a number (``id``)."""
_REMEMBERED = 50
"""Clicks of a view that are known to be heard; a browser has fewer on their way."""


@dataclass
class _Ear:
    """The numbers of what a session has heard of a view; one thread at a time acts on it."""

    numbers: list[str] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def has(self, click: Click) -> bool:
        return str(click["id"]) in self.numbers

    def add(self, click: Click) -> None:
        self.numbers.append(str(click["id"]))
        del self.numbers[:-_REMEMBERED]


@dataclass(frozen=True)
class Unheard:
    """What has come of a view and was not heard yet, in its order."""

    clicks: tuple[Click, ...]
    ear: _Ear


def unheard(key: str) -> Unheard:
    """Return what has come of a view and was not heard yet: known before the view is drawn again."""
    value, ear = st.session_state.get(key), _ear(key)
    came = (value.get("do") if value is not None else None) or ()
    return Unheard(tuple(dict(each) for each in came if not ear.has(each)), ear)


def heard(key: str, came: Unheard | None = None) -> tuple[str, ...]:
    """Return the numbers of what a browser need not send any more; what has come now is about to be heard."""
    return (*_ear(key).numbers, *(str(each["id"]) for each in (came.clicks if came else ())))


def last(came: Unheard) -> Click | None:
    """Return the last of what has come; all of it is heard from now on."""
    for each in came.clicks:
        came.ear.add(each)
    return came.clicks[-1] if came.clicks else None


def act_on(came: Unheard, act: Callable[[Click], None]) -> None:
    """Act on each of what has come, in its order; what has begun is done to its end."""
    if came.clicks:
        _to_its_end(lambda: _act(came, act))


def _act(came: Unheard, act: Callable[[Click], None]) -> None:
    end: BaseException | None = None
    with came.ear.turn:  # a run that was stopped may still act on an earlier one
        for each in came.clicks:
            if came.ear.has(each):
                continue
            came.ear.add(each)
            try:
                act(each)
            except BaseException as error:  # noqa: BLE001  st.rerun() ends what one click does, not the next
                end = error
    if end is not None:
        raise end


def _to_its_end(act: Callable[[], None]) -> None:
    """Do something in a thread in which Streamlit stops nothing, and wait for it."""
    ended: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001  it is raised where it is waited for
            ended.append(error)

    thread = threading.Thread(target=copy_context().run, args=(run,), name="a click")
    add_script_run_ctx(thread, get_script_run_ctx())
    thread.start()
    thread.join()
    if ended:
        raise ended[0]


def _ear(key: str) -> _Ear:
    ears: dict[str, _Ear] = st.session_state.setdefault("kb_ears", {})
    return ears.setdefault(key, _Ear())
