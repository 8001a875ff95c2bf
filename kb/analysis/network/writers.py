"""Networks as files: GraphML, GEXF, node-link JSON, CSV. The same graph gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

from kb.analysis.cooccurrence.pairs import Pair
from kb.analysis.cooccurrence.sequences import Transition

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOMENT = re.compile(rb' lastmodifieddate="[^"]*"')
NODE_COLUMNS = (
    "name",
    "title",
    "kind",
    "stages",
    "aspect",
    "interviews",
    "codings",
    "coders",
    "degree",
    "strength",
    "betweenness",
    "pagerank",
    "community",
    "x",
    "y",
)


def graphml(graph: Any) -> bytes:
    """Return a graph as GraphML, as yEd, Cytoscape, igraph and R read it."""
    out = io.BytesIO()
    # The writer of the standard library, also where lxml is there: one program, one file.
    nx.write_graphml_xml(_clean(graph), out, named_key_ids=True, prettyprint=True)
    return out.getvalue()


def gexf(graph: Any) -> bytes:
    """Return a graph as GEXF, as Gephi reads it: places and sizes are set; no date is in it."""
    placed = _clean(graph)
    for _, node in placed.nodes(data=True):
        node["label"] = node["title"]
        if "x" in node:
            spot = {"x": node["x"] * 1000, "y": node["y"] * 1000, "z": 0.0}
            node["viz"] = {"position": spot, "size": 10.0 + node.get("interviews", 0)}
    # Gephi has no place for what is known of a whole graph but the description.
    description = "; ".join(f"{name}: {value}" for name, value in placed.graph.items())
    placed.graph.clear()
    out = io.BytesIO()
    nx.write_gexf(placed, out, version="1.2draft")
    xml = _MOMENT.sub(b"", out.getvalue())
    meta = f"<meta><creator>kb network</creator><description>{_escaped(description)}</description></meta>"
    return re.sub(
        rb"<meta\s*>.*?</meta>|<meta\s*/>",
        lambda _: meta.encode(),
        xml,
        count=1,
        flags=re.DOTALL,
    )


def node_link(graph: Any) -> bytes:
    """Return a graph as node-link JSON, as D3 and networkx read it."""
    data = nx.node_link_data(graph, edges="edges")
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def edges_csv(graph: Any) -> bytes:
    """Return the edges with all their measures, one a line."""
    kind = Transition if graph.is_directed() else Pair
    measures = [
        each.name for each in fields(kind) if each.name not in {"a_title", "b_title", "a_kind", "b_kind"}
    ]
    names = ["source", "target", "source_title", "target_title", "weight", *measures[2:]]
    rows = (
        {
            "source": one,
            "target": other,
            "source_title": graph.nodes[one]["title"],
            "target_title": graph.nodes[other]["title"],
            **edge,
        }
        for one, other, edge in graph.edges(data=True)
    )
    return _csv(names, rows)


def nodes_csv(graph: Any) -> bytes:
    """Return the nodes with all that is known of them, one a line."""
    return _csv(list(NODE_COLUMNS), ({"name": name, **node} for name, node in graph.nodes(data=True)))


WRITERS: Mapping[str, Callable[[Any], bytes]] = {
    ".graphml": graphml,
    ".gexf": gexf,
    ".json": node_link,
    ".csv": edges_csv,
}
"""Each form by how the name of its file ends."""


def _csv(names: list[str], rows: Any) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _clean(graph: Any) -> Any:
    """The same graph; characters that XML cannot hold are shown as �."""
    made = nx.DiGraph() if graph.is_directed() else nx.Graph()
    made.graph.update({name: _text(value) for name, value in graph.graph.items()})
    for name, node in graph.nodes(data=True):
        made.add_node(_text(name), **{key: _text(value) for key, value in node.items()})
    for one, other, edge in graph.edges(data=True):
        made.add_edge(_text(one), _text(other), **{key: _text(value) for key, value in edge.items()})
    return made


def _text(value: Any) -> Any:
    return _NOT_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
