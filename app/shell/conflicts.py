"""A form that was refused, because somebody else has changed what it is about: what is there now is shown.

What was typed stays in the fields. Whoever has read what is there saves theirs over it, or keeps the other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import streamlit as st

from app.ui import templates, wording
from kb.store.stale import StaleWriteError

_T = TypeVar("_T")
OVER, KEEP = "Save mine over it", "Keep what is there"


@dataclass(frozen=True, slots=True)
class _Refused:
    """What is said of a refused form: who did what and when, and lines of what is there now."""

    told: str
    there: tuple[str, ...]
    is_gone: bool


def told(error: StaleWriteError) -> str:
    """Return who has changed something, and when, as a sentence."""
    done = "deleted" if error.is_gone else "changed"
    if error.who is None or error.at is None:
        return f"{wording.sentence(error.what)[:-1]} was {done} in the meantime."
    return f"{error.who} {done} {error.what} at {wording.clock(error.at)}."


def keep(form: str, error: StaleWriteError, there: Sequence[str] | None = None) -> None:
    """Keep why a form was refused until it is decided; ``there`` are lines of what is there now."""
    lines = tuple(there) if there is not None else (error.shown,)
    st.session_state[_key(form)] = _Refused(told(error), tuple(filter(None, lines)), error.is_gone)


def forget(form: str) -> None:
    """Forget that a form was refused: it is closed, or another one."""
    st.session_state.pop(_key(form), None)


def ask(form: str) -> Literal["over", "keep"] | None:
    """Show why a form was refused, if it was; return what is chosen. The form is not saved otherwise."""
    refused: _Refused | None = st.session_state.get(_key(form))
    if refused is None:
        return None
    show(form, refused.told, refused.there)
    with st.container(horizontal=True, key=f"{form}-conflict-tools"):
        over = not refused.is_gone and st.button(OVER, key=f"{form}-over", type="primary")
        kept = st.button(KEEP if not refused.is_gone else "Close", key=f"{form}-keep")
    if over or kept:
        forget(form)
    return "over" if over else "keep" if kept else None


def show(form: str, told: str, there: Sequence[str]) -> None:
    """Show who has changed something, and what is there now, a paragraph for each line."""
    templates.show("shell/conflict.html", key=f"{form}-conflict", told=told, there=there)


def is_refused(form: str) -> bool:
    """Whether somebody has yet to decide about a form that was refused."""
    return _key(form) in st.session_state


def shown_before(form: str, now: _T) -> _T:
    """Return what a form showed when its button was pressed; ``now`` is what it shows from here on."""
    before: _T = st.session_state.get(f"kb_shown {form}", now)
    st.session_state[f"kb_shown {form}"] = now
    return before


def _key(form: str) -> str:
    return f"kb_refused {form}"
