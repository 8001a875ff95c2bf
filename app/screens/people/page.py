"""People: invite somebody, change a role, end access. For owners, and for the person at the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from app import data
from app.server.addresses import at
from app.shell import header, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import RIGHTS, Right, Role, may, signs_in
from kb.errors import KbError
from kb.queries.people import PersonRow, people
from kb.store.people import passwords
from kb.store.people.invitations import invite
from kb.store.people.roles import LONGEST, change_role, end_access

_LINK = "people-link"
_STATES = {
    "can sign in": "can sign in",
    "invited": "has a link",
    "link expired": "the link has expired",
    "ended": "access ended",
}
_ROLES = [str(each) for each in reversed(Role)]


def show() -> None:
    """Draw the page."""
    header.begin_page("People")
    header.stop_without(Right.MANAGE, "People")
    rows = data.cached_query(people)
    note = (
        "Who may sign in to this catalog, and with which role. Changes count at once and are in the history."
    )
    templates.show("list_head.html", key="people-head", title="People", note=note)
    notices.show("people-notice")
    _render_link()
    templates.show(
        "people/list.html",
        key="people-list",
        rows=rows,
        told=_STATES,
        roles=_ROLES,
        rights=[(each.what, [may(Role(role), right) for role in _ROLES]) for right, each in RIGHTS.items()],
    )
    why = None if current_coder(Right.MANAGE) else why_nobody(Right.MANAGE)
    left, right = st.columns(2, gap="large")
    with left:
        _render_invite(why)
    with right:
        if rows:
            _render_change(rows, why)


def _render_link() -> None:
    """Show the link that was made last, once: nobody can look it up later."""
    made: tuple[str, str] | None = st.session_state.get(_LINK)
    if made is None:
        return
    name, link = made
    with st.container(key="people-made"):
        st.text(f"Send this link to {name}, and to nobody else. It counts once, for seven days.")
        st.code(link, language=None, wrap_lines=True)
        if not signs_in():
            st.caption("Start kb app again: from then on, everybody signs in.")
        if st.button("Done", key="people-done"):
            st.session_state.pop(_LINK)
            st.rerun()


def _render_invite(why: str | None) -> None:
    st.subheader("Invite", anchor=False)
    name = st.text_input("Name, under which they code", key="people-name", max_chars=LONGEST)
    role = st.radio("Role", _ROLES, index=_ROLES.index(Role.CODER), key="people-role", horizontal=True)
    doubt = why or (None if name.strip() else "Enter a name.")
    if button("Make a link", kind="primary", key="people-invite", why=doubt):
        _invite(name, role)


def _render_change(rows: list[PersonRow], why: str | None) -> None:
    st.subheader("Change", anchor=False)
    chosen = st.selectbox("Person", [each.name for each in rows], format_func=wording.plain, key="people-who")
    person = next(each for each in rows if each.name == chosen)
    role = st.radio(
        "New role",
        _ROLES,
        index=_ROLES.index(person.role),
        key=f"people-new-role-{person.name}",
        horizontal=True,
    )
    is_ended = person.state == "ended"
    same = "This is their role already." if role == person.role else None
    with st.container(horizontal=True, key="people-acts"):
        if button("Change role", key="people-change", why=why or same, is_told=True):
            _do(change_role, person.name, role, done=f"{person.name} is {role} now.")
        if person.account is None and button("New link", key="people-again", why=why, is_told=True):
            _invite(person.name, None)
        ended = "Their access is ended already." if is_ended else None
        if button("End access", key="people-end", why=why or ended, is_told=True):
            _do(end_access, person.name, done=f"{person.name} no longer has access.")


def _invite(name: str, role: str | None) -> None:
    try:
        passwords.require_installed()
        token = data.execute(invite, name, role, who=current_coder(Right.MANAGE) or "")
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        here = urlsplit(str(st.context.url or "http://localhost:8501"))
        st.session_state[_LINK] = (
            " ".join(name.split()),
            f"{here.scheme}://{here.netloc}{at('/invitation')}?token={token}",
        )
    st.rerun()


def _do(action: Callable[..., Any], *args: str, done: str) -> None:
    try:
        data.execute(action, *args, who=current_coder(Right.MANAGE) or "")
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        notices.say("good", done)
    st.rerun()


show()
