"""Percentile intervals: interviews are drawn whole, for what one person says is not independent."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kb.analysis.agreement.coefficients import Floats

LEVEL = 0.95
"""How much of the resamples an interval holds."""


def drawn(documents: int, *, resamples: int, seed: int) -> Floats:
    """Return how often each document is drawn: a row a resample, each drawing as many as there are."""
    generator = np.random.default_rng(seed)
    many = generator.multinomial(documents, np.full(documents, 1 / documents), size=resamples)
    return many.astype(np.float64)


def interval(values: Floats) -> tuple[Floats, Floats]:
    """Return the percentile interval along the first axis; undefined resamples (NaN) are left out.

    Efron 1979; the quantiles are interpolated linearly, as numpy does.
    """
    ordered = np.sort(values, axis=0)  # NaN goes last
    many = (~np.isnan(values)).sum(axis=0)
    tail = (1 - LEVEL) / 2
    return _quantile(ordered, many, tail), _quantile(ordered, many, 1 - tail)


def _quantile(ordered: Floats, many: np.ndarray, share: float) -> Floats:
    place = share * np.maximum(many - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(many - 1, 0))
    low = np.take_along_axis(ordered, below[None], axis=0)[0]
    high = np.take_along_axis(ordered, above[None], axis=0)[0]
    found: Floats = np.where(many > 0, low + (high - low) * (place - below), np.nan)
    return found


def of_sums(
    draws: Floats, sums: Floats, coefficients: list[Callable[[Floats], Floats]], *, most: int = 20_000_000
) -> tuple[Floats, Floats]:
    """Return the intervals of coefficients by row; ``sums`` are by document, row and sum.

    Rows are taken some at a time, so that memory does not grow with them.
    """
    documents, rows, width = sums.shape
    low, high = np.full((2, len(coefficients), rows), np.nan)
    step = max(1, most // max(1, len(draws) * width))
    for begin in range(0, rows, step):
        some = sums[:, begin : begin + step]
        resampled = (draws @ some.reshape(documents, -1)).reshape(len(draws), -1, width)
        for place, coefficient in enumerate(coefficients):
            low[place, begin : begin + step], high[place, begin : begin + step] = interval(
                coefficient(resampled)
            )
    return low, high
