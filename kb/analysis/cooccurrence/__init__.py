"""What occurs with what: co-occurrence under named definitions.

Nothing here knows a database: codings come in as columns (:class:`kb.analysis.coding_table.CodingTable`),
what they are counted as in :class:`NodeSet`. :mod:`kb.queries.analyses.cooccurrence` gets both from a
catalog.
"""

from __future__ import annotations

from kb.analysis.cooccurrence.definition import LEVELS, UNITS, Definition, Level, Unit
from kb.analysis.cooccurrence.nodes import Node, NodeSet, codes_as_nodes
from kb.analysis.cooccurrence.occurrences import Occurrence, occurrences_of_pair
from kb.analysis.cooccurrence.pairs import MEASURES, Cooccurrence, Measure, Pair, cooccurrence
from kb.analysis.cooccurrence.sequences import (
    STEP_MEASURES,
    StepMeasure,
    Transition,
    Transitions,
    transitions,
)
from kb.analysis.cooccurrence.units import CountedUnits

__all__ = [
    "LEVELS",
    "MEASURES",
    "STEP_MEASURES",
    "UNITS",
    "Cooccurrence",
    "CountedUnits",
    "Definition",
    "Level",
    "Measure",
    "Node",
    "NodeSet",
    "Occurrence",
    "Pair",
    "StepMeasure",
    "Transition",
    "Transitions",
    "Unit",
    "codes_as_nodes",
    "cooccurrence",
    "occurrences_of_pair",
    "transitions",
]
