"""What the address of an interview's comparison asks for; what it cannot mean is left out of account."""

from __future__ import annotations

import streamlit as st

from app.screens.compare.rows import KINDS


def passes() -> tuple[str, ...]:
    """Return the names of the coders to compare, if any are named."""
    return tuple(name for name in st.query_params.get("passes", "").split(",") if name)


def kind() -> str | None:
    """Return the kind of rows that is listed, None for all differences."""
    wanted = st.query_params.get("kind")
    return wanted if wanted in KINDS else None


def page() -> int:
    """Return the page of paragraphs side by side, from 1."""
    try:
        return max(1, int(st.query_params.get("page") or 1))
    except ValueError:
        return 1
