"""Who looks at a page: the person who signed in, or the name chosen in the header."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

CHOSEN = "kb_coder"
"""Where the session keeps the name that was chosen."""
_T = TypeVar("_T")
_NAME_CLAIMS = ("name", "preferred_username", "email", "sub")
"""What a provider may call a person, the best first; OpenID Connect promises the last one only."""
_standing_in: ContextVar[tuple[str | None] | None] = ContextVar("kb_viewer", default=None)


def viewer() -> str | None:
    """Return who looks, or None as long as nobody has said who they are."""
    if (named := _standing_in.get()) is not None:
        return named[0]
    if get_script_run_ctx(suppress_warning=True) is None:  # no page, such as a test of a question
        return None
    if st.user.get("is_logged_in"):
        return next(str(st.user[claim]) for claim in _NAME_CLAIMS if st.user.get(claim))
    return str(st.session_state.get(CHOSEN) or "") or None


def for_viewer(made: Callable[[], _T]) -> Callable[[], _T]:
    """Let what is made later, without a page, be made for who looks now: a download."""
    who = viewer()

    def later() -> _T:
        with _stand_in(who):
            return made()

    return later


@contextmanager
def _stand_in(who: str | None) -> Iterator[None]:
    token = _standing_in.set((who,))
    try:
        yield
    finally:
        _standing_in.reset(token)
