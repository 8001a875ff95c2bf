"""A network for print: nodes where the layout puts them, names beside them, and what it shows underneath."""

from __future__ import annotations

import warnings
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from kb.codebook.palette import GROUP_COLOURS, PALETTE
from kb.codebook.theme import LIGHT
from kb.codebook.words import OURS, Words
from kb.figures.style import INK, MUTED, PAPER, figure

_NAMES_UNTIL = 60
"""Of more nodes than that, only those with most interviews are named."""
_ROOM = 34


def draw(graph: Any, *, width: float = 7.5, height: float = 6.0, words: Words = OURS) -> Figure:
    """Draw a graph of a network: size is interviews, width the weight, colour the community."""
    made, axes = figure(width, height)
    axes.set_axis_off()
    axes.set_xlim(-0.12, 1.12)
    axes.set_ylim(1.1, -0.08)  # the first row on top, as on the page
    if len(graph):
        _edges(axes, graph)
        _nodes(axes, graph)
        _names(axes, graph)
    else:
        axes.text(0.5, 0.5, "no pair above the threshold", ha="center", transform=axes.transAxes, color=MUTED)
    made.supxlabel(caption(graph, words), fontsize=7, color=MUTED, x=0.02, ha="left")
    with warnings.catch_warnings():
        # A letter that the font lacks is shown as a box; that is all there is to say about it.
        warnings.filterwarnings("ignore", message="Glyph")
        made.draw_without_rendering()
    return made


def caption(graph: Any, words: Words = OURS) -> str:
    """Return what a reader must know: what was counted, between whom, what size and width are."""
    about = graph.graph
    parts = [
        f"Size: interviews. Width: {about['weight']} ({about['definition']}).",
        f"{len(graph)} of level {words.level(about['level'])}, {graph.number_of_edges()} of "
        f"{about['pairs_tested']:,} pairs shown"
        + (f", {about['weight']} at least {about['least_weight']:g}" if about["least_weight"] else "")
        + (f", backbone at {about['alpha']:g}" if "alpha" in about else "")
        + ".",
        f"Colour: groups found by {about['communities']}.",
    ]
    return "\n".join((parts[0], " ".join(parts[1:])))


def _edges(axes: Axes, graph: Any) -> None:
    heaviest = max((weight for _, _, weight in graph.edges(data="weight")), default=1) or 1
    style = "-|>" if graph.is_directed() else "-"
    for one, other, edge in sorted(graph.edges(data=True), key=lambda each: each[2]["weight"]):
        share = max(0.0, edge["weight"] / heaviest)
        places = [(graph.nodes[each]["x"], graph.nodes[each]["y"]) for each in (one, other)]
        axes.add_patch(
            FancyArrowPatch(
                *places,
                connectionstyle="arc3,rad=0.12",
                arrowstyle=style,
                mutation_scale=9,
                shrinkA=6 if graph.is_directed() else 0,
                shrinkB=8 if graph.is_directed() else 0,
                linewidth=0.5 + 3.5 * share,
                color=LIGHT["line2"] if share < 1 else LIGHT["edge"],
                zorder=1,
            )
        )


def _nodes(axes: Axes, graph: Any) -> None:
    most = max(node["interviews"] for _, node in graph.nodes(data=True)) or 1
    for _, node in graph.nodes(data=True):
        colour = PALETTE[GROUP_COLOURS[(node["community"] - 1) % len(GROUP_COLOURS)]][1]
        square = node["kind"] in {"fix", "stage"}
        axes.scatter(
            node["x"],
            node["y"],
            s=40 + 260 * node["interviews"] / most,
            color=colour,
            marker="s" if square else "o",
            edgecolors=PAPER,
            linewidths=1.2,
            zorder=2,
        )


def _names(axes: Axes, graph: Any) -> None:
    nodes = sorted(graph.nodes(data=True), key=lambda each: -each[1]["interviews"])
    for _, node in nodes[:_NAMES_UNTIL]:
        title = node["title"]
        axes.annotate(
            title if len(title) <= _ROOM else title[: _ROOM - 1].rstrip() + "…",
            (node["x"], node["y"]),
            xytext=(0, -7 - 4 * (node["interviews"] > 0)),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=7,
            color=INK,
            bbox={"facecolor": PAPER, "alpha": 0.75, "linewidth": 0, "pad": 0.6},
            zorder=3,
        )
