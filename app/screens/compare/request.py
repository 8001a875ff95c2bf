"""What the address of an interview's comparison asks for; what it cannot mean is left out of account."""

from __future__ import annotations

from app.screens.compare.rows import KINDS
from app.ui import parameters


def passes() -> tuple[str, ...]:
    """Return the names of the coders to compare, if any are named."""
    return tuple(name for name in parameters.text("passes").split(",") if name)


def kind() -> str | None:
    """Return the kind of rows that is listed, None for all differences."""
    return parameters.one_of("kind", KINDS) or None


def page() -> int:
    """Return the page of paragraphs side by side, from 1."""
    return parameters.number("page", least=1) or 1
