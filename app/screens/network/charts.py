"""The Network page's two pictures, as specifications for ECharts: the graph, and the matrix.

Whatever is named is drawn as text on a canvas, tooltips too (``richText``): nothing is ever markup. ECharts
fills in ``{a}`` or ``{style|text}`` wherever it finds them in a text, so a brace is followed by a joiner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from app.screens.network.chart_layout import HIGH, WIDE, clustered, spread
from app.screens.network.chart_text import literal, shorten, wrapped
from app.ui import wording
from kb.codebook.palette import GROUP_COLOURS, PALETTE
from kb.codebook.theme import DARK, LIGHT
from kb.formatting import two

MATRIX_MOST = 120
"""Rows of a matrix that can still be told apart; those of the strongest pairs are shown."""
_INSIDE = 0.8
"""The share of a picture that ECharts gives to its nodes."""
_FEW, _MORE, _HIGHEST = 25, 12, 1000
"""Nodes that a picture of usual height holds, the pixels for each one more, and the highest picture."""
_NUMBERS_UNTIL, _LARGE_UNTIL = 22, 60
_FONT = "Plex, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_HEAT = ("heat1", "heat2", "heat3", "heat4", "heat5")


def hue(community: int) -> int:
    """Return the colour of a group, 0 to 11; groups are numbered from 1."""
    return GROUP_COLOURS[(community - 1) % len(GROUP_COLOURS)]


def height(nodes: int) -> int:
    """Return how many pixels high a picture is in which so many nodes have room for their names."""
    return min(_HIGHEST, round(HIGH / _INSIDE) + _MORE * max(0, nodes - _FEW))


def network(
    graph: Any, *, measure: str, chosen: Sequence[str] = (), edge: int | None = None
) -> dict[str, Any]:
    """Return a graph of :mod:`kb.analysis.network` as a series; ``chosen`` nodes and an edge are selected.

    Nodes and edges are in the order of the graph; a click says which by its place.
    """
    ink = _colours()
    heaviest = max((weight for _, _, weight in graph.edges(data="weight")), default=1) or 1
    selected = {f"n{at}": True for at, name in enumerate(graph) if name in set(chosen)}
    if edge is not None:
        selected[f"e{edge}"] = True
    place = {name: f"n{at}" for at, name in enumerate(graph)}
    titles = dict(graph.nodes(data="title"))
    series = {
        "type": "graph",
        "layout": "none",
        "roam": True,
        "scaleLimit": {"min": 0.5, "max": 8},
        "draggable": True,
        "selectedMode": "single",
        "selectedMap": selected,
        "data": _nodes(graph, ink),
        "links": [
            {
                "name": f"e{at}",
                "source": place[one],
                "target": place[other],
                "value": round(float(edge["weight"]), 4),
                "lineStyle": {"width": round(1 + 5 * max(0.0, edge["weight"] / heaviest), 2)},
                "tooltip": {"formatter": _pair_tooltip(titles[one], titles[other], edge, measure)},
            }
            for at, (one, other, edge) in enumerate(graph.edges(data=True))
        ],
        "lineStyle": {"color": ink["line2"], "curveness": 0.12, "opacity": 1, "cap": "round"},
        "label": {
            "show": True,
            "position": "bottom",
            "distance": 6,
            "color": ink["ink2"],
            "fontFamily": _FONT,
            "fontSize": 12.5,
            "fontWeight": 500,
            "lineHeight": 16,
            "textBorderColor": ink["page"],
            "textBorderWidth": 4,
        },
        "labelLayout": {"hideOverlap": True},
        "emphasis": {
            "focus": "adjacency",
            "label": {"color": ink["ink"]},
            "lineStyle": {"color": ink["accent"]},
        },
        "blur": {"itemStyle": {"opacity": 0.25}, "lineStyle": {"opacity": 0.25}, "label": {"opacity": 0.25}},
        "select": {
            "itemStyle": {"borderColor": ink["ink"], "borderWidth": 2},
            "lineStyle": {"color": ink["accent"], "opacity": 1},
            "label": {"color": ink["ink"], "fontWeight": 600},
        },
    }
    return {"animation": False, "tooltip": _tooltip(ink), "series": [series]}


def matrix(graph: Any, *, measure: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the pairs of a graph as a clustered heat map, and the pair of each cell."""
    ink = _colours()
    strong = list(graph)
    if len(strong) > MATRIX_MOST:
        kept = {name for one, other in list(graph.edges())[: 2 * MATRIX_MOST] for name in (one, other)}
        strong = [name for name in strong if name in kept][:MATRIX_MOST]
    ordered = [strong[at] for at in clustered(_weights(graph, strong))]
    row_of = {name: at for at, name in enumerate(ordered)}
    cells, names = [], []
    for one, other, edge in graph.edges(data=True):
        for a, b in ((one, other), (other, one)) if one in row_of and other in row_of else ():
            tooltip = _pair_tooltip(graph.nodes[a]["title"], graph.nodes[b]["title"], edge, measure)
            weight = float(edge["weight"])
            shown = wording.many(weight) if measure == "Count" else two(weight)
            cells.append(
                {
                    "value": [row_of[b], row_of[a], weight],
                    "label": {"formatter": shown},
                    "tooltip": {"formatter": tooltip},
                }
            )
            names.append((a, b))
    titles = [literal(shorten(graph.nodes[name]["title"], 34)) for name in ordered]
    few = len(ordered) <= _NUMBERS_UNTIL
    axis = {
        "type": "category",
        "data": titles,
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitArea": {"show": False},
    }
    label = {
        "color": ink["ink2"],
        "fontFamily": _FONT,
        "fontSize": 12 if len(ordered) <= _LARGE_UNTIL else 9,
        "interval": 0,
    }
    weights = [edge["weight"] for _, _, edge in graph.edges(data=True)]
    low, high = min(weights, default=0), max(weights, default=1)
    spec = {
        "animation": False,
        "tooltip": _tooltip(ink),
        "grid": {
            "left": 8,
            "right": 60,
            "top": 8,
            "bottom": 8,
            "containLabel": True,
            "show": True,
            "backgroundColor": ink["sunk"],
            "borderWidth": 0,
        },
        "xAxis": {**axis, "axisLabel": {**label, "rotate": 55, "width": 150, "overflow": "truncate"}},
        "yAxis": {**axis, "inverse": True, "axisLabel": {**label, "width": 230, "overflow": "truncate"}},
        "visualMap": {
            "show": False,
            "min": low,
            "max": high if high > low else low + 1,
            "inRange": {"color": [ink[name] for name in _HEAT]},
        },
        "series": [
            {
                "type": "heatmap",
                "data": cells,
                "selectedMode": "single",
                "label": {
                    "show": few,
                    "color": ink["ink"],
                    "fontFamily": _FONT,
                    "fontSize": 12,
                },
                "itemStyle": {"borderColor": ink["page"], "borderWidth": 2 if few else 1},
                "emphasis": {"itemStyle": {"borderColor": ink["accent"]}},
                "select": {"itemStyle": {"borderColor": ink["ink"], "borderWidth": 2}},
            }
        ],
    }
    return spec, names


def legend(graph: Any, most: int = 8) -> list[dict[str, Any]]:
    """Return the groups, the largest first: colour, the strongest member, and how many there are."""
    groups: dict[int, list[Mapping[str, Any]]] = {}
    for _, node in graph.nodes(data=True):
        groups.setdefault(node["community"], []).append(node)
    made = []
    for community, members in sorted(groups.items())[:most]:
        first = max(members, key=lambda node: (node["strength"], node["interviews"]))
        made.append({"hue": hue(community), "title": first["title"], "number": len(members)})
    return made


def _nodes(graph: Any, ink: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = [node for _, node in graph.nodes(data=True)]
    most = max((node["interviews"] for node in known), default=1) or 1
    sizes = [14 + 22 * (node["interviews"] / most) ** 0.5 for node in known]
    labels = [wrapped(node["title"]) for node in known]
    high = height(len(known)) * _INSIDE
    spots = spread([(node["x"] * WIDE, node["y"] * high) for node in known], sizes, labels, high)
    return [
        {
            "id": f"n{at}",
            "name": f"n{at}",
            "x": x,
            "y": y,
            "symbol": "roundRect" if node["kind"] in {"fix", "stage"} else "circle",
            "symbolSize": round(size, 1),
            "itemStyle": {
                "color": PALETTE[hue(node["community"])][2 if ink is DARK else 1],
                "borderColor": ink["page"],
                "borderWidth": 2,
            },
            "label": {"formatter": label},
            "tooltip": {
                "formatter": f"{literal(node['title'])}\n{wording.count(node['interviews'], 'interview')}, "
                f"{wording.count(node['codings'], 'coding')}, linked to "
                f"{wording.count(node['degree'], 'other')}"
            },
        }
        for at, (node, size, label, (x, y)) in enumerate(zip(known, sizes, labels, spots, strict=True))
    ]


def _pair_tooltip(a: str, b: str, edge: Mapping[str, Any], measure: str) -> str:
    """A pair in a tooltip."""
    strength = "" if measure == "Count" else f"{measure} {two(edge['weight'])}, "
    heard = wording.count(edge["interviews"], "interview")
    return f"{literal(a)}\n{literal(b)}\n{strength}count {edge['count']}, in {heard}"


def _tooltip(ink: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "show": True,
        "renderMode": "richText",
        "confine": True,
        "backgroundColor": ink["surface"],
        "borderColor": ink["line2"],
        "textStyle": {"color": ink["ink"], "fontFamily": _FONT, "fontSize": 13, "lineHeight": 18},
    }


def _weights(graph: Any, names: Sequence[str]) -> Any:
    at = {name: number for number, name in enumerate(names)}
    made = np.zeros((len(names), len(names)))
    for one, other, weight in graph.edges(data="weight"):
        if one in at and other in at:
            made[at[one], at[other]] = made[at[other], at[one]] = max(0.0, float(weight))
    return made


def _colours() -> Mapping[str, str]:
    return DARK if st.context.theme.type == "dark" else LIGHT
