"""Sign-in, where it is set up: who is not signed in sees a button, and nothing else."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from app.server import access, addresses
from app.server.accounts import Accounts
from app.viewer import is_let_in, signs_in


def is_set_up() -> bool:
    """Say whether people sign in (``[auth]`` in secrets.toml).

    What was set up at the start counts, whatever the file says by now.
    """
    started = access.current()
    is_pinned = started is not None and started.has_sign_in
    return is_pinned or (st.secrets.load_if_toml_exists() and "auth" in st.secrets)


def is_shared() -> bool:
    """Say whether people on other computers share the server."""
    started = access.current()
    return is_set_up() or (started is not None and started.is_open)


def must_sign_in() -> bool:
    """Say whether sign-in is set up and this person is not signed in: the guard keeps them out, too."""
    return is_set_up() and not (signs_in() and is_let_in())


def render_sign_in() -> NoReturn:
    """Show a button to sign in, and nothing else."""
    started = access.current()
    with st.container(key="kb-sign-in", horizontal_alignment="center"):
        if started is not None and isinstance(started.entrance, Accounts):
            st.markdown(f"You are no longer signed in. [Sign in]({addresses.at('/sign-in')})")
            st.stop()
        st.text("Sign in to read and code these interviews.")
        st.button("Sign in", key="kb-signed", type="primary", on_click=st.login)
    st.stop()
