"""Where in the interviews is coded: every interview a row, and all of them together above."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from kb.analysis.density import Density
from kb.figures.crosstab import GROUND
from kb.figures.frequencies import short
from kb.figures.style import FAINT, FIRST, MUTED, figure

MOST = 60
"""Interviews that can still be read on a page."""


def draw(answer: Density, *, width: float = 6.5, most: int = MOST) -> Figure:
    """Draw the coded share of the words: all interviews as bars, each as a row of a heat map."""
    rows = answer.shares[:most]
    made, axes = figure(width, 2.2 + 0.2 * len(rows))
    if not len(rows):
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no interview is coded", ha="center", transform=axes.transAxes, color=MUTED)
        return made
    made.delaxes(axes)
    above, below = made.subplots(2, 1, sharex=True, height_ratios=[1.3, max(0.2 * len(rows), 0.4)])
    above.bar(np.arange(answer.parts), answer.share, width=0.9, color=FIRST)
    above.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    above.set_ylabel("words coded")
    above.grid(axis="y", color=FAINT, linewidth=0.6)
    above.set_axisbelow(True)
    below.imshow(rows, cmap=GROUND, aspect="auto", vmin=0, vmax=1)
    below.set_yticks(range(len(rows)), [short(name) for name in answer.names[:most]])
    below.tick_params(axis="y", length=0)
    ends = np.linspace(0, answer.parts, 5) - 0.5
    below.set_xticks(ends, ["start", "25%", "half", "75%", "end"])
    more = len(answer.names) - len(rows)
    below.set_xlabel("course of the interview" + (f"; {more} more interviews not shown" if more else ""))
    return made
