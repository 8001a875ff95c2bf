"""What every page stands in: the navigation, the style, the header with the catalog and the coder."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import streamlit as st

from app import data
from app.page_registry import PAGES, file_of
from app.shell import form_state
from app.ui import wording
from kb.queries import history

_HERE = Path(__file__).parent.parent
_NAMED = ("name", "preferred_username", "email", "sub")
"""What a provider may call a person, the best first; OpenID Connect promises the last one only."""


def pages() -> list[Any]:
    """Return the pages for the navigation; the first one is where an address without a path leads."""
    return [
        st.Page(
            file_of(place.name),
            title=place.title,
            url_path=place.path,
            default=not place.path,
            visibility="visible" if place.shown else "hidden",
        )
        for place in PAGES
        if file_of(place.name).exists()
    ]


def page(title: str, *, wide: bool = False) -> None:
    """Begin a page: its title in the browser's tab, the style, the header. Every page calls this first."""
    is_kept_out = must_sign_in()
    st.set_page_config(page_title="Sign in" if is_kept_out else f"{title} · {data.name()}", layout="wide")
    st.html(_HERE / "ui" / "style.html")
    if st.context.theme.type in ("light", "dark"):  # for what hangs outside .stApp: dialogs, popovers, toasts
        st.html(f"<style>:root{{color-scheme:{st.context.theme.type}}}</style>")
    if is_kept_out:
        _sign_in()
    form_state.take_down()
    st.html(f"<style></style><i hidden {_kept()}></i>")
    if wide:
        st.html("<style>[data-testid='stMainBlockContainer']{padding:48px 0 0;max-width:none}</style>")
    with st.container(key="kb-brand"):
        st.text(data.name())
    with st.container(key="kb-coder"):
        choose_coder()


def must_sign_in() -> bool:
    """Say whether sign-in is set up (``[auth]`` in secrets.toml) and this person is not signed in."""
    is_set_up = st.secrets.load_if_toml_exists() and "auth" in st.secrets
    return is_set_up and not st.user.get("is_logged_in")


def _sign_in() -> None:
    """Show a button to sign in, and nothing else."""
    with st.container(key="kb-sign-in", horizontal_alignment="center"):
        st.text("Sign in to read and code these interviews.")
        st.button("Sign in", key="kb-signed", type="primary", on_click=st.login)
    st.stop()


def coder() -> str | None:
    """Return who is coding: the person who signed in, else the one chosen in the header."""
    if st.user.get("is_logged_in"):
        return next(str(st.user[each]) for each in _NAMED if st.user.get(each))
    if "kb_coder" not in st.session_state:
        st.session_state["kb_coder"] = _remembered()
    chosen = st.session_state["kb_coder"]
    return str(chosen) if chosen else None


def _remembered() -> str | None:
    """Return who was coding in this browser; a name that this catalog does not know is nobody's.

    A moderator who goes on with somebody's pass has none, but has decided something.
    """
    named = unquote(st.context.cookies.get("kb_coder", ""))
    if not named or (
        named not in data.coders() and named not in data.cached_query(history.everybody_who_acted)
    ):
        return None
    return named


def _kept() -> str:
    """Return what the browser is to keep for the next time, as attributes that ``view.js`` reads.

    Who is coding is not kept of somebody who signed in: they are who they sign in as.
    """
    keys, who = f"data-kb-keys='{'on' if single_keys() else 'off'}'", st.session_state.get("kb_coder")
    return keys if who is None or st.user.get("is_logged_in") else f"{keys} data-kb-coder='{escape(who)}'"


def choose_coder() -> None:
    """Show who is coding, and let a person choose or name themselves."""
    if st.user.get("is_logged_in"):
        with st.popover(f"coding as {wording.plain(coder() or '')}", type="tertiary"):
            choose_keys()
        return
    who = coder()
    with st.popover(wording.plain(who) if who else "Who is coding?", type="tertiary"):
        known = list(dict.fromkeys((*data.coders(), *filter(None, (who,)))))
        st.selectbox(
            "Coding as",
            known,
            index=known.index(who) if who else None,
            key="kb_coder_choice",
            accept_new_options=True,
            placeholder="Choose a coder, or type a new name",
            on_change=_take_coder,
        )
        if who:
            st.button("Stop coding", key="kb_nobody", on_click=_be_nobody)
        choose_keys()


def single_keys() -> bool:
    """Say whether keys of one letter or digit do something; a person's choice comes back with a cookie."""
    chosen = st.session_state.get("kb_keys")
    return st.context.cookies.get("kb_keys") != "off" if chosen is None else bool(chosen)


def choose_keys() -> None:
    """Let a person turn every key of one letter off (WCAG 2.1.4); scripts find it in the page."""
    st.toggle(
        "Keys of one letter",
        value=single_keys(),
        key="kb_keys_choice",
        on_change=lambda: st.session_state.update(kb_keys=st.session_state["kb_keys_choice"]),
        help="Off: only keys with Ctrl or Alt, the arrows, Enter, Esc and Del do something.",
    )


def _take_coder() -> None:
    chosen = str(st.session_state.get("kb_coder_choice") or "").strip()
    if chosen:
        st.session_state["kb_coder"] = chosen


def _be_nobody() -> None:
    """Forget who is coding, here and in the browser."""
    st.session_state["kb_coder"] = ""
    st.session_state.pop("kb_coder_choice", None)
