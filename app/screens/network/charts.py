"""The Network page's two pictures, as specifications for ECharts: the graph, and the matrix.

Whatever is named is drawn as text on a canvas, tooltips too (``richText``): nothing is ever markup. ECharts
fills in ``{a}`` or ``{style|text}`` wherever it finds them in a text, so a brace is followed by a joiner.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from app.ui import wording
from kb.codebook.palette import PALETTE
from kb.formatting import two

HUES = (6, 7, 2, 0, 5, 11, 1, 3, 8, 10, 4, 9)
"""The colours of groups, in the order that tells the first ones apart best."""
MATRIX_MOST = 120
"""Rows of a matrix that can still be told apart; those of the strongest pairs are shown."""
WIDE, HIGH = 690, 480
"""The room that few nodes have on a screen of 1440: so much of the picture ECharts gives them."""
_INSIDE = 0.8
"""The share of a picture that ECharts gives to its nodes."""
_FEW, _MORE, _HIGHEST = 25, 12, 1000
"""Nodes that a picture of usual height holds, the pixels for each one more, and the highest picture."""
_LINE, _LETTER, _BELOW = 16, 3.4, 6
"""Of a label: the height of a line, half the width of a letter, and how far it is below its node."""
_ROUNDS, _PUSHED_UNTIL = 600, 150
_NUMBERS_UNTIL, _LARGE_UNTIL = 22, 60
_FONT = "Plex, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_LIGHT = {
    "page": "#fbfaf7",
    "surface": "#ffffff",
    "ink": "#1d1f21",
    "ink2": "#4a4d50",
    "sunk": "#f3f1ec",
    "line2": "#c9c4b9",
    "accent": "#1f5a63",
    "heat": ["#e0e6e3", "#c4d6d5", "#a4c3c5", "#82b0b4", "#5a9aa2"],
}
_DARK = {
    "page": "#17191c",
    "surface": "#1e2124",
    "ink": "#e9e6e0",
    "ink2": "#b9b7b1",
    "sunk": "#121416",
    "line2": "#4a4f54",
    "accent": "#86c5cc",
    "heat": ["#212a2d", "#25373b", "#29464c", "#2d575e", "#2f6b73"],
}


def hue(community: int) -> int:
    """Return the colour of a group, 0 to 11; groups are numbered from 1."""
    return HUES[(community - 1) % len(HUES)]


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
                "tooltip": {"formatter": _told(titles[one], titles[other], edge, measure)},
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
            told = _told(graph.nodes[a]["title"], graph.nodes[b]["title"], edge, measure)
            weight = float(edge["weight"])
            shown = wording.many(weight) if measure == "Count" else two(weight)
            cells.append(
                {
                    "value": [row_of[b], row_of[a], weight],
                    "label": {"formatter": shown},
                    "tooltip": {"formatter": told},
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
            "inRange": {"color": ink["heat"]},
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


def clustered(weights: Any) -> list[int]:
    """Return the order of rows that puts those beside one another that occur with the same.

    Average linkage on how little two occur together (UPGMA; Sokal & Michener 1958), with the leaves in the
    best order (Bar-Joseph et al. 2001).
    """
    from scipy.cluster import hierarchy  # type: ignore[import-untyped]  # noqa: PLC0415  slow to load
    from scipy.spatial.distance import squareform  # type: ignore[import-untyped]  # noqa: PLC0415

    if len(weights) < 3:  # noqa: PLR2004
        return list(range(len(weights)))
    far = 1 - weights / (weights.max() or 1)
    np.fill_diagonal(far, 0)
    distances = squareform(far, checks=False)
    tree = hierarchy.linkage(distances, "average", optimal_ordering=True)
    return [int(at) for at in hierarchy.leaves_list(tree)]


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


def literal(text: str) -> str:
    """Return text that ECharts draws as it stands: one line, no template, nothing that turns letters."""
    drawn = "".join(" " if _is_hidden(each) else each for each in text)
    return " ".join(drawn.split()).replace("{", "{\u2060")


def _is_hidden(letter: str) -> bool:
    """Whether it is a control or format character; joiners belong to many scripts."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} and letter not in "\u200c\u200d"


def shorten(text: str, most: int) -> str:
    """Return a title of so many characters at most."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wrapped(title: str, wide: int = 21) -> str:
    """Return a title on two lines at most."""
    lines = textwrap.wrap(" ".join(title.split()), wide, break_long_words=True)
    if len(lines) > 2:  # noqa: PLR2004
        lines = [
            lines[0],
            shorten(f"{lines[1]}…{lines[2]}", wide) if len(lines[1]) == wide else f"{lines[1]}…",
        ]
    return "\n".join(literal(line) for line in lines)


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
                "color": PALETTE[hue(node["community"])][2 if ink is _DARK else 1],
                "borderColor": ink["page"],
                "borderWidth": 2,
            },
            "label": {"formatter": label},
            "tooltip": {
                "formatter": f"{literal(node['title'])}\n{wording.count(node['interviews'], 'interview')}, "
                f"{wording.count(node['codings'], 'coding')}, beside {wording.count(node['degree'], 'other')}"
            },
        }
        for at, (node, size, label, (x, y)) in enumerate(zip(known, sizes, labels, spots, strict=True))
    ]


def spread(
    spots: Sequence[tuple[float, float]],
    sizes: Sequence[float],
    labels: Sequence[str],
    high: float = HIGH,
) -> list[tuple[float, float]]:
    """Return places near the given ones at which no node stands on another's name, if there is room.

    Each node with its name is a box; two that overlap part in the direction in which less is to do.
    """
    at = np.array(spots, dtype=np.float64).reshape(-1, 2)
    lines = [label.split("\n") for label in labels]
    below = np.array([_BELOW + _LINE * len(each) for each in lines], dtype=np.float64)
    wide = np.array([max(len(line) for line in each) * _LETTER + 6 for each in lines], dtype=np.float64)
    half = np.stack((np.maximum(wide, np.array(sizes) / 2), (np.array(sizes) + below) / 2 + 2), axis=1)
    down = np.stack((np.zeros(len(at)), below / 2), axis=1)
    order, room = np.arange(len(at)), half[:, None] + half[None]
    for _ in range(_ROUNDS if len(at) <= _PUSHED_UNTIL else 0):
        apart = (at + down)[:, None] - (at + down)[None]
        inside = room - np.abs(apart)
        inside[order, order] = -1
        close = (inside > 0).all(axis=2)
        if not close.any():
            break
        sideways = inside[..., 0] / room[..., 0] < inside[..., 1] / room[..., 1]
        sign = np.where(apart == 0, np.sign(order[:, None] - order[None])[..., None], np.sign(apart))
        # A little in the other direction, too: what is pressed from both sides finds a way out.
        push = np.where(np.stack((sideways, ~sideways), axis=2), 0.3, 0.03) * inside * sign
        at = np.clip(at + (push * close[..., None]).sum(axis=1), 0, (WIDE, high))
    return [(round(float(x), 1), round(float(y), 1)) for x, y in at]


def _told(a: str, b: str, edge: Mapping[str, Any], measure: str) -> str:
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


def _colours() -> Mapping[str, Any]:
    return _DARK if st.context.theme.type == "dark" else _LIGHT
