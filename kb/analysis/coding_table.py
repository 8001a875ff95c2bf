"""Every coding as a row of numbers: what co-occurrence, agreement and saturation count with.

The analyses take whole catalogs at once, so a column is an array and a name is its place in a tuple. They
never see a session: :mod:`kb.queries.analyses.coding_table` loads the table, the analyses compute.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document as far as counting goes; ``length`` is in code points."""

    id: int
    name: str
    length: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class PassInfo:
    """A coding pass.

    ``document`` is the position of its document in :attr:`CodingTable.documents`, ``coder`` that of its coder
    in :attr:`CodingTable.coders`.
    ``empty`` says that nothing at all was coded in it: missing data, never "nothing found".
    """

    id: int
    document: int
    coder: int
    role: str
    empty: bool


@dataclass(frozen=True, slots=True, eq=False)
class CodingTable:
    """Codings as columns, in the order of their documents and places.

    ``document``, ``coding_pass`` and ``code`` are positions in ``documents``, ``coding_passes`` and ``codes``
    (canonical names, unused codes included); ``start`` and ``end`` are code points, half-open; ``first`` and
    ``last`` are positions of paragraphs, both included; ``coding`` are the ids of the rows.
    """

    documents: tuple[DocumentInfo, ...]
    coding_passes: tuple[PassInfo, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    document: Ints
    coding_pass: Ints
    code: Ints
    start: Ints
    end: Ints
    first: Ints
    last: Ints
    coding: Ints

    def __len__(self) -> int:
        return len(self.coding)

    @property
    def coder(self) -> Ints:
        """Who made each coding: places in ``coders``."""
        return np.array([each.coder for each in self.coding_passes], dtype=np.int64)[self.coding_pass]

    @property
    def moderated(self) -> Truths:
        """Which codings are of a moderated pass."""
        return np.array([each.role == "moderator" for each in self.coding_passes], dtype=np.bool_)[
            self.coding_pass
        ]

    def where(self, chosen: Truths | Ints) -> Self:
        """Return some of the codings; what they are counted against stays."""
        columns = ("document", "coding_pass", "code", "start", "end", "first", "last", "coding")
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})
