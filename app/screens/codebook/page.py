"""Codebook: every code in its place, what it means, in whose words; and every change of it, told before."""

from __future__ import annotations

import streamlit as st

from app import data
from app.screens.codebook import code_panel, dialogs
from app.screens.codebook.code_panel import COLUMNS, Listed
from app.shell import navigation, notices
from app.ui import code_colours, export, filters, lists, templates
from kb.queries.codebook.codes import CodeRow, codes
from kb.store.codebook import write_back

VIEWS = {"tree": "Tree", "table": "Table", "unsorted": "Unsorted"}


def shown_rows(sort: str | None, *, is_table: bool) -> tuple[list[CodeRow], str]:
    """Return the codes that are shown with their numbers, and the column they are sorted by; a tree has none.

    A download asks for them when nothing of the page is there any more, not even its address.
    """
    rows = {row.code: row for row in data.cached_query(codes, every=True)}
    names = [code.name for branch in found for code in branch.codes]
    if not is_table:
        return [rows[name] for name in names], ""
    known = set(names)
    return lists.ordered([row for name, row in rows.items() if name in known], sort, tuple(COLUMNS))


navigation.page("Codebook")
bar = filters.Toolbar("codebook")
shelved = Listed.of(str(st.query_params.get("q", "")))
found = shelved.found(is_unsorted=st.query_params.get("view") == "unsorted")
wanted = st.query_params.get("sort")
waiting = data.cached_query(write_back.waits)
templates.show(
    "list_head.html",
    key="codebook-head",
    title="Codebook",
    note=code_panel.told(shelved, waiting),
)
notices.show("codebook-notice")
dialogs.done()
with st.container(horizontal=True, vertical_alignment="center", key="codebook-tools"):
    words = bar.text("q", "Find a code", "Find a code by its name")
    chosen_view = bar.segments("view", "View", VIEWS, "tree")
    st.button("New code", key="codebook-create", on_click=dialogs.ask_for, args=("create",))
    st.button(
        "Write to taxonomy.yaml",
        key="codebook-write",
        on_click=dialogs.ask_for,
        args=(dialogs.WRITE,),
        disabled=not waiting,
    )
    export.export(
        "codebook",
        list(COLUMNS.values()),
        lambda: lists.records(shown_rows(wanted, is_table=chosen_view == "table")[0], COLUMNS),
        shown=sum(len(branch.codes) for branch in found),
        of=shelved.total,
        what="codes",
        key="codebook",
    )
if chosen_view == "table":
    ordered, sort = shown_rows(wanted, is_table=True)
    templates.show(
        "codebook/table.html",
        key="codebook-table",
        rows=ordered,
        columns=COLUMNS,
        sort=sort,
        q=words,
        address_with=bar.address,
        hue=code_colours.hues(),
        most=max((row.interviews for row in ordered), default=1),
    )
else:
    with st.container(key="codebook-desk"):
        left, right = st.columns([0.3, 0.7], gap="large")
        chosen = code_panel.chosen(shelved, is_unsorted=chosen_view == "unsorted")
        with left, st.container(key="codebook-list"):
            code_panel.branches(bar, shelved, chosen, is_unsorted=chosen_view == "unsorted")
        with right, st.container(key="codebook-page"):
            code_panel.show(bar, chosen, is_unsorted=chosen_view == "unsorted")
dialogs.show()
