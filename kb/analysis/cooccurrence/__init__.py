"""What occurs with what: co-occurrence under named definitions.

Nothing here knows a database: codings come in as columns (:class:`kb.analysis.coding_table.Marks`), what they
are counted as in :class:`Things`. :mod:`kb.queries.analyses.cooccurrence` gets both from a catalog.
"""

from __future__ import annotations

from kb.analysis.cooccurrence.definition import LEVELS, UNITS, Definition, Level, Unit
from kb.analysis.cooccurrence.nodes import Thing, Things, codes_as_things
from kb.analysis.cooccurrence.occurrences import Place, places
from kb.analysis.cooccurrence.pairs import MEASURES, Cooccurrence, Measure, Pair, cooccurrence
from kb.analysis.cooccurrence.sequences import STEP_MEASURES, Following, Step, StepMeasure, following
from kb.analysis.cooccurrence.units import Ground

__all__ = [
    "LEVELS",
    "MEASURES",
    "STEP_MEASURES",
    "UNITS",
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
    "codes_as_things",
    "cooccurrence",
    "following",
    "places",
]
