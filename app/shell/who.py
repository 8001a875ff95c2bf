"""Who is coding: the person who signed in, or the name chosen in the header, which the browser remembers."""

from __future__ import annotations

from html import escape
from urllib.parse import unquote

import streamlit as st

from app import data
from app.viewer import CHOSEN, viewer
from kb.queries import history


def current_coder() -> str | None:
    """Return who is coding: the person who signed in, else the one chosen in the header."""
    if not st.user.get("is_logged_in") and CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = _remembered()
    return viewer()


def single_keys() -> bool:
    """Say whether keys of one letter or digit do something; a person's choice comes back with a cookie."""
    chosen = st.session_state.get("kb_keys")
    return st.context.cookies.get("kb_keys") != "off" if chosen is None else bool(chosen)


def browser_attributes() -> str:
    """Return what the browser is to keep for the next time, as attributes that ``view.js`` reads.

    Who is coding is not kept of somebody who signed in: they are who they sign in as.
    """
    keys, who = f"data-kb-keys='{'on' if single_keys() else 'off'}'", st.session_state.get("kb_coder")
    return keys if who is None or st.user.get("is_logged_in") else f"{keys} data-kb-coder='{escape(who)}'"


def _remembered() -> str | None:
    """Return who was coding in this browser; a name that this catalog does not know is ignored.

    A moderator who continues somebody else's pass has no pass, but has decided something.
    """
    named = unquote(st.context.cookies.get("kb_coder", ""))
    if not named or (
        named not in data.coders() and named not in data.cached_query(history.everybody_who_acted)
    ):
        return None
    return named
