"""The pages for Streamlit's navigation, as :mod:`app.page_registry` lists them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import data
from app.page_registry import PAGES, PageEntry, file_of
from app.viewer import allows, is_let_in


def pages() -> list[Any]:
    """Return the pages for Streamlit; the first one is where an address without a path leads.

    The header shows no page of what the study does not have, or of what who signed in may not do at all.
    """
    study = data.study()
    missing = {*([] if study.has_issues else ["issues"]), *([] if study.has_fixes else ["fixes"])}
    return [
        st.Page(
            file_of(entry.name),
            title=study.words.fill(entry.title),
            url_path=entry.path,
            default=not entry.path,
            visibility="visible" if entry.shown and entry.name not in missing and _may(entry) else "hidden",
        )
        for entry in PAGES
    ]


def _may(entry: PageEntry) -> bool:
    return is_let_in() and allows(entry.right)
