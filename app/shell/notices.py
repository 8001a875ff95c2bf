"""What an action came to: one sentence on top of the page that is shown next, as text and never as markup."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from app.ui import templates

_KEY = "kb_notices"


def say(kind: Literal["good", "bad"], text: str) -> None:
    """Keep a sentence for the next time the page is drawn."""
    st.session_state.setdefault(_KEY, []).append((kind, text))


def show(key: str) -> None:
    """Show what was kept, once."""
    told = st.session_state.pop(_KEY, [])
    if told:
        templates.show("notice.html", key=key, notices=told)
