"""Codebook: every code in its place, what it means and its quotes; each change shows its effect first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import data
from app.screens.codebook import code_panel, dialogs, second_look
from app.screens.codebook.code_panel import CodeList, columns
from app.screens.codebook.forms import kind_name
from app.shell import header, notices, undoing
from app.ui import export, filters, lists, parameters, templates
from app.ui.styles import code_colours
from kb.queries.codebook.codes import CodeRow, codes
from kb.store.codebook import write_back

VIEWS = {"tree": "Tree", "table": "Table", "unsorted": "Unsorted", **second_look.VIEWS}


def show() -> None:
    """Draw the page."""
    header.begin_page("Codebook")
    bar = filters.Toolbar("codebook")
    listed = CodeList.of(parameters.text("q"))
    unwritten = data.cached_query(write_back.waits)
    templates.show(
        "list_head.html",
        key="codebook-head",
        title="Codebook",
        note=code_panel.describe_codebook(listed, unwritten),
    )
    notices.show("codebook-notice")
    undoing.ask()
    dialogs.done()
    view = _render_tools(bar, listed)
    if view in second_look.VIEWS:
        second_look.show(view)
    elif view == "table":
        _render_table(bar, listed)
    else:
        _render_tree(bar, listed, is_unsorted=view == "unsorted")
    dialogs.show()


def _render_tools(bar: filters.Toolbar, listed: CodeList) -> str:
    """Draw the row of tools; return the view that is chosen."""
    with st.container(horizontal=True, vertical_alignment="center", key="codebook-tools"):
        bar.text("q", "Find a code", "Find a code by its name")
        view = bar.segments("view", "View", VIEWS, "tree")
        st.button("New code", key="codebook-create", on_click=dialogs.ask_for, args=("create",))
        st.button(
            "Write to taxonomy.yaml", key="codebook-write", on_click=dialogs.ask_for, args=(dialogs.WRITE,)
        )
        names = _names(listed, is_unsorted=view == "unsorted")
        shown = columns()
        sort = parameters.one_of("sort", shown) or None if view == "table" else None
        export.export(
            "codebook",
            list(shown.values()),
            lambda: lists.records(_rows(names, sort, shown, is_table=view == "table")[0], shown),
            shown=len(names),
            of=listed.total,
            what="codes",
            key="codebook",
        )
    return view


def _names(listed: CodeList, *, is_unsorted: bool) -> list[str]:
    return [code.name for branch in listed.found(is_unsorted=is_unsorted) for code in branch.codes]


def _rows(
    names: list[str], sort: str | None, shown: Mapping[str, str], *, is_table: bool
) -> tuple[list[CodeRow], str]:
    """Return the codes with their numbers, and the column they are sorted by; a tree has none.

    A download asks for them when nothing of the page is there any more, not even its address.
    """
    rows = {row.code: row for row in data.cached_query(codes, every=True)}
    if not is_table:
        return [rows[name] for name in names], ""
    known = set(names)
    return lists.ordered([row for name, row in rows.items() if name in known], sort, tuple(shown))


def _render_table(bar: filters.Toolbar, listed: CodeList) -> None:
    names = _names(listed, is_unsorted=False)
    shown = columns()
    rows, sort = _rows(names, parameters.one_of("sort", shown) or None, shown, is_table=True)
    templates.show(
        "codebook/table.html",
        key="codebook-table",
        rows=rows,
        columns=shown,
        kinds={row.kind: kind_name(row.kind) for row in rows},
        sort=sort,
        q=parameters.text("q"),
        address_with=bar.address,
        hue=code_colours.hues(),
        most=max((row.interviews for row in rows), default=1),
    )


def _render_tree(bar: filters.Toolbar, listed: CodeList, *, is_unsorted: bool) -> None:
    """Draw the codes in their places, and beside them the one that is chosen."""
    with st.container(key="codebook-desk"):
        left, right = st.columns([0.3, 0.7], gap="large")
        chosen = code_panel.chosen_code(listed, is_unsorted=is_unsorted)
        if chosen:
            header.name_page(chosen, "Codebook")
        with left, st.container(key="codebook-list"):
            code_panel.render_branches(bar, listed, chosen, is_unsorted=is_unsorted)
        with right, st.container(key="codebook-page"):
            code_panel.render_code(bar, chosen, is_unsorted=is_unsorted)


show()
