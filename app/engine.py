"""The engine of the catalog. Pages never have it: what they ask and change goes through :mod:`app.data`."""

from __future__ import annotations

import atexit

import streamlit as st
from sqlalchemy import Engine

from app import versions
from kb.db import engine as db
from kb.store.code_colours import assign_colours


@st.cache_resource(show_spinner=False)
def engine(url: str) -> Engine:
    """Return the engine of a catalog; it is opened for writing, since the app codes.

    What is done on it is done by the person at the file: who looks up who somebody is, and nobody else.
    """
    opened = db.open_for_writing(url)
    atexit.register(opened.dispose)  # who closes a catalog last notes its checksum
    versions.watch(opened)
    with db.transaction(opened) as session:
        assign_colours(session)  # of a catalog that an older program made
    return opened


def url() -> str:
    """Return the address of the catalog, with its password."""
    return db.locate().render_as_string(hide_password=False)
