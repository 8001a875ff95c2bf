"""In how many interviews each thing is spoken of: what coders found, and what is left after moderation."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kb.analysis.frequencies import Frequencies
from kb.figures.style import FIRST, MUTED, THIRD, figure

MOST = 40
"""Bars that can still be read on a page."""
LONGEST = 48
"""Characters of a title beside its bar."""


def draw(answer: Frequencies, *, most: int = MOST, width: float = 6.5) -> Figure:
    """Draw the things of most interviews as bars, before and after moderation where both are known."""
    rows = answer.rows[:most]
    made, axes = figure(width, 1.2 + 0.27 * max(len(rows), 2))
    at = np.arange(len(rows))
    both = bool(answer.coded.before and answer.coded.after)
    if both:
        before = [row.before_interviews for row in rows]
        after = [row.after_interviews for row in rows]
        label = f"coders ({answer.coded.before} interviews coded)"
        axes.barh(at - 0.2, before, 0.38, color=THIRD, label=label)
        label = f"moderated ({answer.coded.after} interviews)"
        axes.barh(at + 0.2, after, 0.38, color=FIRST, label=label)
        axes.legend(loc="lower right")
    else:
        axes.barh(at, [row.interviews for row in rows], 0.7, color=FIRST)
    axes.set_yticks(at, [short(row.title) for row in rows])
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    more = len(answer.rows) - len(rows)
    axes.set_xlabel(
        f"interviews, of {answer.coded.interviews} coded" + (f"; {more} more not shown" if more else "")
    )
    if not rows:
        axes.text(0.5, 0.5, "nothing is coded", ha="center", transform=axes.transAxes, color=MUTED)
    return made


def short(title: str) -> str:
    """Return a title that fits beside its bar or column."""
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
