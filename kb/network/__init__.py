"""What occurs with what: co-occurrence under named definitions, and the networks made of it.

Nothing here knows a database: codings come in as columns (:class:`kb.queries.marks.Marks`), what they are
counted as in :class:`Things`. :mod:`kb.queries.together` gets both from a catalog.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kb.network.cooccurrence import MEASURES, Cooccurrence, Measure, Pair, cooccurrence
from kb.network.definition import LEVELS, UNITS, Definition, Level, Unit
from kb.network.following import STEP_MEASURES, Following, Step, StepMeasure, following
from kb.network.places import Place, places
from kb.network.things import Thing, Things, codes_as_things
from kb.network.units import Ground

if TYPE_CHECKING:
    from kb.network.disparity_filter import backbone, disparity
    from kb.network.graphs import graph, steps
    from kb.network.laying_out import layout
    from kb.network.writing import WRITERS, edges_csv, gexf, graphml, node_link, nodes_csv

__all__ = [
    "LEVELS",
    "MEASURES",
    "STEP_MEASURES",
    "UNITS",
    "WRITERS",
    "Cooccurrence",
    "Definition",
    "Following",
    "Ground",
    "Level",
    "Measure",
    "Pair",
    "Place",
    "Step",
    "StepMeasure",
    "Thing",
    "Things",
    "Unit",
    "backbone",
    "codes_as_things",
    "cooccurrence",
    "disparity",
    "edges_csv",
    "following",
    "gexf",
    "graph",
    "graphml",
    "layout",
    "node_link",
    "nodes_csv",
    "places",
    "steps",
]

_WITH_NETWORKX = {
    "WRITERS": "writing",
    "backbone": "disparity_filter",
    "disparity": "disparity_filter",
    "edges_csv": "writing",
    "gexf": "writing",
    "graph": "graphs",
    "graphml": "writing",
    "layout": "laying_out",
    "node_link": "writing",
    "nodes_csv": "writing",
    "steps": "graphs",
}
"""Who only counts need not load networkx."""


def __getattr__(name: str) -> Any:
    if name not in _WITH_NETWORKX:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WITH_NETWORKX[name]}"), name)
