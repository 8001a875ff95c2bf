"""Every figure of the page, and what is asked of the catalog for one."""

from __future__ import annotations

import codecs
from dataclasses import replace

from sqlmodel import Session

from app import data
from app.screens.figures import (
    agreement,
    crosstab,
    density,
    frequencies,
    moderation,
    network,
    saturation,
    stages,
)
from app.screens.figures.sheet import Kind, Params, Sheet
from app.ui import export
from app.ui.drawing import saved

_MODULES = (saturation, frequencies, stages, crosstab, density, network, agreement, moderation)
KINDS = {each.KIND.key: each.KIND for each in _MODULES}
"""In the order of the list; the first is shown where the address names none."""


def kinds() -> dict[str, Kind]:
    """Return the figures that this study has something for, with titles in its words."""
    study = data.study()
    return {
        key: replace(kind, title=study.words.fill(kind.title), about=study.words.fill(kind.about))
        for key, kind in KINDS.items()
        if study.has(kind.needs)
    }


_PIXELS = 96
"""CSS pixels of an inch."""


def sheet(session: Session, key: str, params: Params) -> Sheet:
    """Ask for a figure and draw it.

    Raises:
        KbError: there is nothing to count like this; its text says why.
    """
    kind = KINDS[key]
    answer = kind.answer(session, params)
    text = kind.describe(answer, params)
    if text.empty:
        return Sheet(text)
    made = kind.draw(answer, params)
    width, height = (round(inches * _PIXELS) for inches in made.get_size_inches())
    return Sheet(text, saved(made, "svg"), width, height)


def png(session: Session, key: str, params: Params) -> bytes:
    """Return a figure as PNG, with 200 dots an inch."""
    kind = KINDS[key]
    return saved(kind.draw(kind.answer(session, params), params), "png")


def csv(session: Session, key: str, params: Params) -> bytes:
    """Return all numbers of a figure as CSV, also those that it has no room for."""
    kind = KINDS[key]
    found = kind.records(kind.answer(session, params), params)
    return codecs.BOM_UTF8 + found if isinstance(found, bytes) else export.csv(*found)
