"""What is left out of a page because somebody codes blind, in one sentence, and the way to see it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import data
from app.shell import notices
from app.ui import wording
from kb.db.blindness import Blindness
from kb.queries.comparison.unblinding import open_rounds
from kb.store.coding.unblinding import RoundOpenError, show_others_of

_ALL, _CHOSEN = "All of them", "kb-left-out-documents"


def show() -> None:
    """Say how many passes are left out; who wants to sees them from then on, and History records it.

    Of a blind round nothing is shown before everybody has marked the document as done.
    """
    blind = data.blindness()
    if blind is None:
        return
    number = wording.count(len(blind.passes), "pass", "passes")
    label = f"Left out: {number} you are blind to"
    with st.container(key="kb-left-out"), st.popover(label, type="tertiary"):
        st.caption(
            f"You ({wording.plain(blind.coder)}) code these documents and have not seen what others coded "
            "there. Their codings are in no list, number, figure or export that you see."
        )
        closed = data.cached_query(open_rounds, blind.coder)
        names = [name for name in blind.names if name not in closed]
        if waiting := [name for name in blind.names if name in closed]:
            told = wording.plain(", ".join(waiting))
            st.caption(f"In a blind round, shown when everybody has marked it as done: {told}.")
        if names:
            _render_choice(blind, names)


def _render_choice(blind: Blindness, names: list[str]) -> None:
    st.selectbox(
        "Documents",
        [_ALL, *names] if names[1:] else names,
        format_func=partial(_named, blind),
        key=_CHOSEN,
    )
    st.caption("History records that you asked to see them.")
    st.button("Show the codings of others", key="kb-left-out-show", on_click=_lift, args=(blind, names))


def _lift(blind: Blindness, names: list[str]) -> None:
    chosen = str(st.session_state.get(_CHOSEN) or _ALL)
    try:
        data.execute(show_others_of, names if chosen == _ALL else [chosen], who=blind.coder)
    except RoundOpenError as error:  # a blind round has begun since the page was drawn
        notices.say("bad", wording.sentence(error))


def _named(blind: Blindness, choice: str) -> str:
    """A document with those who coded it."""
    coders = ", ".join(each.coder for each in blind.passes if each.document == choice)
    return f"{choice}: {coders}" if coders else choice
