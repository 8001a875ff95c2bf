"""The figures of :mod:`kb.figures`, as the files that the command line writes."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any, Literal


def saved(made: Any, form: Literal["svg", "png"]) -> bytes:
    """Return a figure as the bytes that ``kb … --out`` writes."""
    file = io.BytesIO()
    drawing("style").save(made, file, form)
    return file.getvalue()


def drawing(name: str) -> Any:
    """Return a module of :mod:`kb.figures`; matplotlib takes half a second to load, for those who draw."""
    return import_module(f"kb.figures.{name}")
