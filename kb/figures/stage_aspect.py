"""Stage by aspect: where issues arise and what they hurt, with the numbers in the cells."""

from __future__ import annotations

import textwrap
from typing import Literal

import numpy as np
from matplotlib.figure import Figure

from kb.codebook.words import OURS, Words
from kb.figures.crosstab import GROUND
from kb.figures.frequencies import short
from kb.figures.style import INK, MUTED, PAPER, figure
from kb.queries.evidence.stage_aspect import StageAspectTable

Count = Literal["interviews", "codings", "coders"]
_LINE = 14
"""Characters of a stage's title on one line."""


def draw(answer: StageAspectTable, *, count: Count = "interviews", words: Words = OURS) -> Figure:
    """Draw the table of aspects (rows) and stages; totals of any stage and any aspect stand beside it."""
    columns, rows = len(answer.stages), len(answer.aspects)
    made, axes = figure(2.0 + 0.86 * max(columns + 1, 3), 1.3 + 0.4 * max(rows + 1, 3))
    if not (rows and columns):
        axes.set_axis_off()
        axes.text(
            0.5,
            0.5,
            words.fill("no {stage} or no {aspect}"),
            ha="center",
            transform=axes.transAxes,
            color=MUTED,
        )
        return made
    # Cells come row by row, each row with its total last, and the row of totals after all others.
    values = np.array([getattr(cell, count) for cell in answer.cells]).reshape(rows + 1, columns + 1)
    shades = np.full(values.shape, np.nan)
    shades[:-1, :-1] = values[:-1, :-1]
    most = max(float(values[:-1, :-1].max()), 1.0)
    axes.imshow(shades, cmap=GROUND, aspect="auto", vmin=0, vmax=most)
    for (row, column), number in np.ndenumerate(values):
        is_total = row == rows or column == columns
        colour = PAPER if not is_total and number > 0.75 * most else INK if number else MUTED
        text = f"{number}" if number else "·"
        axes.text(
            column,
            row,
            text,
            ha="center",
            va="center",
            color=colour,
            fontstyle="italic" if is_total else None,
        )
    axes.set_yticks(
        range(rows + 1), [*(short(each.title) for each in answer.aspects), words.fill("any {aspect}")]
    )
    names = [*(each.title for each in answer.stages), words.fill("any {stage}")]
    axes.set_xticks(range(columns + 1), [textwrap.fill(short(name), _LINE) for name in names])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.axhline(rows - 0.5, color=MUTED, linewidth=0.7)
    axes.axvline(columns - 0.5, color=MUTED, linewidth=0.7)
    axes.set_xlabel(f"{count}; totals count each one once")
    return made
