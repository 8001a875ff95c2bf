"""What every page stands in: the list of pages, the style, the header with the catalog and the coder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app import catalog

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its file under ``screens/``, its title, its path, and whether the header shows it."""

    name: str
    title: str
    path: str
    shown: bool = True


PLACES = (
    Place("overview", "Overview", ""),
    Place("issues", "Issues", "issues"),
    Place("issue", "Issue", "issue", shown=False),
    Place("fixes", "Fixes", "fixes"),
    Place("fix", "Fix", "fix", shown=False),
    Place("documents", "Documents", "documents"),
    Place("read", "Read", "read", shown=False),
    Place("code", "Code", "code"),
    Place("codebook", "Codebook", "codebook"),
    Place("search", "Search", "search"),
    Place("compare", "Compare", "compare"),
    Place("network", "Network", "network"),
    Place("figures", "Figures", "figures"),
    Place("history", "History", "history"),
)
"""Every page, in the order of the header; one whose file is not there yet has no place in it."""


def file_of(name: str) -> Path:
    """Return the file of a page."""
    return _HERE / "screens" / f"{name}.py"


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
        for place in PLACES
        if file_of(place.name).exists()
    ]


def page(title: str, *, wide: bool = False) -> None:
    """Begin a page: its title in the browser's tab, the style, the header. Every page calls this first."""
    st.set_page_config(page_title=f"{title} · {catalog.name()}", layout="wide")
    st.html(_HERE / "style.html")
    if st.context.theme.type in ("light", "dark"):  # for what hangs outside .stApp: dialogs, popovers, toasts
        st.html(f"<style>:root{{color-scheme:{st.context.theme.type}}}</style>")
    st.html(f"<style></style><i hidden data-kb-keys='{'on' if single_keys() else 'off'}'></i>")
    if wide:
        st.html("<style>[data-testid='stMainBlockContainer']{padding:48px 0 0;max-width:none}</style>")
    with st.container(key="kb-brand"):
        st.text(catalog.name())
    _sign_in()
    with st.container(key="kb-coder"):
        choose_coder()


def _sign_in() -> None:
    """Where sign-in is set up (``[auth]`` in secrets.toml), show nothing to anybody who is not signed in."""
    if st.secrets.load_if_toml_exists() and "auth" in st.secrets and not st.user.get("is_logged_in"):
        st.button("Sign in", key="kb-sign-in", on_click=st.login)
        st.stop()


def coder() -> str | None:
    """Return who is coding: the person who signed in, else the one chosen in the header."""
    if st.user.get("is_logged_in"):
        return str(st.user.get("name") or st.user.get("email"))
    chosen = st.session_state.get("kb_coder")
    return str(chosen) if chosen else None


def choose_coder() -> None:
    """Show who is coding, and let a person choose or name themselves."""
    if st.user.get("is_logged_in"):
        with st.popover(f"coding as {coder()}", type="tertiary"):
            choose_keys()
        return
    with st.popover(coder() or "Who is coding?", type="tertiary"):
        known = catalog.coders()
        st.selectbox(
            "Coding as",
            known,
            index=known.index(coder() or "") if coder() in known else None,
            key="kb_coder_choice",
            accept_new_options=True,
            placeholder="Choose a coder, or type a new name",
            on_change=_take_coder,
        )
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
