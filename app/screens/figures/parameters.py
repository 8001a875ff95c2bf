"""The parameters of a figure, in the address like every filter: one of several, and whole numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.ui import parameters
from app.ui.filters import Toolbar


class Bar(Toolbar):
    """A toolbar that also has fields of which one option is always chosen, and whole numbers."""

    def __init__(self, figure: str) -> None:
        """Draw for one figure: two may call different things by the same name."""
        super().__init__("figures")
        self.figure = figure

    def whole(self, name: str, label: str, default: int, *, low: int, high: int) -> int:
        """Draw a field for a whole number; what the address says and is no such number is the default."""
        found = parameters.number(name, least=low, most=high)
        value = default if found is None else found
        if st.session_state.get(self._key(name)) != value:
            st.session_state[self._key(name)] = value
        st.number_input(
            label, low, high, key=self._key(name), step=1, on_change=self._written, args=(name, str(default))
        )
        return value

    def address(self, **changed: Any) -> str:
        """Return the address of this figure with some parameters changed."""
        return super().address(**changed)

    def _key(self, name: str) -> str:
        return f"figures-{self.figure}-{name}"
