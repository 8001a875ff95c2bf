"""What is counted together: codes, issues, fixes, stages or aspects, and which codes make each of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]

from kb.analysis.cooccurrence.definition import Level

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Node:
    """A code, issue, fix, stage or aspect.

    ``key`` is its name in the catalog and ``title`` what people read; ``stages`` and ``aspect`` are titles.
    """

    key: str
    title: str
    kind: str
    stages: tuple[str, ...] = ()
    aspect: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NodeSet:
    """The things of one level, and the codes that carry them.

    ``code`` and ``thing`` are links: places in ``Marks.codes`` and in ``things``. On the levels of two kinds
    (issue and fix, issue and stage) only pairs of different kinds count. ``linked`` are pairs that the
    taxonomy puts together (a fix and what it mitigates, an issue and where it arises). ``chosen`` limits
    what pairs are made of; of each ``focus``, one of the two must be.
    """

    level: Level
    things: tuple[Node, ...]
    code: Ints
    thing: Ints
    codes: int
    linked: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    chosen: Truths | None = None
    focus: tuple[Truths, ...] = ()

    def __len__(self) -> int:
        return len(self.things)

    @property
    def plain(self) -> bool:
        """Whether every code carries one thing at most, so that no coding is two things at once."""
        return len(np.unique(self.code)) == len(self.code)

    @property
    def bipartite(self) -> bool:
        """Whether things are of two kinds, and pairs join the kinds."""
        return self.level in {"issue-fix", "issue-stage"}

    @property
    def carried(self) -> sparse.csr_array:
        """Codes by things: 1 where the code carries the thing."""
        ones = np.ones(len(self.code), dtype=np.int64)
        return sparse.csr_array((ones, (self.code, self.thing)), shape=(self.codes, len(self)))

    def allowed(self, one: Ints, other: Ints) -> Truths:
        """Which pairs of places count at this level: not what is left out, and of two kinds if they must."""
        good: Truths = one != other
        if self.bipartite:
            kind = np.array([each.kind == "issue" for each in self.things], dtype=np.bool_)
            good &= kind[one] != kind[other]
        if self.chosen is not None:
            good &= self.chosen[one] & self.chosen[other]
        for focus in self.focus:
            good &= focus[one] | focus[other]
        return good


def codes_as_nodes(codes: tuple[str, ...]) -> NodeSet:
    """Return the codes themselves as things, for marks that come from no catalog."""
    places = np.arange(len(codes), dtype=np.int64)
    return NodeSet("code", tuple(Node(name, name, "code") for name in codes), places, places, len(codes))
