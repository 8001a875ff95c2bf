"""Who looks at a page: the person who signed in, with their role, or the name chosen in the header."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from sqlmodel import Session
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import engine
from app.server import access
from app.server.accounts import Accounts
from app.server.addresses import base
from app.server.sign_in import accounts_of, name_of
from kb.db import engine as db
from kb.db.rights import RIGHTS, Actor, NotSignedInError, Right, Role, may, why_not
from kb.queries.people import digest_of, signed_in_as, signed_in_with

__all__ = [
    "CHOSEN",
    "RIGHTS",
    "Actor",
    "Right",
    "Role",
    "actor",
    "actor_now",
    "allows",
    "for_viewer",
    "is_let_in",
    "may",
    "reason_against",
    "signs_in",
    "viewer",
]
CHOSEN = "kb_coder"
"""Where the session keeps the name that was chosen."""
_T = TypeVar("_T")
_FRESH = 1.0
"""Seconds for which a page counts on who somebody is; what is written asks anew."""


@dataclass(frozen=True, slots=True)
class Identity:
    """How somebody is known: by the cookie of their browser (its digest), or by what their provider says."""

    browser: str = ""
    accounts: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True)
class _Viewer:
    """Who looks: somebody who signed in, or a name."""

    identity: Identity | None
    chosen: str | None


_standing_in: ContextVar[_Viewer | None] = ContextVar("kb_viewer", default=None)
_moment = threading.local()


def viewer() -> str | None:
    """Return who looks, or None as long as nobody has said who they are."""
    who = _viewer()
    if who.identity is None:
        return who.chosen
    actor = _known(who.identity)
    return actor.name if actor else None


def actor() -> Actor | None:
    """Return who signed in, with their role; None where people do not sign in: they may do everything.

    Raises:
        NotSignedInError: nobody is signed in, or not any more.
    """
    who = _viewer()
    if who.identity is None:
        return None
    found = _known(who.identity)
    if found is None:
        raise NotSignedInError
    return found


def actor_now() -> Actor | None:
    """Return the same as the catalog says at this moment: before something is written."""
    _moment.known = None
    return actor()


def is_let_in() -> bool:
    """Say whether people sign in and this one has, or people do not."""
    who = _viewer()
    return who.identity is None or _known(who.identity) is not None


def allows(right: Right) -> bool:
    """Say whether who looks has a right."""
    found = actor()
    return found is None or may(found.role, right)


def reason_against(right: Right) -> str | None:
    """Return why who looks does not have a right, in a sentence; None if they have it."""
    found = actor()
    return None if found is None else why_not(found.role, right)


def signs_in() -> bool:
    """Say whether people are who they sign in as here."""
    started = access.current()
    return (started is not None and started.has_sign_in) or bool(st.user.get("is_logged_in"))


def for_viewer(made: Callable[[], _T]) -> Callable[[], _T]:
    """Let what is made later, without a page, be made for who looks now, if they still may: a download."""
    who = _viewer()

    def later() -> _T:
        with _stand_in(who):
            actor_now()
            return made()

    return later


@contextmanager
def _stand_in(who: _Viewer) -> Iterator[None]:
    token = _standing_in.set(who)
    try:
        yield
    finally:
        _standing_in.reset(token)


def _viewer() -> _Viewer:
    if (named := _standing_in.get()) is not None:
        return named
    if get_script_run_ctx(suppress_warning=True) is None:  # no page, such as a test of a question
        started = access.current()
        return _Viewer(Identity() if started is not None and started.has_sign_in else None, None)
    if signs_in():
        return _Viewer(_identity(), None)
    return _Viewer(None, str(st.session_state.get(CHOSEN) or "") or None)


def _identity() -> Identity:
    """How the person before this page is known; by nothing, if they are not signed in."""
    started = access.current()
    if started is not None and isinstance(started.entrance, Accounts):
        token = st.context.cookies.get(started.entrance.cookie, "")
        return Identity(browser=digest_of(token)) if token else Identity()
    if not st.user.get("is_logged_in"):
        return Identity()
    claims = st.user.to_dict() if hasattr(st.user, "to_dict") else dict(st.user)
    return Identity(accounts=accounts_of(claims), called=name_of(claims))


def _provided(session: Session, identity: Identity) -> Actor | None:
    """Who this is by what their provider says; of several projects only those who are in its list."""
    return signed_in_as(session, identity.accounts, identity.called, listed_only=bool(base()))


def _known(identity: Identity) -> Actor | None:
    """Who this is in the catalog."""
    kept: tuple[str, Identity, float, Actor | None] | None = getattr(_moment, "known", None)
    url, now = engine.url(), time.monotonic()
    if kept is not None and kept[:2] == (url, identity) and now - kept[2] < _FRESH:
        return kept[3]
    with db.reading(engine.engine(url)) as session:
        if identity.browser:
            found = signed_in_with(session, identity.browser)
        else:
            found = _provided(session, identity) if identity.called else None
    _moment.known = (url, identity, now, found)
    return found
