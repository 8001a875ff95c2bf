"""Memos: all that researchers noted, newest first, each with the way to what it is on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

import streamlit as st

from app import data
from app.screens.memos import writing
from app.shell import conflicts, header, notices
from app.shell.who import current_coder
from app.ui import export, filters, parameters, templates, wording
from app.ui.styles import code_colours
from kb.queries import memos
from kb.queries.codebook.code_page import code_places
from kb.queries.documents import documents
from kb.queries.memos import ABOUT, MemoFilters, MemoRow

PAGE = 100
TITLES = {
    "project": "The project",
    "document": "Documents",
    "code": "Codes",
    "passage": "Passages",
    "coding": "Codings",
}
COLUMNS = {
    "created": "When",
    "author": "Author",
    "text": "Memo",
    "about": "On",
    "document": "Document",
    "paragraph": "Paragraph",
    "code": "Code",
    "quote": "Words",
}
_NAMES = {"words": "q", "codes": "code"}  # fields of the filters whose parameter is called otherwise


def left(asked: MemoFilters, names: Collection[str]) -> int:
    """Return how many memos are left if only the filters of these names are on."""
    on = {name: value for name, value in asdict(asked).items() if _NAMES.get(name, name) in names}
    return data.cached_query(memos.number_of_memos, MemoFilters(**on))


def show() -> None:
    """Draw the page."""
    header.begin_page("Memos")
    bar = filters.Toolbar("memos")
    templates.show(
        "list_head.html",
        key="memos-head",
        title="Memos",
        note="Notes on the project, on documents, codes, passages and codings, newest first.",
    )
    notices.show("memos-notice")
    asked, total = _render_tools(bar)
    _render_list(bar, asked, total)
    writing.show()


def _render_tools(bar: filters.Toolbar) -> tuple[MemoFilters, int]:
    """Draw the filters, the export and *New memo*; return what is asked, and how many memos that are."""
    with st.container(horizontal=True, vertical_alignment="center", key="memos-tools"):
        words = bar.text("q", "Find in memos", "Find in memos")
        people = {name: name for name in data.cached_query(memos.authors)}
        names = data.cached_query(documents.titles)
        with st.popover("Filter", key="memos-filter-popover"):
            about = bar.radio("about", "On", {each: TITLES[each] for each in ABOUT}, anything="Anything")
            author = bar.radio("author", "Author", people, anything="Everybody")
        document = bar.pick("document", "Document", {name: name for name in names})
        code = bar.code("code", "Code", data.cached_query(code_places).codes)
        asked = MemoFilters((code,) if code else (), document, author, about, words or None)  # type: ignore[arg-type]
        total = data.cached_query(memos.number_of_memos, asked)
        _render_export(asked, total)
        writing.render_new(current_coder())
    return asked, total


def _render_list(bar: filters.Toolbar, asked: MemoFilters, total: int) -> None:
    page = parameters.number("page", least=1) or 1
    rows = data.cached_query(memos.memos, asked, limit=PAGE, skip=PAGE * (page - 1))
    shown = {row.memo: row.text for row in conflicts.shown_before("memos", rows)}
    templates.show(
        "memos/list.html",
        key="memos-list",
        on_click=lambda click: _act(click, shown),
        rows=rows,
        who=current_coder(),
        total=total,
        every=data.cached_query(memos.number_of_memos),
        chips=bar.chips,
        culprit=[] if total else bar.culprit(lambda names: left(asked, names)),
        unfiltered=bar.unfiltered,
        older=bar.address(page=page + 1) if total > PAGE * page else None,
        newer=bar.address(page=page - 1) if page > 1 else None,
        hue=code_colours.hues(),
        wording=wording,
    )


def _act(click: dict[str, Any], shown: Mapping[int, str]) -> None:
    number = int(click.get("memo", 0))
    if click.get("do") == "edit":
        writing.edit(number)
    else:
        writing.delete(number, current_coder(), shown.get(number))
    st.rerun()


def _render_export(asked: MemoFilters, total: int) -> None:
    """Draw the export: all that the filters leave, not only the page that is shown."""

    def record(row: MemoRow) -> dict[str, Any]:
        values = {name: getattr(row, name) for name in COLUMNS}
        values["paragraph"] = None if row.paragraph is None else row.paragraph + 1
        return {title: values[name] for name, title in COLUMNS.items()}

    export.export(
        "memos",
        list(COLUMNS.values()),
        lambda: (record(row) for row in data.cached_query(memos.memos, asked)),
        shown=total,
        of=data.cached_query(memos.number_of_memos),
        what="memos",
        key="memos",
    )


show()
