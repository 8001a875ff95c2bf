"""Ratings made by hand for tests of agreement, and the same spelled out unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from kb.analysis.agreement.coefficients import Floats
from kb.analysis.agreement.ratings import Panel, Ratings, cells

Run = tuple[int, int, int, int, int]
"""Panel, rater, code, start, end."""


def ratings(panels: Sequence[tuple[int, int]], runs: Sequence[Run]) -> Ratings:
    """Panels as raters and units, each a document of its own; runs as they come."""
    columns = np.array(runs, dtype=np.int64).reshape(-1, 5).T
    return Ratings(
        tuple(Panel(number, raters, units) for number, (raters, units) in enumerate(panels)), *columns
    )


def of_table(both: int, first: int, second: int, neither: int) -> Ratings:
    """Two raters of one document with this two-by-two table."""
    units = both + first + second + neither
    runs = [(0, 0, 0, 0, both + first), (0, 1, 0, 0, both), (0, 1, 0, both + first, both + first + second)]
    return ratings([(2, units)], runs)


def total(of: Ratings, codes: int = 1) -> Floats:
    """The sums over all panels, every code a decision of its own."""
    found = cells(of, np.arange(codes, dtype=np.int64))
    sums: Floats = of.base.sum(axis=0) * codes + found.sums.sum(axis=0)
    return sums


@dataclass
class Study:
    """Panels and runs, and what each rater said of each unit: by panel, rater, code and unit."""

    panels: list[tuple[int, int]]
    runs: list[Run]
    codes: int

    @property
    def ratings(self) -> Ratings:
        return ratings(self.panels, self.runs)

    def spelled_out(self, panel: int) -> np.ndarray:
        """Rater by code by unit: 1 where the rater has the code there."""
        raters, units = self.panels[panel]
        said = np.zeros((raters, self.codes, units), dtype=np.int64)
        for of, rater, code, start, end in self.runs:
            if of == panel:
                said[rater, code, start:end] = 1
        return said


@st.composite
def studies(draw: st.DrawFn, *, raters: int | None = None, most: int = 4) -> Study:
    """Any study: several documents, raters and codes, codings that overlap, touch, are empty or the same."""
    codes = draw(st.integers(1, 3))
    panels, runs = [], []
    for panel in range(draw(st.integers(1, 3))):
        units = draw(st.integers(1, 25))
        many = raters or draw(st.integers(2, most))
        panels.append((many, units))
        spans = st.tuples(st.integers(0, units), st.integers(0, units)).map(sorted)
        for rater, code, (start, end) in draw(
            st.lists(st.tuples(st.integers(0, many - 1), st.integers(0, codes - 1), spans), max_size=14)
        ):
            runs.append((panel, rater, code, start, end))
    return Study(panels, runs, codes)
