"""Networks: pairs as edges with all their measures, things as nodes with all that is known of them.

A graph stands alone: what was counted and how is in its own attributes, so that a file that is opened in
Gephi, Cytoscape, R or a browser years later still says what its numbers are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

from kb.analysis.cooccurrence.nodes import Node, NodeSet
from kb.analysis.cooccurrence.pairs import Cooccurrence, Measure, Pair
from kb.analysis.cooccurrence.sequences import StepMeasure, Transition, Transitions
from kb.analysis.cooccurrence.usage import NodeUsage
from kb.analysis.network.backbone import backbone as kept_by
from kb.analysis.network.layout import layout

_NAMES = ("a", "b", "a_title", "b_title", "a_kind", "b_kind")
_SAMPLED_FROM = 20_000_000
"""Nodes times edges from which on betweenness is estimated from some of the nodes."""
_SAMPLE = 100


def graph(
    found: Cooccurrence,
    *,
    measure: Measure = "jaccard",
    least: float = 0,
    interviews: int = 0,
    limit: int | None = None,
    alpha: float | None = None,
    seed: int = 0,
    isolated: bool = False,
    rows: Sequence[Pair] | None = None,
) -> Any:
    """Return what occurs together as a :class:`networkx.Graph`, laid out and measured.

    ``measure`` is the ``weight``; pairs below ``least`` or in fewer ``interviews`` are left out, and with
    ``alpha`` those that the disparity filter takes for chance. ``isolated`` keeps things that are used but
    have no edge. ``rows`` are taken as they are, where they have been asked for already.

    Nodes are keys (on levels of two kinds ``issue:key``) with ``title``, ``kind``, ``stages``, ``aspect``,
    ``interviews``, ``codings``, ``coders``, ``degree``, ``strength``, ``betweenness``, ``pagerank``,
    ``community``, ``x`` and ``y``; edges have the fields of :class:`Pair`. What is not defined is left out.
    """
    if rows is None:
        rows = found.rows(measure, least=least, interviews=interviews, limit=limit, seed=seed)
    made = nx.Graph(
        **_description(found.definition.sentence, found.things, measure, least, alpha, seed),
        unit=found.definition.unit,
        pairs_tested=found.tested,
        pairs_found=len(found),
    )
    if found.definition.unit == "window":
        made.graph["window"] = found.definition.window
    _fill(made, found.things, found.uses, rows, measure, isolated=isolated)
    return _finished(made, alpha, seed, isolated=isolated)


def steps(
    found: Transitions,
    *,
    measure: StepMeasure = "count",
    least: float = 0,
    interviews: int = 0,
    limit: int | None = None,
    alpha: float | None = None,
    seed: int = 0,
) -> Any:
    """Return what follows what as a :class:`networkx.DiGraph`; otherwise as :func:`graph`."""
    rows = found.rows(measure, least=least, interviews=interviews, limit=limit)
    made = nx.DiGraph(
        **_description(found.sentence, found.things, measure, least, alpha, seed),
        within=found.within,
        pairs_tested=found.tested,
        pairs_found=len(found),
    )
    _fill(made, found.things, found.uses, rows, measure, isolated=False)
    return _finished(made, alpha, seed, isolated=False)


def name_of(things: NodeSet, thing: Node) -> str:
    """Return the name of a thing's node: its key, with the kind before it where there are two kinds."""
    return f"{thing.kind}:{thing.key}" if things.bipartite else thing.key


def _description(
    sentence: str, things: NodeSet, measure: str, least: float, alpha: float | None, seed: int
) -> dict[str, Any]:
    """What a reader of the file must know."""
    said = {
        "definition": sentence,
        "level": things.level,
        "weight": measure,
        "least_weight": least,
        "seed": seed,
        "communities": f"Louvain, seed {seed}",
        "made_by": "kb network",
    }
    return said if alpha is None else said | {"backbone": "disparity filter", "alpha": alpha}


def _fill(
    made: Any,
    things: NodeSet,
    uses: NodeUsage,
    rows: Iterable[Pair | Transition],
    measure: str,
    *,
    isolated: bool,
) -> None:
    """Add the nodes in the order of the catalog, then the edges, the strongest first."""
    rows = list(rows)
    joined = {(kind, key) for row in rows for kind, key in ((row.a_kind, row.a), (row.b_kind, row.b))}
    for at, thing in enumerate(things.things):
        used = uses.codings[at] > 0 and (things.chosen is None or bool(things.chosen[at]))
        if (thing.kind, thing.key) in joined or (isolated and used):
            made.add_node(name_of(things, thing), **_about(thing, uses, at))
    names = {(each.kind, each.key): name_of(things, each) for each in things.things}
    for row in rows:
        values = {name: value for name, value in asdict(row).items() if name not in _NAMES}
        weight = float(values.get(measure) or 0)
        made.add_edge(
            names[row.a_kind, row.a],
            names[row.b_kind, row.b],
            weight=weight,
            **{name: value for name, value in values.items() if value is not None},
        )


def _about(thing: Node, uses: NodeUsage, at: int) -> dict[str, Any]:
    known: dict[str, Any] = {"title": thing.title, "kind": thing.kind, "stages": "; ".join(thing.stages)}
    if thing.aspect is not None:
        known["aspect"] = thing.aspect
    return known | {
        "interviews": int(uses.interviews[at]),
        "codings": int(uses.codings[at]),
        "coders": int(uses.coders[at]),
    }


def _finished(made: Any, alpha: float | None, seed: int, *, isolated: bool) -> Any:
    """The backbone if asked for; then everything that is known of a node from the edges that are left."""
    if alpha is not None:
        kept = kept_by(made, alpha)
        made.remove_edges_from([edge for edge in made.edges() if not kept.has_edge(*edge)])
        if not isolated:
            made.remove_nodes_from([node for node in list(made) if not made.degree(node)])
    if not len(made):
        return made
    numbers = nx.convert_node_labels_to_integers(made, label_attribute="name")
    ties = _without_repulsion(numbers)
    columns: dict[str, dict[int, Any]] = {
        "degree": dict(numbers.degree()),
        "strength": {node: round(value, 6) for node, value in numbers.degree(weight="weight")},
        "betweenness": _betweenness(numbers, seed),
        "pagerank": {node: round(value, 6) for node, value in nx.pagerank(ties, weight="weight").items()},
        "community": _communities(ties, seed),
    }
    spots = layout(numbers, seed=seed)
    for node, name in numbers.nodes(data="name"):
        made.nodes[name].update({measure: column[node] for measure, column in columns.items()})
        made.nodes[name].update(x=spots[node][0], y=spots[node][1])
    made.graph["modularity"] = _modularity(ties, columns["community"])
    return made


def _without_repulsion(numbers: Any) -> Any:
    """The same graph, in which what occurs together less than by chance (a negative NPMI) is no tie.

    PageRank and communities are of weights from 0: with negative ones neither is defined.
    """
    ties = numbers.copy()
    for _, _, edge in ties.edges(data=True):
        edge["weight"] = max(0.0, edge["weight"])
    return ties


def _betweenness(numbers: Any, seed: int) -> dict[int, float]:
    """How many shortest ways lead through a node; strong edges are short. Estimated in a very large graph."""
    short = numbers.copy()
    for _, _, edge in short.edges(data=True):
        edge["distance"] = 1 / edge["weight"] if edge["weight"] > 0 else 1e9
    large = len(short) * short.number_of_edges() > _SAMPLED_FROM
    sample = min(_SAMPLE, len(short)) if large else None
    found = nx.betweenness_centrality(short, k=sample, weight="distance", seed=seed)
    return {node: round(value, 6) for node, value in found.items()}


def _communities(numbers: Any, seed: int) -> dict[int, int]:
    """Louvain communities, numbered from 1, the largest first (then by its first node).

    Blondel et al. (2008), Fast unfolding of communities in large networks. Nodes are numbers here, so that
    the same seed gives the same communities in every process.
    """
    undirected = nx.Graph(numbers)
    if not undirected.size(weight="weight"):
        return {node: number for number, node in enumerate(sorted(undirected), start=1)}
    parts = nx.community.louvain_communities(undirected, weight="weight", seed=seed)
    ordered = sorted((sorted(part) for part in parts), key=lambda part: (-len(part), part[0]))
    return {node: number for number, part in enumerate(ordered, start=1) for node in part}


def _modularity(numbers: Any, community: dict[int, int]) -> float:
    """How much denser communities are inside than chance would have them."""
    parts = [
        {node for node in numbers if community[node] == number} for number in sorted(set(community.values()))
    ]
    undirected = nx.Graph(numbers)
    if not undirected.size(weight="weight"):
        return 0.0
    return round(float(nx.community.modularity(undirected, parts, weight="weight")), 6)
