"""Documents: every transcript with who coded it; new ones come in here and are seen before they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import data
from app.screens.documents import upload, upload_review
from app.shell import drop_zone, header, notices
from app.ui import export, filters, templates, wording
from kb.queries.options import choices
from kb.queries.progress import document_list
from kb.queries.progress.document_list import DocumentListRow

COLUMNS = {
    "document": "Title",
    "case": "Case",
    "paragraphs": "Paragraphs",
    "speakers": "Speakers",
    "passes": "Passes",
    "codings": "Codings",
    "touched": "Last touched",
}
STATUS = {
    "coded": "Coded in every pass",
    "started": "With a started pass",
    "empty": "With an empty pass",
    "none": "Not coded yet",
    "undecided": "With differences to decide",
    "unplaced": "With codings that lost their place",
    "unsure": "With an unknown role",
    "problems": "With problems",
}
MORE = 200  # documents that are shown at first, and with each step further
KINDS = {"interview": "Interview", "article": "Article", "slides": "Slides"}


def show() -> None:
    """Draw the page: the documents, or the upload that waits, or the form of one document."""
    header.begin_page("Documents")
    if drop_zone.waiting() is not None:
        upload.preview()
    elif st.query_params.get("edit"):
        upload_review.edit(str(st.query_params["edit"]))
    else:
        render_list()


def is_meant(row: DocumentListRow, words: str, status: str | None, attribute: str | None) -> bool:
    """Say whether a document has the words in its title or case, and is as the filters ask."""
    text = f"{row.document} {row.case or ''}".casefold()
    known = {f"{name}: {value}" for name, value in row.attributes}
    return (
        all(word in text for word in words.casefold().split())
        and (status is None or status in row.states)
        and (attribute is None or attribute in known)
    )


def ordered(rows: Sequence[DocumentListRow], wanted: str | None) -> tuple[list[DocumentListRow], str]:
    """Return documents by a column: words from A to Z, numbers and moments from most to least."""
    column = wanted if wanted in COLUMNS else "document"
    if column in {"paragraphs", "codings", "touched"}:
        return sorted(rows, key=lambda row: getattr(row, column), reverse=True), column
    if column in {"speakers", "passes"}:
        return sorted(rows, key=lambda row: -len(getattr(row, column))), column
    if column == "case":
        return sorted(rows, key=lambda row: (row.case is None, (row.case or "").casefold())), column
    return list(rows), column


def describe_waiting(rows: Sequence[DocumentListRow], status: str | None) -> str:
    """Say how many passes or codings a status is about, where a document can have several of them."""
    empty = sum(each.is_empty for row in rows for each in row.passes)
    unplaced = sum(row.unplaced for row in rows)
    counted = {
        "empty": "1 empty pass" if empty == 1 else f"{empty} empty passes",
        "unplaced": wording.count(unplaced, "coding") + " without a place",
    }
    return f", {counted[status]}" if status in counted else ""


def record(row: DocumentListRow) -> dict[str, Any]:
    """Return a document as a row of an export."""
    return {
        "Title": row.document,
        "Case": row.case,
        "Paragraphs": row.paragraphs,
        "Speakers": [f"{voice.name} ({voice.role})" for voice in row.speakers],
        "Passes": [f"{each.coder} ({each.role}): {wording.pass_state(each)}" for each in row.passes],
        "Known of the case": [f"{name}: {value}" for name, value in row.attributes],
        "Codings": row.codings,
        "Last touched": row.touched,
    }


def render_list() -> None:
    """Show the drop zone and the documents."""
    every = data.cached_query(document_list.document_list)
    head = "Documents" if every else "No documents yet."
    note = "Drop a transcript on the field; you see how it was understood before anything is stored."
    templates.show("list_head.html", key="documents-head", title=head, note=note)
    notices.show("documents-notice")
    drop_zone.drop_zone()
    if not every:
        templates.show("documents/none.html", key="documents-none", suffixes=drop_zone.suffixes())
        return
    bar = filters.Toolbar("documents")
    with st.container(horizontal=True, vertical_alignment="center", key="documents-tools"):
        words = bar.text("q", "Find a document", "Find by title or case")
        status = bar.choice("status", "Status", STATUS, anything="Any status")
        known = data.cached_query(choices).attributes
        attribute = None
        if known:
            attribute = bar.choice("attribute", "Case", {each: each for each in known}, anything="Any case")
        found = [row for row in every if is_meant(row, words, status, attribute)]
        rows, sort = ordered(found, st.query_params.get("sort"))
        export.export(
            "documents",
            [*COLUMNS.values(), "Known of the case"],
            lambda: map(record, rows),
            shown=len(rows),
            of=len(every),
            what="documents",
            key="documents",
        )
    shown = st.session_state.get("documents-shown", MORE)
    event = templates.show(
        "documents/list.html",
        key="documents-list",
        rows=rows[:shown],
        found=len(rows),
        total=len(every),
        more=MORE,
        columns=COLUMNS,
        kinds=KINDS,
        sort=sort,
        chips=bar.chips,
        address_with=bar.address,
        wording=wording,
        pass_state=wording.pass_state,
        waiting=describe_waiting(rows, status),
    )
    if event and event.get("do") == "more":
        st.session_state["documents-shown"] = shown + MORE
        st.rerun()


show()
