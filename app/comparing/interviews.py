"""The interviews that two people coded, those that wait for a moderator first."""

from __future__ import annotations

import streamlit as st

from app import catalog, view
from kb.queries import desk, documents

STATES = {
    "open": "waits",
    "decided": "decided to the end",
    "delivered": "moderated elsewhere",
    "agreed": "nothing to decide",
}
PAGE = 100
"""Interviews that are shown, and again with each "more"."""


def show() -> None:
    """Draw the list, or what is missing for one."""
    names = catalog.ask(desk.waiting)
    shown = int(st.session_state.get("compare-shown", PAGE))
    rows = catalog.ask(desk.states, tuple(names[:shown]))
    coded = [] if rows else [row.document for row in catalog.ask(documents.documents) if row.codings]
    event = view.show(
        "compare_list.html",
        key="compare-list",
        rows=rows,
        told=STATES,
        more=max(0, len(names) - shown),
        single=coded[0] if coded else None,
    )
    if event and event.get("do") == "more":
        st.session_state["compare-shown"] = shown + PAGE
        st.rerun()
