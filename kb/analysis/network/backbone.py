"""The edges that stand out: what is left when those are taken away that chance alone could have made."""

from __future__ import annotations

from typing import Any

import networkx as nx  # type: ignore[import-untyped]


def disparity(graph: Any, *, weight: str = "weight") -> dict[tuple[Any, Any], float]:
    """Return the significance of every edge: the lower of those at its two ends.

    Serrano, Boguñá & Vespignani (2009), Extracting the multiscale backbone of complex weighted networks,
    PNAS 106. At a node with k edges whose weights sum to s, an edge of weight w has
    ``(1 - w / s) ** (k - 1)``: the chance that it would take so large a share if the node's strength were
    spread at random. At a node with one edge it is 1: one edge cannot stand out. Of a directed graph, the
    edges that leave one end are looked at, and those that arrive at the other.
    """
    found = {}
    leaving = dict(graph.out_degree() if graph.is_directed() else graph.degree())
    arriving = dict(graph.in_degree() if graph.is_directed() else graph.degree())
    strength_out = dict((graph.out_degree if graph.is_directed() else graph.degree)(weight=weight))
    strength_in = dict((graph.in_degree if graph.is_directed() else graph.degree)(weight=weight))
    for one, other, share in graph.edges(data=weight):
        ends = ((strength_out[one], leaving[one]), (strength_in[other], arriving[other]))
        found[one, other] = min(_chance(share, strength, edges) for strength, edges in ends)
    return found


def backbone(graph: Any, alpha: float, *, weight: str = "weight") -> Any:
    """Return the graph with the edges alone whose significance is below alpha, and the nodes they join."""
    kept = [edge for edge, chance in disparity(graph, weight=weight).items() if chance < alpha]
    return nx.edge_subgraph(graph, kept).copy()


def _chance(weight: float, strength: float, edges: int) -> float:
    return 1.0 if edges < 2 or strength <= 0 else float((1 - weight / strength) ** (edges - 1))  # noqa: PLR2004
