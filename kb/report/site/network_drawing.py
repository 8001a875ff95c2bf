"""The network as a drawing in the page: each node a link to its page, in the colours of the page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.analysis.network.graphs import graph, name_of
from kb.codebook.palette import GROUP_COLOURS
from kb.report.site.content import MOST_PAIRS, Content, Entry

WIDTH, HEIGHT = 1040, 660
_MARGIN_X, _MARGIN_Y = 110, 40
_ROOM = 30


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node: its page, where it stands, how large it is, its colour (an index into the palette)."""

    entry: Entry
    x: float
    y: float
    radius: float
    colour: int
    label: str


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An edge between the nodes of two places in the list; ``width`` goes by the weight."""

    a: int
    b: int
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The strongest pairs as a picture."""

    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


def drawing(content: Content, seed: int) -> Drawing | None:
    """Return the drawing of the strongest pairs; None where there are none."""
    rows = content.pairs[:MOST_PAIRS]
    if not rows:
        return None
    made = graph(content.found, seed=seed, rows=rows)
    entries = {
        name_of(content.found.things, thing): content.entries[content.level, thing.key]
        for thing in content.found.things.things
        if (content.level, thing.key) in content.entries
    }
    names = [name for name in made.nodes if name in entries]
    nodes = tuple(_node(entries[name], made.nodes[name], _most(made)) for name in names)
    at = {name: place for place, name in enumerate(names)}
    return Drawing(nodes, tuple(_edges(made, at, nodes)))


def _most(made: Any) -> int:
    return max((node["interviews"] for _, node in made.nodes(data=True)), default=1) or 1


def _node(entry: Entry, known: Mapping[str, Any], most: int) -> DrawnNode:
    title = entry.title
    return DrawnNode(
        entry,
        round(_MARGIN_X + known["x"] * (WIDTH - 2 * _MARGIN_X), 1),
        round(_MARGIN_Y + known["y"] * (HEIGHT - 2 * _MARGIN_Y - 20), 1),
        round(5 + 11 * math.sqrt(known["interviews"] / most), 1),
        GROUP_COLOURS[(known["community"] - 1) % len(GROUP_COLOURS)],
        title if len(title) <= _ROOM else title[: _ROOM - 1].rstrip() + "…",
    )


def _edges(made: Any, at: Mapping[str, int], nodes: tuple[DrawnNode, ...]) -> list[DrawnEdge]:
    heaviest = max((weight for _, _, weight in made.edges(data="weight")), default=1) or 1
    found = []
    for one, other, weight in made.edges(data="weight"):
        if one in at and other in at:
            a, b = sorted((at[one], at[other]))
            width = round(0.6 + 4.4 * max(0.0, weight / heaviest), 2)
            found.append(DrawnEdge(a, b, nodes[a].x, nodes[a].y, nodes[b].x, nodes[b].y, width))
    return sorted(found, key=lambda each: (each.width, each.a, each.b))
