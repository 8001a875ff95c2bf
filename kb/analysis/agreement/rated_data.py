"""What raters coded, and what everything in it is called: codes, families, documents and raters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from kb.analysis.agreement.coded_runs import Ints
from kb.analysis.agreement.ratings import Cells, Ratings, cells_of_parts
from kb.analysis.agreement.segment_alphas import LabelledSegments, segments_of_parts
from kb.analysis.partitions import WHOLE, Partitions

AgreementGrouping = Literal["all", "code", "family", "document", "coders"]
BYS: tuple[AgreementGrouping, ...] = ("all", "code", "family", "document", "coders")


@dataclass(frozen=True, eq=False)
class RatedData:
    """Ratings with names.

    ``codes`` and ``documents`` are named by their places, ``raters`` by panel. ``asked`` are the places of
    the codes that are decided about; ``family`` says which family a code belongs to, if to any. Tables are
    added up by document, or kept ``pair_by_pair``: then a panel is a row of its own. ``partitions`` says in
    how many parts it is counted.
    """

    ratings: Ratings
    codes: Sequence[str]
    asked: Sequence[int]
    family: Mapping[str, str]
    documents: Sequence[str]
    raters: Sequence[tuple[str, ...]]
    pair_by_pair: bool = False
    partitions: Partitions = WHOLE

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The codes that are decided about."""
        return tuple(self.codes[place] for place in self.asked)

    @cached_property
    def families(self) -> dict[str, tuple[int, ...]]:
        """The families of these codes in alphabetical order, each with the places of its codes."""
        of = {
            place: self.family[self.codes[place]] for place in self.asked if self.codes[place] in self.family
        }
        return {
            name: tuple(place for place, family in of.items() if family == name)
            for name in sorted(set(of.values()))
        }

    @cached_property
    def place(self) -> Ints:
        """The row of sums of every panel: its document, as its place in :attr:`compared`, or itself."""
        return np.arange(len(self.raters)) if self.pair_by_pair else self.document

    @cached_property
    def document(self) -> Ints:
        """The document of every panel, as its place in :attr:`compared`."""
        return np.unique(self.ratings.documents, return_inverse=True)[1]

    @cached_property
    def interviews(self) -> Ints:
        """The document of every row of sums."""
        return self.document if self.pair_by_pair else np.arange(self.many)

    @cached_property
    def many(self) -> int:
        """How many rows of sums there are."""
        return len(self.raters) if self.pair_by_pair else len(self.compared)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The documents that are compared, in their order."""
        return tuple(self.documents[place] for place in np.unique(self.ratings.documents).tolist())

    def targets(self, *groups: Sequence[int]) -> Ints:
        """Return for every code which of the groups of codes it counts for; -1 for none."""
        found = np.full(len(self.codes), -1, dtype=np.int64)
        for number, group in enumerate(groups):
            found[list(group)] = number
        return found

    def cells(self, *groups: Sequence[int]) -> Cells:
        """Return the sums of each panel over some groups of codes."""
        return cells_of_parts(self.ratings, self.targets(*groups), self.partitions)

    def segments(self, *groups: Sequence[int]) -> LabelledSegments:
        """Return the coincidences of each panel with some groups of codes as labels."""
        return segments_of_parts(self.ratings, self.targets(*groups), self.partitions)

    def panels(self, by: AgreementGrouping) -> tuple[list[str], Ints]:
        """Return the rows that panels are put together in (documents, coders, all), and the row of each.

        All panels are one row without a name where ``by`` does not divide them.
        """
        if by == "document":
            return list(self.compared), self.document
        if by == "coders":
            named = [" and ".join(each) for each in self.raters]
            rows, row = np.unique(named, return_inverse=True)
            return rows.tolist(), row.astype(np.int64)
        return [""], np.zeros(len(self.raters), dtype=np.int64)
