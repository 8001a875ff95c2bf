"""The beginning of every page: its title, the style, and the header with the catalog and the coder."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from app import data
from app.server import access
from app.server.accounts import Accounts
from app.server.addresses import at, base
from app.shell import form_state, left_out
from app.shell.sign_in import must_sign_in, render_sign_in
from app.shell.who import current_coder, kept_by_the_browser, single_keys
from app.ui import parameters, templates, wording
from app.ui.styles import style
from app.viewer import Actor, Right, actor, reason_against, signs_in
from kb.queries.progress.tasks import people_with_tasks

_COPY = "<button class='kb-copy' type='button' data-kb-copy-link>Copy link</button>"
"""Copies the address of the page; a narrow screen has it under the coder's name."""
_OPEN = (
    "<p class='kb-open' role='note'>Started with --insecure: everybody who reaches this address can read and "
    "change everything, under any name.</p>"
)


def begin_page(title: str, *, wide: bool = False) -> None:
    """Begin a page: its title in the browser's tab, the style, the header. Every page calls this first.

    A page of one thing says with :func:`name_page` which it is.
    """
    is_kept_out = must_sign_in()
    st.set_page_config(page_title="Sign in" if is_kept_out else f"{title} · {data.name()}", layout="wide")
    st.html(style.style())
    if st.context.theme.type in ("light", "dark"):  # for what hangs outside .stApp: dialogs, popovers, toasts
        st.html(f"<style>:root{{color-scheme:{st.context.theme.type}}}</style>")
    if is_kept_out:
        render_sign_in()
    form_state.take_down()
    st.html(f"<style></style><i hidden data-kb-address='{_address()}'></i>{kept_by_the_browser()}")
    if (started := access.current()) is not None and started.is_open:
        st.html(_OPEN)
    if wide:
        st.html("<style>[data-testid='stMainBlockContainer']{padding:48px 0 0;max-width:none}</style>")
    with st.container(key="kb-brand"):
        st.text(data.name())
    with st.container(key="kb-coder"):
        _render_coder()
    with st.container(key="kb-link"):
        st.html(_COPY)
    parameters.begin()
    if not wide:  # a wide page says it in one of its columns
        left_out.show()


def name_page(*parts: str) -> None:
    """Say in the browser's tab what a page shows, the closest first: ``Drift``, ``Issues``."""
    st.set_page_config(page_title=" · ".join((*parts, data.name())))


def _address() -> str:
    """Return the parameters that the page is drawn for, for an attribute: scripts wait for their page."""
    return escape(urlencode(sorted(st.query_params.items())), quote=True)


def _render_coder() -> None:
    """Show who is coding, and let a person choose or type a name."""
    who = current_coder()
    if signs_in():
        _render_person()
        return
    with st.popover(f"coding as **{wording.plain(who)}**" if who else "Who is coding?", type="tertiary"):
        tasks = data.cached_query(people_with_tasks)
        known = list(dict.fromkeys((*data.coders(), *tasks, *filter(None, (who,)))))
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
            st.button("Stop coding", key="kb_nobody", on_click=_forget_coder)
        _render_settings()


def _render_person() -> None:
    """Show who signed in, with their role, and how they sign out."""
    person = actor()
    if person is None:
        return
    doing = "coding" if person.may(Right.CODE) else "reading"
    started = access.current()
    has_account = started is not None and isinstance(started.entrance, Accounts)
    with st.popover(f"{doing} as **{wording.plain(person.name)}**", type="tertiary"):
        st.html(_person(person, has_account=has_account))
        _render_settings()


def _person(person: Actor, *, has_account: bool) -> str:
    """Return who signed in, and where they can go; a view of ours would not be drawn in here."""
    people = f"<a href='{at('/people')}' target='_self'>People</a> " if person.may(Right.MANAGE) else ""
    out = ("/sign-out" if base() else at("/sign-out")) if has_account else at("/auth/logout")
    return (
        f"<p class='kb-person'>Signed in as <bdi>{escape(person.name)}</bdi>, {person.role}.<br>"
        f"{people}{_to_projects()}<a href='{out}' target='_self'>Sign out</a></p>"
    )


def _to_projects() -> str:
    """Return the way to the other projects of the server, for whom they are."""
    return "<a href='/' target='_self'>Projects</a> " if base() else ""


def stop_without(right: Right, title: str) -> None:
    """Draw nothing more of a page for who has no right to any of it, but why."""
    if reason := reason_against(right):
        templates.show("shell/refused.html", key="kb-refused", title=title, reason=reason)
        st.stop()


def _render_settings() -> None:
    """Let a person turn every key of one letter off (WCAG 2.1.4), and copy the address of the page."""
    st.html(_COPY)
    st.toggle(
        "Single-key shortcuts",
        value=single_keys(),
        key="kb_keys_choice",
        on_change=lambda: st.session_state.update(kb_keys=st.session_state["kb_keys_choice"]),
        help="If off, only shortcuts with Ctrl or Alt, the arrow keys, Enter, Esc and Del work.",
    )


def _take_coder() -> None:
    chosen = str(st.session_state.get("kb_coder_choice") or "").strip()
    if chosen:
        st.session_state["kb_coder"] = chosen


def _forget_coder() -> None:
    """Forget who is coding, here and in the browser."""
    st.session_state["kb_coder"] = ""
    st.session_state.pop("kb_coder_choice", None)
