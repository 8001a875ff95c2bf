"""Import: drop a file, see what it is and what becomes of it, decide what is open, store it as one action."""

from __future__ import annotations

import streamlit as st

from app.screens.importing import done, held, preview
from app.shell import header, notices, undoing
from app.ui import templates, wording
from app.viewer import Right
from kb.exchange.forms import forms

LARGEST_MB = 500  # that a browser sends; `kb import` takes larger files


def show() -> None:
    """Draw the page: the drop zone, the file that waits, or what became of it."""
    header.begin_page("Import")
    header.stop_without(Right.EXCHANGE, "Import")
    waiting, finished = held.waiting(), held.finished()
    if waiting is not None:
        preview.show(waiting)
    elif (asked := held.several()) is not None:
        _render_several(asked)
    elif finished is not None:
        undoing.ask()
        done.show(finished)
    else:
        _render_drop_zone()


def _render_drop_zone() -> None:
    templates.show("importing/head.html", key="import-head", forms=_readable())
    notices.show("import-notice")
    undoing.ask()
    with st.container(key="import-drop"):
        dropped = st.file_uploader(
            "Add a project, a codebook or an archive",
            max_upload_size=LARGEST_MB,
            key=f"import-upload-{held.turn()}",
            label_visibility="collapsed",
        )
    if dropped is not None:
        with st.spinner("Reading the file. Nothing is stored yet…"):
            held.take(dropped.name, dropped.getvalue())
        st.rerun()


def _render_several(file: held.Several) -> None:
    """Ask which project of a file is meant; each can be imported after the other."""
    templates.show("importing/several.html", key="import-head", name=file.name, number=len(file.projects))
    with st.container(key="import-several"):
        chosen = st.radio(
            "Project", list(file.projects), format_func=wording.plain, key=f"{held.CHOICE}project"
        )
        with st.container(horizontal=True, key="import-acts"):
            wanted = st.button("Look at it", type="primary", key="import-look")
            if st.button("Discard", key="import-discard"):
                held.discard()
                st.rerun()
    if wanted and chosen:
        with st.spinner("Reading the file. Nothing is stored yet…"):
            held.take(file.name, file.data, str(chosen))
        st.rerun()


def _readable() -> list[tuple[str, str]]:
    """Every form that can be read, with how its files end, and the archive."""
    read = (each for each in forms() if each.is_read)
    known = [(each.title, ", ".join(sorted(each.suffixes)) or "its folder in a zip") for each in read]
    return [*known, ("Archive of a project", ".zip")]


show()
