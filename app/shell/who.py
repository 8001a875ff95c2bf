"""Who is coding: the person who signed in, or the name chosen in the header, which the browser remembers."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import data
from app.server import access
from app.server.remembered import Remembered
from app.viewer import CHOSEN, allows, signs_in, viewer
from kb.db.rights import Right
from kb.queries import history
from kb.queries.progress.tasks import people_with_tasks


def current_coder(right: Right = Right.CODE) -> str | None:
    """Return who is coding: the person who signed in, else the one chosen in the header.

    Nobody is where the person who signed in does not have the ``right`` to what is done then.
    """
    if not signs_in() and CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = _remembered()
    who = viewer()
    return who if who and allows(right) else None


def single_keys() -> bool:
    """Say whether keys of one letter or digit do something; a person's choice comes back with a cookie."""
    chosen = st.session_state.get("kb_keys")
    return st.context.cookies.get("kb_keys") != "off" if chosen is None else bool(chosen)


def kept_by_the_browser() -> str:
    """Return what has the browser keep for the next time whether keys are on, and who is coding, as HTML.

    Scripts read the keys. Who is coding is in a cookie that only the server can write, with the answer to a
    request: an empty picture. Nothing is kept of somebody who signed in: they are who they sign in as.
    """
    keys, who = f"data-kb-keys='{'on' if single_keys() else 'off'}'", st.session_state.get(CHOSEN)
    remembered = _remembered_here()
    if remembered is None or who is None or who == remembered.read(st.context.cookies):
        return f"<i hidden {keys}></i>"
    return f"<i hidden {keys}><img alt='' src='{escape(remembered.address(who), quote=True)}'></i>"


def _remembered() -> str | None:
    """Return who was coding in this browser; a name that this catalog does not know is ignored.

    A moderator who continues somebody else's pass has no pass, but has decided something; who has a task may
    have done nothing yet.
    """
    remembered = _remembered_here()
    named = remembered.read(st.context.cookies) if remembered else ""
    is_known = bool(named) and (
        named in data.coders()
        or named in data.cached_query(people_with_tasks)
        or named in data.cached_query(history.everybody_who_acted)
    )
    return named if is_known else None


def _remembered_here() -> Remembered | None:
    started = access.current()
    return started.remembered if started and not signs_in() else None
