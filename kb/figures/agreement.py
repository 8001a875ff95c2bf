"""How far coders agree, thing by thing: a dot for the coefficient, a line for its interval."""

from __future__ import annotations

from matplotlib.figure import Figure

from kb.figures.frequencies import short
from kb.figures.style import FAINT, FIRST, MUTED, PAPER, figure
from kb.queries.analyses.agreement import ANY, EVERY, Agreement, AgreementRow

MOST = 40
"""Rows that can still be read on a page."""
_WORDS = {EVERY: "each code", ANY: "coded or not"}


def chosen(answer: Agreement, coefficient: str, *, most: int = MOST) -> list[AgreementRow]:
    """Return the rows of one coefficient that are drawn, from the most agreement down, undefined ones last.

    Where there are too many, they are those that coders used most: in most units, whoever of them did.
    """
    rows = [row for row in answer.rows if row.coefficient == coefficient]
    used = sorted(rows, key=lambda row: -(row.both + row.first + row.second))[:most]
    return sorted(used, key=lambda row: (row.value is None, -(row.value or 0.0), row.name.casefold()))


def draw(answer: Agreement, *, coefficient: str = "alpha", most: int = MOST, width: float = 6.5) -> Figure:
    """Draw one coefficient of every code, family, interview or pair of coders; a ring has no interval."""
    rows = chosen(answer, coefficient, most=most)
    made, axes = figure(width, 1.2 + 0.25 * max(len(rows), 2))
    if not rows:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "nothing is compared", ha="center", transform=axes.transAxes, color=MUTED)
        return made
    lowest = 0.0
    for place, row in enumerate(rows):
        if row.value is None:
            axes.text(0.01, place, "undefined", va="center", fontsize=8, color=MUTED)
            continue
        known = row.low is not None and row.high is not None
        if row.low is not None and row.high is not None:
            axes.plot([row.low, row.high], [place, place], color=FIRST, linewidth=1.4, alpha=0.55)
        axes.plot(row.value, place, "o", color=FIRST, markersize=5, markerfacecolor=FIRST if known else PAPER)
        lowest = min(lowest, row.value, row.low if row.low is not None else 0.0)
    axes.axvline(0, color=MUTED, linewidth=0.7)
    axes.set_yticks(range(len(rows)), [label(row) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(lowest - 0.03, 1.03)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    more = sum(row.coefficient == coefficient for row in answer.rows) - len(rows)
    axes.set_xlabel(f"{coefficient}, by {answer.unit}" + (f"; {more} more not shown" if more else ""))
    return made


def label(row: AgreementRow) -> str:
    """Return what a row is about: a code, or an interview or two coders and which decisions are meant."""
    label = _WORDS.get(row.what)
    return f"{short(row.name)} ({label})" if label else short(row.name)
