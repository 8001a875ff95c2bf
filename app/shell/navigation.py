"""The pages for Streamlit's navigation, as :mod:`app.page_registry` lists them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.page_registry import PAGES, file_of


def pages() -> list[Any]:
    """Return the pages for Streamlit; the first one is where an address without a path leads."""
    return [
        st.Page(
            file_of(entry.name),
            title=entry.title,
            url_path=entry.path,
            default=not entry.path,
            visibility="visible" if entry.shown else "hidden",
        )
        for entry in PAGES
    ]
