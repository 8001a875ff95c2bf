"""Which of the twelve colours a code has; see :mod:`kb.codebook.palette`."""

from __future__ import annotations

from collections.abc import Callable

from app import data
from kb.codebook.palette import colours


def hues() -> Callable[[str], int]:
    """Return a function from a code's name to its colour, 0 to 11."""
    known = data.cached_query(colours)
    return lambda code: known.get(code) or 0
