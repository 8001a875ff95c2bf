"""What became of the coders' codings: kept, changed, recoded or dropped, and what the moderator added."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kb.figures.frequencies import short
from kb.figures.style import FAINT, FIRST, MUTED, SECOND, THIRD, figure
from kb.queries.comparison.moderation import ModerationRow

MOST = 40
"""Bars that can still be read on a page."""
OUTCOMES = ("kept", "changed", "recoded", "dropped", "added")
_LOOKS = {
    "kept": ("kept", FIRST, ""),
    "changed": ("boundaries changed", "#7fb0b5", ""),
    "recoded": ("recoded", THIRD, ""),
    "dropped": ("dropped", SECOND, ""),
    "added": ("added by the moderator", FAINT, "////"),
}


def chosen(rows: Sequence[ModerationRow], *, most: int = MOST) -> list[ModerationRow]:
    """Return the rows that are drawn: those about which a moderator decided, most decided about first."""
    decided = [row for row in rows if row.moderated or row.added]
    return sorted(decided, key=lambda row: (-(row.moderated + row.added), row.name.casefold()))[:most]


def draw(rows: Sequence[ModerationRow], *, most: int = MOST, width: float = 6.5) -> Figure:
    """Draw rows of :meth:`kb.queries.comparison.moderation.Moderation.rows` as stacked bars of codings."""
    shown = chosen(rows, most=most)
    made, axes = figure(width, 1.5 + 0.27 * max(len(shown), 2))
    if not shown:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "nothing is moderated", ha="center", transform=axes.transAxes, color=MUTED)
        return made
    at = list(range(len(shown)))
    left = [0] * len(shown)
    for outcome in OUTCOMES:
        numbers = [int(getattr(row, outcome)) for row in shown]
        if not any(numbers):
            continue
        name, colour, hatch = _LOOKS[outcome]
        axes.barh(
            at,
            numbers,
            0.7,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.6,
            label=name,
        )
        left = [before + number for before, number in zip(left, numbers, strict=True)]
    axes.set_yticks(at, [short(row.name) for row in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, 1.03 * max(left))
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    more = sum(bool(row.moderated or row.added) for row in rows) - len(shown)
    axes.set_xlabel("codings" + (f"; {more} more rows not shown" if more else ""))
    made.legend(loc="outside lower center", ncols=3)
    return made
