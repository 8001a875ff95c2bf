"""How often each thing is used at all: codings, documents, coders; and how many pairs that could make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence.nodes import Ints, NodeSet
from kb.analysis.distinct import distinct


@dataclass(frozen=True, slots=True, eq=False)
class NodeUsage:
    """Of every thing: its codings, and in how many documents and by how many coders they are."""

    codings: Ints
    interviews: Ints
    coders: Ints


def node_usage(marks: CodingTable, things: NodeSet) -> NodeUsage:
    """Return the use of every thing; a coding counts for each thing that its code carries."""
    used = np.bincount(marks.code, minlength=things.codes).astype(np.int64)
    return NodeUsage(
        np.asarray(things.carried.T @ used, dtype=np.int64),
        _distinct(marks.document, marks.code, things),
        _distinct(marks.coder, marks.code, things),
    )


def used_pairs(things: NodeSet, uses: NodeUsage) -> int:
    """Return how many pairs of used things there are at this level."""
    one, other = np.triu_indices(len(things), k=1)
    used = uses.codings > 0
    return int(np.count_nonzero(things.allowed(one, other) & used[one] & used[other]))


def _distinct(what: Ints, code: Ints, things: NodeSet) -> Ints:
    """How many different values each thing's codings have."""
    size, many = int(what.max(initial=0)) + 1, max(len(things), 1)
    seen = distinct(code * size + what)
    row, thing = things.carried[seen // size].nonzero()
    pairs = distinct(seen[row] % size * many + thing)
    return np.bincount(pairs % many, minlength=len(things)).astype(np.int64)
