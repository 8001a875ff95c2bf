"""What somebody typed into a form, kept while they look at other pages; Streamlit itself forgets it.

A form names its fields by the beginnings of their keys, brings back what was typed before it is drawn, and
forgets it when it is done. Every page begins by taking down what was typed last, wherever that was.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

_KEPT, _FIELDS = "kb_typed", "kb_typed_fields"


def bring_back(fields: tuple[str, ...]) -> None:
    """Put what was typed into these fields back, before they are drawn, and keep it from now on."""
    st.session_state[_FIELDS] = fields
    for key, value in _kept().items():
        if key.startswith(fields):
            st.session_state.setdefault(key, value)


def take_down() -> None:
    """Keep what stands in the fields of the form now."""
    fields: tuple[str, ...] = st.session_state.get(_FIELDS, ())
    if fields:
        _kept().update({key: st.session_state[key] for key in _keys() if key.startswith(fields)})


def forget() -> None:
    """Forget what was typed: the form is done."""
    st.session_state.pop(_KEPT, None)
    st.session_state.pop(_FIELDS, None)


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    return kept


def _keys() -> list[str]:
    return [str(key) for key in st.session_state]
