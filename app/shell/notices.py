"""What an action came to: one sentence on top of the page that is shown next, as text and never as markup."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from app.ui import templates

_KEY = "kb_notices"

SECONDS = 8.0
"""How long a sentence stays at least: while files are read, the page draws itself again every second."""


@dataclass
class Notice:
    """A sentence, and on which page and when it was shown first."""

    kind: Literal["good", "bad"]
    text: str
    page: str | None = None
    shown: float = 0.0


def say(kind: Literal["good", "bad"], text: str) -> None:
    """Keep a sentence for the next time the page is drawn; what was read before goes."""
    waiting: list[Notice] = st.session_state.get(_KEY, [])
    st.session_state[_KEY] = [*(each for each in waiting if each.page is None), Notice(kind, text)]


def show(key: str) -> None:
    """Show what was kept: until the page is drawn again after some seconds, or another page is."""
    kept = [each for each in st.session_state.get(_KEY, []) if _stays(each, key)]
    for each in kept:
        if each.page is None:
            each.page, each.shown = key, time.monotonic()
    st.session_state[_KEY] = kept
    if kept:
        templates.show("notice.html", key=key, notices=[(each.kind, each.text) for each in kept])


def _stays(notice: Notice, page: str) -> bool:
    return notice.page is None or (notice.page == page and time.monotonic() - notice.shown < SECONDS)
