"""What the address of a page asks for: every parameter is read here, and what cannot be used is said.

An address is typed, sent and kept; it outlives what it names. What it says and the catalog does not have is
left out of account, and a line on top of the page says so, with the address without it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import streamlit as st

from app import page_registry
from app.ui import templates

LARGEST = 999_999_999
"""The largest number that an address can mean; every database can hold it."""
_REFUSED = "kb_refused"
_SHORT = 60
"""Characters of an unknown name that are shown."""


def begin() -> None:
    """Begin to read the address of a page."""
    st.session_state[_REFUSED] = {}
    st.session_state[f"{_REFUSED}_place"] = st.empty()


def text(name: str, default: str = "") -> str:
    """Return what the address says under a name, without what cannot be text in a database."""
    return str(st.query_params.get(name, default)).replace("\0", "").strip()


def one_of(name: str, options: Collection[str], default: str = "") -> str:
    """Return which of some options the address names, else ``default``; no word is no option."""
    given = text(name)
    if not given or given in options:
        return given or default
    refuse(name, "which does not exist")
    return default


def number(name: str, *, least: int = 0, most: int = LARGEST) -> int | None:
    """Return the whole number of the address, or None if it names none between the two."""
    given = text(name)
    is_number = given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST))
    if is_number and least <= int(given) <= most:
        return int(given)
    if given:
        refuse(name, f"which is not a whole number {_between(least, most)}")
    return None


def decimal(name: str, *, most: float = LARGEST) -> float | None:
    """Return the number of the address, or None if it names none from 0 on."""
    given = text(name)
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if 0 <= value <= most:  # which keeps NaN and infinity out
        return value
    if given:
        refuse(name, "which is not a number from 0 upwards")
    return None


def day(name: str) -> date | None:
    """Return the day of the address (``2026-11-20``), or None if it names none."""
    given = text(name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        refuse(name, "which is not a date")
        return None


def refuse(name: str, why: str) -> None:
    """Note that what the address says under a name cannot be used."""
    st.session_state.setdefault(_REFUSED, {})[name] = (text(name)[:_SHORT], why)


def tell(path: str) -> None:
    """Say on top of the page of a path what of its address could not be used."""
    page = page_registry.at(path)
    refused: dict[str, tuple[str, str]] = dict(st.session_state.get(_REFUSED) or {})
    for name in st.query_params:
        if not page.knows(name):
            refused[name] = ("", "")
    place = st.session_state.get(f"{_REFUSED}_place")
    if not refused or place is None:
        return
    kept = {name: value for name, value in st.query_params.items() if name not in refused}
    with place.container():
        templates.show(
            "refused.html",
            key="kb-refused",
            lines=[(name, value, why) for name, (value, why) in refused.items()],
            without=templates.address(page.name, **kept),
        )


def _between(least: int, most: int) -> str:
    return f"from {least} upwards" if most == LARGEST else f"from {least} to {most}"
