"""Where the nodes of a network stand: the same graph and seed give the same picture."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

_STRESS_UNTIL = 200
"""With more nodes, distances along the graph between all of them take too long."""
_ROUNDS = 150
_GAP = 0.35
_PUSHED_UNTIL = 400
_WIDE, _HIGH = 0.17, 0.07
"""The room that a node and its name take, of the whole, where there are as many nodes as fit easily."""
_FIT = 40

Spots = dict[Any, tuple[float, float]]


def layout(graph: Any, *, seed: int = 0) -> Spots:
    """Return a place for every node, x and y from 0 to 1.

    Each connected part is laid out by itself, by distances along the graph (Kamada & Kawai 1989) or, where it
    is large, by springs (Fruchterman & Reingold 1991). The parts stand beside one another, the largest first;
    then nodes are pushed apart until there is room for a name under each.
    """
    undirected = graph.to_undirected() if graph.is_directed() else graph
    parts = sorted(
        (sorted(part) for part in nx.connected_components(undirected)), key=lambda part: (-len(part), part[0])
    )
    packed = _packed([_part(undirected.subgraph(part), part, seed) for part in parts])
    return _fitted(_apart(_fitted(packed)))


def _part(graph: Any, nodes: list[Any], seed: int) -> Spots:
    """One connected part, in a square as large as its number of nodes asks for."""
    side = math.sqrt(len(nodes))
    if len(nodes) == 1:
        return {nodes[0]: (0.5, 0.5)}
    ordered = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted((*sorted(edge), {}) for edge in graph.edges()))
    if len(nodes) <= _STRESS_UNTIL:
        spots = nx.kamada_kawai_layout(ordered)
    else:
        spots = nx.spring_layout(ordered, seed=seed, iterations=_ROUNDS, k=1.6 / side, method="force")
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


def _apart(spots: Spots) -> Spots:
    """The same places, those pushed away whose names would stand on another's."""
    if len(spots) > _PUSHED_UNTIL:
        return spots
    nodes = sorted(spots)
    at = np.array([spots[node] for node in nodes], dtype=np.float64)
    room = np.array([_WIDE, _HIGH]) * min(1.0, math.sqrt(_FIT / max(len(nodes), 1)))
    # Equal places would never part: each node is moved a little, by its number.
    at += np.arange(len(nodes))[:, None] * 1e-6
    for _ in range(_ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        inside = room - np.abs(apart)
        np.einsum("iik->ik", inside)[:] = -1
        close = np.asarray((inside > 0).all(axis=2))
        if not close.any():
            break
        sideways = inside[..., 0] / room[0] < inside[..., 1] / room[1]
        push = np.where(np.stack((sideways, ~sideways), axis=2), inside * np.sign(apart), 0) * 0.25
        at += (push * close[..., None]).sum(axis=1)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, at, strict=True)}


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
