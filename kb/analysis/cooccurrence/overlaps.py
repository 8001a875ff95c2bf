"""Pairs of codings on the same words, counted for every two codes, then for the things that codes carry."""

from __future__ import annotations

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence.definition import Definition
from kb.analysis.cooccurrence.nodes import NodeSet
from kb.analysis.cooccurrence.spans import overlapping
from kb.analysis.cooccurrence.unit_sets import Sparse
from kb.analysis.cooccurrence.units import groups_of, spans_of


def coding_pairs(marks: CodingTable, definition: Definition, things: NodeSet) -> Sparse:
    """Return things by things, symmetric: how many pairs of codings of different codes are together.

    A pair of codings counts once for two things, also where both codes carry both of them.
    """
    between = _same_words(marks, definition) if definition.unit == "same" else _overlaps(marks, definition)
    between.setdiag(0)
    between.eliminate_zeros()
    if things.plain and len(things.code) == things.codes == len(things):
        return between
    carried = things.carried
    counted = carried.T @ between @ carried
    upper = sparse.triu(between, k=1, format="coo")
    doubled = carried[upper.coords[0]].multiply(carried[upper.coords[1]]).tocsr()
    # Both codes carry both things: the pair was found from either side.
    weighed = doubled.multiply(upper.data[:, None]).tocsr()
    doubled = doubled.T @ weighed
    return (counted - doubled).tocsr()


def _overlaps(marks: CodingTable, definition: Definition) -> Sparse:
    """Codes by codes: pairs of codings that share a character (or touch)."""
    group, codes = groups_of(marks, definition), len(marks.codes)
    found = sparse.csr_array((codes, codes), dtype=np.int64)
    for one, other in overlapping(group, marks.start, marks.end, touching=definition.touching):
        ones = np.ones(len(one), dtype=np.int64)
        found += sparse.coo_array((ones, (marks.code[one], marks.code[other])), shape=found.shape).tocsr()
    return (found + found.T).tocsr()


def _same_words(marks: CodingTable, definition: Definition) -> Sparse:
    """Codes by codes: pairs of codings of the same words. Codings of one code are counted, not listed."""
    some = np.flatnonzero(marks.start < marks.end)
    span, first = spans_of(groups_of(marks, definition)[some], marks.start[some], marks.end[some])
    ones = np.ones(len(some), dtype=np.int64)
    codings = sparse.coo_array((ones, (span, marks.code[some])), shape=(len(first), len(marks.codes))).tocsr()
    return (codings.T @ codings).tocsr()
