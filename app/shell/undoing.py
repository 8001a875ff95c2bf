"""Undo an action: at once, or, where later changes depend on it, after a question that names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.viewer import Right, reason_against
from kb.errors import KbError
from kb.store import undo_together
from kb.store.undo_together import DependedOnError, Dependent

_ASKED = "kb_depends"


@dataclass(frozen=True, slots=True)
class Question:
    """An action that somebody wants to undo, in words, and the later changes that depend on it."""

    batch: str
    what: str
    dependents: tuple[Dependent, ...]


def undo_or_question(session: Session, batch: str, *, who: str) -> Question | None:
    """Undo an action; where later changes depend on it, change nothing and return what is to be asked."""
    try:
        undo_together.undo_or_ask(session, batch, who=who)
    except DependedOnError as error:
        return Question(batch, error.what, error.dependents)
    return None


def undo(batch: str) -> None:
    """Undo an action and say what came of it; where later changes depend on it, ask first."""
    who = _person()
    if who is None:
        return
    st.session_state.pop(_ASKED, None)
    try:
        rows = data.execute(undo_together.undo_or_ask, batch, who=who)
    except DependedOnError as error:
        keep(Question(batch, error.what, error.dependents))
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        notices.say(
            "good", f"Undone: {wording.count(rows, 'row')} restored. The undo is listed as a new change."
        )


def show_done(kept: str, template: str, *, key: str) -> None:
    """Show what was done last, a sentence and its action in ``st.session_state[kept]``, with the way back."""
    if (last := st.session_state.get(kept)) is None:
        return
    message, batch = last

    def clicked(click: dict[str, Any]) -> None:
        st.session_state.pop(kept, None)
        if click["do"] == "undo":
            undo(batch)
        st.rerun()

    templates.show(template, key=key, on_click=clicked, message=message)


def keep(question: Question) -> None:
    """Keep a question until it is answered, or another takes its place."""
    st.session_state[_ASKED] = question


def ask() -> None:
    """Show the question that waits: which later changes depend on an action, and whether all are undone.

    Who codes blind is told who made the later changes, and not what they say.
    """
    asked: Question | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    templates.show(
        "shell/depends.html",
        key="kb-undo-question",
        on_click=lambda click: _answer(asked, click),
        asked=asked,
        is_blind=data.blindness() is not None,
        wording=wording,
    )


def _answer(asked: Question, click: dict[str, Any]) -> None:
    if click.get("do") == "together" and (who := _person()):
        seen = [each.batch for each in asked.dependents]
        try:
            actions = data.execute(undo_together.undo_together, asked.batch, who=who, seen=seen)
        except DependedOnError as error:  # somebody has done more meanwhile: that is asked about, too
            keep(Question(asked.batch, error.what, error.dependents))
            st.rerun()
        except KbError as error:
            notices.say("bad", wording.sentence(error))
        else:
            notices.say(
                "good",
                f"Undone: {wording.count(actions, 'change')}. "
                "They are one action in History; undo it to bring all of them back.",
            )
    st.session_state.pop(_ASKED, None)
    st.rerun()


def _person() -> str | None:
    who = current_coder()
    if who is None:
        notices.say(
            "bad",
            reason_against(Right.CODE)
            or "Choose who is coding in the header first. The undo is recorded under this name.",
        )
    return who
