"""Agreement as a mean over pairs: each coefficient of every two coders of an interview, then their mean.

Studies often report this mean; :mod:`kb.analysis.agreement.results` adds the tables of all pairs up instead.
The mean gives a short interview the weight of a long one, and leaves out pairs for which a coefficient is
undefined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from kb.analysis.agreement.bootstrap import interval
from kb.analysis.agreement.coded_runs import Ints
from kb.analysis.agreement.coefficients import COEFFICIENTS, Floats
from kb.analysis.agreement.decisions import Decisions
from kb.analysis.agreement.results import AgreementRow, Draws, counted_row, defined


def pair_mean_rows(rows: Iterable[Decisions], wanted: Sequence[str], draws: Draws) -> Iterator[AgreementRow]:
    """Yield the mean of each wanted coefficient over the pairs of each row.

    The sums of ``rows`` are by pair of coders and interview. Intervals resample interviews.
    """
    for row in rows:
        there = row.documents.astype(bool)
        interviews, place = np.unique(row.interviews[there], return_inverse=True)
        resampled = draws.of(np.ones(len(interviews), dtype=np.int64))
        for name in wanted:
            values = COEFFICIENTS[name].of(row.sums[there])
            known = ~np.isnan(values)
            found = replace(counted_row(row, name), interviews=len(interviews), averaged=int(known.sum()))
            if known.any():
                low, high = _interval(values[known], place[known], resampled)
                found = replace(found, value=float(values[known].mean()), low=low, high=high, why="")
            yield found


def _interval(values: Floats, place: Ints, resampled: Floats | None) -> tuple[float | None, float | None]:
    """The interval of a mean; a resample without any of its interviews says nothing."""
    if resampled is None:
        return None, None
    weights = resampled[:, place]
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore"):
        low, high = interval(np.where(total > 0, weights @ values / np.maximum(total, 1), np.nan))
    return defined(float(low)), defined(float(high))
