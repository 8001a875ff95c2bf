"""Network: what occurs together, how strongly, and the quotes behind it."""

from __future__ import annotations

from app.screens.network import layout
from app.shell import header


def show() -> None:
    """Draw the page."""
    header.begin_page("Network")
    layout.show()


show()
