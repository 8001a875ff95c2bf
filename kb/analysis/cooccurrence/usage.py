"""How often each thing is used at all: codings, documents, coders; and how many pairs that could make."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True, eq=False)
class CountedUse:
    """The use of things in some documents; ``by_coder`` are coders with things, each pair as a number."""

    codings: Ints
    interviews: Ints
    by_coder: Ints


def node_usage(marks: CodingTable, things: NodeSet) -> NodeUsage:
    """Return the use of every thing; a coding counts for each thing that its code carries."""
    return usage(counted_use(marks, things))


def counted_use(marks: CodingTable, things: NodeSet) -> CountedUse:
    """Count the use of every thing in some documents."""
    used = np.bincount(marks.code, minlength=things.codes).astype(np.int64)
    return CountedUse(
        np.asarray(things.carried.T @ used, dtype=np.int64),
        _often(_pairs(marks.document, marks.code, things), len(things)),
        _pairs(marks.coder, marks.code, things),
    )


def joined_use(found: Sequence[CountedUse]) -> CountedUse:
    """Return the use in all documents of several parts; a coder of two of them is one."""
    return CountedUse(
        np.stack([each.codings for each in found]).sum(axis=0),
        np.stack([each.interviews for each in found]).sum(axis=0),
        distinct(np.concatenate([each.by_coder for each in found])),
    )


def usage(counted: CountedUse) -> NodeUsage:
    """Return the use of every thing as numbers."""
    return NodeUsage(counted.codings, counted.interviews, _often(counted.by_coder, len(counted.codings)))


def used_pairs(things: NodeSet, uses: NodeUsage) -> int:
    """Return how many pairs of used things there are at this level."""
    one, other = np.triu_indices(len(things), k=1)
    used = uses.codings > 0
    return int(np.count_nonzero(things.allowed(one, other) & used[one] & used[other]))


def _pairs(what: Ints, code: Ints, things: NodeSet) -> Ints:
    """The different values of each thing's codings, each with its thing as one number."""
    size, many = int(what.max(initial=0)) + 1, max(len(things), 1)
    seen = distinct(code * size + what)
    row, thing = things.carried[seen // size].nonzero()
    return distinct(seen[row] % size * many + thing)


def _often(pairs: Ints, things: int) -> Ints:
    """How many different values each thing has."""
    return np.bincount(pairs % max(things, 1), minlength=things).astype(np.int64)
