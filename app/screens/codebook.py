"""Codebook: every code in its place, what it means, in whose words; and every change of it, told before."""

from __future__ import annotations

import streamlit as st

from app import (
    catalog,
    codebook_code,
    codebook_dialogs,
    exporting,
    filters,
    frame,
    hues,
    listing,
    notices,
    view,
)
from app.codebook_code import COLUMNS, Listed
from kb.queries.codes import CodeRow, codes
from kb.store import writing_back

VIEWS = {"tree": "Tree", "table": "Table", "unsorted": "Unsorted"}


def shown_rows(sort: str | None, *, is_table: bool) -> tuple[list[CodeRow], str]:
    """Return the codes that are shown with their numbers, and the column they are sorted by; a tree has none.

    A download asks for them when nothing of the page is there any more, not even its address.
    """
    rows = {row.code: row for row in catalog.ask(codes, every=True)}
    names = [code.name for branch in found for code in branch.codes]
    if not is_table:
        return [rows[name] for name in names], ""
    known = set(names)
    return listing.ordered([row for name, row in rows.items() if name in known], sort, tuple(COLUMNS))


frame.page("Codebook")
bar = filters.Toolbar("codebook")
shelved = Listed.of(str(st.query_params.get("q", "")))
found = shelved.found(is_unsorted=st.query_params.get("view") == "unsorted")
wanted = st.query_params.get("sort")
waiting = catalog.ask(writing_back.waits)
view.show(
    "list_head.html",
    key="codebook-head",
    title="Codebook",
    note=codebook_code.told(shelved, waiting),
)
notices.show("codebook-notice")
codebook_dialogs.done()
with st.container(horizontal=True, vertical_alignment="center", key="codebook-tools"):
    words = bar.text("q", "Find a code", "Find a code by its name")
    chosen_view = bar.segments("view", "View", VIEWS, "tree")
    st.button("New code", key="codebook-create", on_click=codebook_dialogs.ask_for, args=("create",))
    st.button(
        "Write to taxonomy.yaml",
        key="codebook-write",
        on_click=codebook_dialogs.ask_for,
        args=(codebook_dialogs.WRITE,),
        disabled=not waiting,
    )
    exporting.export(
        "codebook",
        list(COLUMNS.values()),
        lambda: listing.records(shown_rows(wanted, is_table=chosen_view == "table")[0], COLUMNS),
        shown=sum(len(branch.codes) for branch in found),
        of=shelved.total,
        what="codes",
        key="codebook",
    )
if chosen_view == "table":
    ordered, sort = shown_rows(wanted, is_table=True)
    view.show(
        "codebook_table.html",
        key="codebook-table",
        rows=ordered,
        columns=COLUMNS,
        sort=sort,
        q=words,
        address_with=bar.address,
        hue=hues.hues(),
        most=max((row.interviews for row in ordered), default=1),
    )
else:
    with st.container(key="codebook-desk"):
        left, right = st.columns([0.3, 0.7], gap="large")
        chosen = codebook_code.chosen(shelved, is_unsorted=chosen_view == "unsorted")
        with left, st.container(key="codebook-list"):
            codebook_code.branches(bar, shelved, chosen, is_unsorted=chosen_view == "unsorted")
        with right, st.container(key="codebook-page"):
            codebook_code.show(bar, chosen, is_unsorted=chosen_view == "unsorted")
codebook_dialogs.show()
