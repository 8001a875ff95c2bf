"""A crosstab as a heat map with its numbers in it."""

from __future__ import annotations

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from kb.analysis.crosstab import Crosstab, Percent
from kb.codebook.words import OURS, Words
from kb.figures.frequencies import short
from kb.figures.style import FIRST, INK, MUTED, PAPER, figure

MOST = 60
"""Rows, and columns, that can still be read on a page."""
_NUMBERED = 30
"""Columns up to which the numbers fit into their cells."""
GROUND = LinearSegmentedColormap.from_list("kb", [PAPER, FIRST])


def draw(
    answer: Crosstab, *, percent: Percent | None = None, most: int = MOST, words: Words = OURS
) -> Figure:
    """Draw the first rows and columns; cells are counts, or percentages of their row or column."""
    values = (answer.cells if percent is None else answer.percent(percent))[:most, :most]
    rows, columns = values.shape
    made, axes = figure(2.6 + 0.42 * max(columns, 4), 1.3 + 0.26 * max(rows, 3))
    if not values.size:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "nothing is coded", ha="center", transform=axes.transAxes, color=MUTED)
        return made
    axes.imshow(values, cmap=GROUND, aspect="auto", vmin=0, vmax=max(float(values.max()), 1))
    axes.set_yticks(range(rows), [short(title) for title in answer.rows.titles[:most]])
    names = [short(title) for title in answer.columns.titles[:most]]
    axes.set_xticks(range(columns), names, rotation=45, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if columns <= _NUMBERED:
        dark = 0.6 * float(values.max())
        for row, column in zip(*values.nonzero(), strict=True):
            number = values[row, column]
            axes.text(
                column,
                row,
                f"{number:.0f}",
                ha="center",
                va="center",
                fontsize=7,
                color=PAPER if number > dark else INK,
            )
    axes.set_xlabel(_describe(answer, percent, most, words))
    return made


def _describe(answer: Crosstab, percent: Percent | None, most: int, words: Words) -> str:
    """What the numbers are."""
    what = answer.count if percent is None else f"{answer.count}, % of the {percent.removesuffix('s')}"
    hidden = max(0, len(answer.rows.things) - most), max(0, len(answer.columns.things) - most)
    more = f"; {hidden[0]} more rows and {hidden[1]} more columns not shown" if any(hidden) else ""
    return f"{what}, {words.named(answer.rows.name)} by {words.named(answer.columns.name)}{more}"
