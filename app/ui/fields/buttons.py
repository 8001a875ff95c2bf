"""Buttons that cannot be pressed yet, with the reason: in words on the page, and at the button itself."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from app.viewer import Right, reason_against

WHO = "Choose who is coding in the header first."


def why_nobody(right: Right = Right.CODE) -> str:
    """Return why nobody can do something: who signed in has no right to it, or nobody is chosen."""
    return reason_against(right) or WHO


def button(
    label: str,
    *,
    key: str,
    why: str | None,
    kind: Literal["primary", "secondary"] = "secondary",
    is_told: bool = False,
) -> bool:
    """Draw a button and return whether it was pressed.

    ``why`` says why it cannot be pressed; None if it can. It stands under the button, where all find it,
    unless the page shows it already (``is_told``).
    """
    pressed = st.button(label, key=key, type=kind, disabled=why is not None, help=why)
    if why is not None and not is_told:
        st.caption(why)
    return pressed
