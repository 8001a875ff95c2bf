"""Units, raters and who coded what; and the sums that coefficients are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from kb.analysis.agreement.coded_runs import MOST, Ints, merged, shares
from kb.analysis.agreement.coefficients import SUMS, Floats
from kb.analysis.partitions import Partitions, edges
from kb.errors import KbError

_COUNTED = SUMS[3:]
"""The sums that units which nobody coded add nothing to."""


class TooManyRatersError(KbError):
    """More people coded one document than can be compared at once."""

    def __init__(self, raters: int) -> None:
        super().__init__(f"{raters} coders of one document are more than the {MOST} that can be compared")


@dataclass(frozen=True, slots=True)
class Panel:
    """Raters who can be compared: they coded the same document, which has so many units."""

    document: int
    raters: int
    units: int


@dataclass(frozen=True, eq=False)
class Ratings:
    """What raters coded, as columns: the panel, the rater's place in it, the code, and a stretch of units."""

    panels: tuple[Panel, ...]
    panel: Ints
    rater: Ints
    code: Ints
    start: Ints
    end: Ints

    def __post_init__(self) -> None:
        if (most := max((each.raters for each in self.panels), default=0)) > MOST:
            raise TooManyRatersError(most)

    @cached_property
    def raters(self) -> Ints:
        """How many raters each panel has."""
        return np.array([each.raters for each in self.panels], dtype=np.int64)

    @cached_property
    def documents(self) -> Ints:
        """The document of each panel."""
        return np.array([each.document for each in self.panels], dtype=np.int64)

    def parts(self, number: int) -> list[tuple[int, Ratings]]:
        """Return the panels in so many parts with about as many codings, each after its first panel."""
        order = np.argsort(self.panel, kind="stable")
        ordered = self.panel[order]
        runs = edges(np.bincount(self.panel, minlength=len(self.panels)), number)
        return [
            (begin, self._part(begin, end, order[slice(*np.searchsorted(ordered, (begin, end)))]))
            for begin, end in runs
        ]

    def _part(self, begin: int, end: int, rows: Ints) -> Ratings:
        columns = (each[rows] for each in (self.rater, self.code, self.start, self.end))
        return Ratings(self.panels[begin:end], self.panel[rows] - begin, *columns)

    @cached_property
    def base(self) -> Floats:
        """The sums of each panel that do not depend on what was coded, for one code: a row a panel."""
        units = np.array([each.units for each in self.panels], dtype=np.float64)
        raters = self.raters
        found = np.zeros((len(units), len(SUMS)))
        found[:, 0], found[:, 1], found[:, 2] = units, units * raters, units * raters * (raters - 1) / 2
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What every panel and target that anybody coded adds to :attr:`Ratings.base`: a row a cell."""

    panel: Ints
    target: Ints
    sums: Floats


def cells_of_parts(ratings: Ratings, target_of: Ints, partitions: Partitions) -> Cells:
    """Return :func:`cells` computed in parts: a cell is of one panel, so it is the same to the last digit."""
    if partitions.number == 1:
        return cells(ratings, target_of)
    begins, some = zip(*ratings.parts(partitions.number), strict=True)
    found = list(partitions.map(partial(cells, target_of=target_of), some))
    return Cells(
        np.concatenate([each.panel + begin for each, begin in zip(found, begins, strict=True)]),
        np.concatenate([each.target for each in found]),
        np.concatenate([each.sums for each in found]),
    )


def cells(ratings: Ratings, target_of: Ints) -> Cells:
    """Return the sums by panel and target; ``target_of`` says what a code counts for, -1 for nothing.

    A target is a code, a family, or any code: a unit is coded with it when one of its codes is there.
    """
    target = target_of[ratings.code]
    chosen = target >= 0
    targets = int(target_of.max(initial=0)) + 1
    group = (ratings.panel * targets + target)[chosen]
    runs = merged(group * MOST + ratings.rater[chosen], ratings.start[chosen], ratings.end[chosen])
    found = shares(runs.key // MOST, runs.key % MOST, runs.start, runs.end)
    groups, place = np.unique(found.group, return_inverse=True)
    panel = groups // targets
    sums = np.zeros((len(groups), len(SUMS)))
    for name, values in _counted(found.raters, ratings.raters[panel][place]).items():
        sums[:, SUMS.index(name)] = np.bincount(place, values * found.length, minlength=len(groups))
    return Cells(panel, groups % targets, sums)


def _counted(bits: Ints, raters: Ints) -> dict[str, Any]:
    """For one unit that a set of raters coded, what it adds to each sum; a value for each set."""
    most = int(raters.max(initial=0))
    coded = [(bits >> place) & 1 for place in range(most)]
    k = np.sum(coded, axis=0, dtype=np.int64) if coded else np.zeros_like(bits)
    first = np.zeros_like(bits)
    before = np.zeros_like(bits)
    for place, yes in enumerate(coded):
        # Only the first of a pair coded it: those before who did, where this one is there and did not.
        first += np.where(place < raters, before * (1 - yes), 0)
        before += yes
    apart = k * (raters - k)
    return {
        "apart": 2 * apart / (raters * (raters - 1)),
        "share": k / raters,
        "coded": k,
        "off": apart / (raters - 1),
        "both": k * (k - 1) // 2,
        "first": first,
        "second": apart - first,
    }
