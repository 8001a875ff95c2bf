"""Documents: every transcript with who coded it; new ones come in here and are seen before they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app import data
from app.screens.documents import attributes, document_form, speakers, upload, upload_list
from app.shell import drop_zone, header, notices
from app.ui import export, filters, parameters, templates, wording
from app.viewer import Right, reason_against
from kb.queries.progress import document_list
from kb.queries.progress.document_list import DocumentListRow

COLUMNS = {
    "document": "Title",
    "case": "Case",
    "paragraphs": "Paragraphs",
    "speakers": "Speakers",
    "passes": "Passes",
    "codings": "Codings",
    "touched": "Last change",
}
STATUS = {
    "coded": "All passes coded",
    "started": "A pass is started",
    "empty": "A pass is empty",
    "none": "Not coded yet",
    "undecided": "Differences to decide",
    "unplaced": "Unplaced codings",
    "unsure": "Speaker with unknown role",
    "problems": "Import problems",
}
MORE_COLUMNS = ("Attributes", "Sets", "Codes of the document")  # of the export only
MORE = 200  # documents that are shown at first, and with each step further
KINDS = {"interview": "Interview", "article": "Article", "slides": "Slides"}


def show() -> None:
    """Draw the page: the documents, or the upload that waits, or a form."""
    header.begin_page("Documents")
    if drop_zone.waiting() is not None:
        upload.preview()
    elif parameters.text("edit"):
        document_form.show(parameters.text("edit"))
    elif (view := parameters.one_of("view", ("speakers", "attributes"))) == "speakers":
        speakers.show()
    elif view == "attributes":
        attributes.show()
    else:
        render_list()


@dataclass(frozen=True, slots=True)
class FoldedSurvey:
    """A survey whose cases are one line of the list: its file, its cases and how many somebody coded."""

    path: str
    cases: int
    coded: int


def surveys_of(rows: Sequence[DocumentListRow]) -> list[FoldedSurvey]:
    """Return the surveys that documents are rows of, by their files."""
    cases = Counter(row.survey for row in rows if row.survey)
    coded = Counter(row.survey for row in rows if row.survey and row.passes)
    return [FoldedSurvey(path, number, coded[path]) for path, number in sorted(cases.items())]


def is_meant(row: DocumentListRow, words: str, status: str | None, attribute: str | None) -> bool:
    """Say whether a document has the words in its title or case, and is as the filters ask."""
    text = f"{row.document} {row.case or ''}".casefold()
    known = {f"{name}: {value}" for name, value in row.attributes}
    return (
        all(word in text for word in words.casefold().split())
        and (status is None or status in row.states)
        and (attribute is None or attribute in known)
    )


def with_whole(
    bar: filters.Toolbar, every: Sequence[DocumentListRow], found: Sequence[DocumentListRow]
) -> list[DocumentListRow]:
    """Draw the filters by set and by code of the document, where there are any; return what they leave."""
    sets = sorted({name for row in every for name in row.sets})
    codes = sorted({name for row in every for name in row.codes})
    chosen = parameters.one_of("set", sets) or None
    code = parameters.one_of("code", codes) or None
    if sets:
        chosen = bar.choice("set", "Set", {name: name for name in sets}, anything="Any set")
    if codes:
        code = bar.choice("code", "Document code", {name: name for name in codes}, anything="Any code")
    return [
        row for row in found if (chosen is None or chosen in row.sets) and (code is None or code in row.codes)
    ]


def ordered(rows: Sequence[DocumentListRow], wanted: str | None) -> tuple[list[DocumentListRow], str]:
    """Return documents by a column: words from A to Z, numbers and moments from most to least."""
    column = wanted if wanted in COLUMNS else "document"
    if column in {"paragraphs", "codings", "touched"}:
        by = "last_change" if column == "touched" else column  # the clock may have been put back
        return sorted(rows, key=lambda row: getattr(row, by), reverse=True), column
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
        "unplaced": wording.count(unplaced, "unplaced coding"),
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
        "Attributes": [f"{name}: {value}" for name, value in row.attributes],
        "Sets": row.sets,
        "Codes of the document": row.codes,
        "Codings": row.codings,
        "Last change": row.touched,
    }


def render_list() -> None:
    """Show the drop zone, the files that wait, and the documents; then read what was dropped."""
    every = data.cached_query(document_list.document_list)
    head = "Documents" if every else "No documents yet."
    note = "All documents, with their cases and passes. Nothing that you add is saved until you accept it."
    templates.show("list_head.html", key="documents-head", title=head, note=note)
    notices.show("documents-notice")
    if reason := reason_against(Right.EDIT):
        st.caption(reason)
    else:
        drop_zone.drop_zone()
    place = upload_list.show()
    if every:
        render_documents(every)
    else:
        templates.show("documents/none.html", key="documents-none", suffixes=drop_zone.suffixes())
    upload_list.read(place)


def render_documents(every: Sequence[DocumentListRow]) -> None:
    """Show the filters and the documents."""
    bar = filters.Toolbar("documents")
    with st.container(horizontal=True, vertical_alignment="center", key="documents-tools"):
        words = bar.text("q", "Find a document", "Find by title or case")
        status = bar.choice("status", "Status", STATUS, anything="Any status")
        attribute = bar.attribute()
        surveys = surveys_of(every)
        names = {each.path: f"{each.path} ({wording.count(each.cases, 'case')})" for each in surveys}
        survey = parameters.one_of("survey", names) or None
        if surveys:
            survey = bar.choice("survey", "Survey", names, anything="Any document")
        found = [row for row in every if is_meant(row, words, status, attribute)]
        found = [row for row in found if survey is None or row.survey == survey]
        found = with_whole(bar, every, found)
        folded = surveys if not bar.chips else []
        if folded:
            found = [row for row in found if row.survey is None]
        rows, sort = ordered(found, parameters.one_of("sort", COLUMNS))
        export.export(
            "documents",
            [*COLUMNS.values(), *MORE_COLUMNS],
            lambda: map(record, rows),
            shown=len(rows),
            of=len(every),
            what="documents",
            key="documents",
        )
        if st.button("Speakers", key="documents-speakers", type="tertiary"):
            st.query_params["view"] = "speakers"
            st.rerun()
        if st.button("Attributes from a table", key="documents-attributes", type="tertiary"):
            st.query_params["view"] = "attributes"
            st.rerun()
    shown = st.session_state.get("documents-shown", MORE)
    event = templates.show(
        "documents/list.html",
        key="documents-list",
        rows=rows[:shown],
        folded=folded,
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
