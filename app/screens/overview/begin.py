"""The first page of an empty catalog: name the study and choose its codebook, or look at the demo."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from app import data
from app.shell import drop_zone, notices
from app.shell.who import current_coder
from app.ui import wording
from kb.codebook.words import LONGEST
from kb.errors import KbError
from kb.store.codebook.codebook_file import SUFFIXES, ReadCodebook, read_codebook
from kb.store.codebook.start_study import NewStudy, demo_codebook, start_study

EMPTY, FILE, DEMO = "Empty: create codes while coding", "From a file", "From the demo (machine learning)"
_LARGEST_MB = 1


def render_begin() -> None:
    """Draw the form of a new study; when it is sent, the study is begun."""
    with st.container(key="overview-begin"):
        name = st.text_input("Name of the study", key="begin-name", max_chars=LONGEST["name"], width=480)
        choice = st.radio("Codebook", [EMPTY, FILE, DEMO], key="begin-codebook")
        file = None
        if choice == FILE:
            file = st.file_uploader(
                "A table of codes (CSV), a REFI codebook (QDC) or a taxonomy.yaml",
                type=[suffix.removeprefix(".") for suffix in SUFFIXES],
                max_upload_size=_LARGEST_MB,
                key="begin-file",
            )
        if st.button("Begin the study", type="primary", key="begin-study"):
            _begin(name, str(choice), (file.name, file.getvalue()) if file else None)


def render_demo() -> None:
    """Draw the button that fills the catalog with the invented interviews."""
    if st.button("Add the demo interviews", key="overview-demo", help="Invented interviews to try kb with."):
        with st.spinner("Adding the demo interviews…"):
            drop_zone.build_demo(current_coder())
        st.rerun()


def _codebook(choice: str, file: tuple[str, bytes] | None) -> ReadCodebook:
    if choice == DEMO:
        return demo_codebook()
    if choice == EMPTY:
        return ReadCodebook()
    if file is None:
        raise KbError("choose a codebook file")
    return read_codebook(PurePath(file[0]), file[1])


def _begin(name: str, choice: str, file: tuple[str, bytes] | None) -> None:
    try:
        book = _codebook(choice, file)
        place = data.path()
        study = NewStudy(name, codebook=book)
        who = current_coder() or "somebody"
        data.execute(start_study, study, place.parent if place else None, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        notes = "; ".join(book.codebook.notes)
        notices.say("good", wording.sentence(f"{name.strip()} is begun" + (f". {notes}" if notes else "")))
    st.rerun()
