"""The interviews that two people coded, those that wait for a moderator first."""

from __future__ import annotations

import streamlit as st

from app import data
from app.ui import templates
from kb.queries.comparison import pass_comparison
from kb.queries.documents import documents

STATES = {
    "open": "to decide",
    "decided": "decided",
    "delivered": "imported",
    "agreed": "no differences",
}
PAGE = 100
"""Interviews that are shown, and again with each "more"."""


def show() -> None:
    """Draw the list, or what is missing for one."""
    names = data.cached_query(pass_comparison.documents_to_moderate)
    shown = int(st.session_state.get("compare-shown", PAGE))
    rows = data.cached_query(pass_comparison.moderation_statuses, tuple(names[:shown]))
    coded = [] if rows else [row.document for row in data.cached_query(documents.documents) if row.codings]
    event = templates.show(
        "compare/list.html",
        key="compare-list",
        rows=rows,
        states=STATES,
        more=max(0, len(names) - shown),
        single=coded[0] if coded else None,
    )
    if event and event.get("do") == "more":
        st.session_state["compare-shown"] = shown + PAGE
        st.rerun()
