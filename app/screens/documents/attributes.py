"""Attributes of many documents or cases from a table: seen first, then set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from app import data
from app.shell import conflicts, notices
from app.shell.upload_queue import LARGEST_MB
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from ingest.attribute_table import UnreadableTableError, read_attribute_table
from ingest.source import Source
from kb.errors import KbError
from kb.store.documents.attribute_import import AttributeChange, plan_attributes, set_attributes

_HELD = "attributes-held"
"""The name and the bytes of the table that is looked at."""
OUTCOMES = {
    "set": "will be set",
    "same": "is already set",
    "conflict": "another value is set; it is kept",
    "no match": "no document or case has this name",
    "contradiction": "the table gives two values",
    "too long": "is too long",
}


def show() -> None:
    """Ask for a table, show what it would set, and set it."""
    templates.show("documents/attributes_head.html", key="attributes-head")
    notices.show("attributes-notice")
    given = st.file_uploader(
        "Table (CSV, TSV, Excel or ODS)",
        type=["csv", "tsv", "xlsx", "ods"],
        max_upload_size=LARGEST_MB,
        key="attributes-file",
    )
    if given is not None:
        st.session_state[_HELD] = (given.name, given.getvalue())
    held = st.session_state.get(_HELD)
    if held is not None:
        _preview(*held)
    if st.button("Back to the documents", key="attributes-back"):
        _close()


def _preview(name: str, content: bytes) -> None:
    """Show each cell of a table with what becomes of it."""
    try:
        table = read_attribute_table(Source(PurePath(name), content))
    except UnreadableTableError as error:
        templates.show("notice.html", key="attributes-wrong", notices=[("bad", wording.sentence(error))])
        return
    with st.container(key="attributes-form"):
        column = st.selectbox(
            "Column that names the document or the case",
            ["", *filter(None, table.header)],
            format_func=lambda each: each or "Found by its heading, else the first",
            key="attributes-column",
        )
        overwrite = st.checkbox("Replace values that differ", key="attributes-overwrite")
        planned = data.query(plan_attributes, table, column=column or None, overwrite=overwrite)
        shown = conflicts.shown_before(f"attributes {name} {column} {overwrite}", planned)
        count = sum(each.outcome == "set" for each in planned)
        who = current_coder(Right.EDIT)
        if not who:
            templates.show("notice.html", key="attributes-doubt", notices=[("bad", why_nobody(Right.EDIT))])
        label = f"Set {wording.count(count, 'attribute')}"  # above the table, which may be long
        why = None if count else "No attribute in this table is new or different."
        wanted = button(
            label,
            kind="primary",
            key="attributes-save",
            why=why if who else why_nobody(Right.EDIT),
            is_told=not who,
        )
    templates.show("documents/attributes_plan.html", key="attributes-plan", rows=planned, outcomes=OUTCOMES)
    if wanted and who:
        _set(name, shown, who=who)


def _set(name: str, planned: Sequence[AttributeChange], *, who: str) -> None:
    """Set what was shown; where somebody has changed a value since, the table now shows it."""
    try:
        data.execute(set_attributes, planned, file=name, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        st.rerun()
    count = sum(each.outcome == "set" for each in planned)
    done = wording.sentence(f"{wording.count(count, 'attribute')} set")
    notices.say("good", f"{done} You can undo it in History.")
    _close()


def _close() -> None:
    st.session_state.pop(_HELD, None)
    st.query_params.pop("view", None)
    st.rerun()
