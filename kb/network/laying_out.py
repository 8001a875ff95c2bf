"""Where the nodes of a network stand: the same graph and seed give the same picture."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

_STRESS_UNTIL = 200
"""With more nodes, distances along the graph between all of them take too long."""
_ROUNDS = 150
_GAP = 0.35

Spots = dict[Any, tuple[float, float]]


def layout(graph: Any, *, seed: int = 0) -> Spots:
    """Return a place for every node, x and y from 0 to 1.

    Each connected part is laid out by itself, by springs (Fruchterman & Reingold 1991) that start from the
    distances along the graph (Kamada & Kawai 1989); the parts stand beside one another, the largest first.
    """
    undirected = graph.to_undirected() if graph.is_directed() else graph
    parts = sorted(
        (sorted(part) for part in nx.connected_components(undirected)), key=lambda part: (-len(part), part[0])
    )
    return _fitted(_packed([_part(undirected.subgraph(part), part, seed) for part in parts]))


def _part(graph: Any, nodes: list[Any], seed: int) -> Spots:
    """One connected part, in a square as large as its number of nodes asks for."""
    side = math.sqrt(len(nodes))
    if len(nodes) == 1:
        return {nodes[0]: (0.5, 0.5)}
    ordered = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted((*sorted(edge), {}) for edge in graph.edges()))
    begin = None
    if len(nodes) <= _STRESS_UNTIL:
        begin = nx.kamada_kawai_layout(ordered)
    spots = nx.spring_layout(
        ordered,
        pos=begin,
        seed=seed,
        iterations=40 if begin else _ROUNDS,
        k=1.6 / side,
        method="force",
    )
    fitted = _fitted({node: (float(x), float(y)) for node, (x, y) in spots.items()})
    return {node: (x * side, y * side) for node, (x, y) in fitted.items()}


def _packed(parts: list[Spots]) -> Spots:
    """Parts on shelves, none wider than the largest part and a half."""
    widest = max((math.sqrt(len(part)) for part in parts), default=0) * 1.5
    spots: Spots = {}
    left = bottom = height = 0.0
    for part in parts:
        side = math.sqrt(len(part))
        if left and left + side > widest:
            left, bottom, height = 0.0, bottom + height + _GAP, 0.0
        spots |= {node: (left + x, bottom + y) for node, (x, y) in part.items()}
        left, height = left + side + _GAP, max(height, side)
    return spots


def _fitted(spots: Spots) -> Spots:
    """The same places, from 0 to 1 in both directions, rounded so that the last bit does not matter."""
    if not spots:
        return {}
    xs, ys = zip(*spots.values(), strict=True)
    low_x, low_y = min(xs), min(ys)
    wide, high = (max(xs) - low_x) or 1.0, (max(ys) - low_y) or 1.0
    return {
        node: (round((x - low_x) / wide, 4), round((y - low_y) / high, 4)) for node, (x, y) in spots.items()
    }
