"""Components whose script and style a browser is sent once for a page.

Streamlit sends the script of a component with each of its updates: a hundred thousand bytes for a keystroke.
Here that script is a short one, ``loader.js``; the real one travels in the data of the first update of a
session. A browser that lacks it after all asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

_LOADER = (Path(__file__).parent / "loader.js").read_text(encoding="utf-8")
_SENT = "kb_scripts"


@dataclass(frozen=True)
class Loaded:
    """A component by its name, the HTML that it begins with, its script (a module) and its style."""

    name: str
    html: str
    script: str
    style: str = ""

    def show(self, key: str, data: Mapping[str, Any], **on_change: Callable[[], None]) -> Any:
        """Show the component; ``on_change`` are Streamlit's callbacks of its triggers."""
        return _component(self.name, self.html)(
            key=key,
            data={**data, "script": self._update()},
            on_script_change=self._forget,
            **on_change,
        )

    def _update(self) -> tuple[str, ...]:
        """What names the script; with it script and style, if this session has not sent them yet.

        A tuple, because Streamlit loads pandas to look whether a dictionary is a table.
        """
        version = f"{self.name} {_digest(self.script, self.style)}"
        sent: set[str] = st.session_state.setdefault(_SENT, set())
        if version in sent:
            return (version,)
        sent.add(version)
        return version, self.script, self.style

    def _forget(self) -> None:
        st.session_state.get(_SENT, set()).clear()


def _digest(*texts: str) -> str:
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=8).hexdigest()


@st.cache_resource(show_spinner=False)
def _component(name: str, html: str) -> Any:
    return st.components.v2.component(name, html=html, js=_LOADER, isolate_styles=False)
