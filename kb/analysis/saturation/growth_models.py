"""How much there is to be found: the growth models of Lowe, Norris, Farris & Babbage (2018).

*Quantifying thematic saturation in qualitative data analysis*, Field Methods 30(3), 191-207,
doi 10.1177/1525822X17749386. With ``A`` things in all and ``b`` the share that the first interview speaks of,
``n`` interviews speak of

=====  =================================  ==========================================================
IS     A (1 - (1 - b)^n)                  every interview is independent of those before it
IW     A b n / (1 + b (n - 1))            what interviews share grows with what is known
SW     A (1 - G(n+1-b) / G(1-b) / G(n+1))   what they share grows with their number (G: gamma function)
=====  =================================  ==========================================================

The index is the share of floor(A) that has been found. The authors found no model best for all data: all
three are fitted by least squares, and that they differ says how sure the number is.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.optimize import OptimizeWarning, curve_fit  # type: ignore[import-untyped]
from scipy.special import gammaln  # type: ignore[import-untyped]

Model = Literal["IS", "IW", "SW"]
MODELS: tuple[Model, ...] = ("IS", "IW", "SW")

FEWEST = 3
"""Two numbers are fitted; fewer interviews than this say nothing about how well."""
_CEILING = 100
"""A curve that would end at so many times what was found has no end that anybody can see."""
_MOST = 1_000_000
"""As far as anybody looks ahead, in interviews."""


@dataclass(frozen=True, slots=True)
class Growth:
    """One model and what it says; where it says nothing, only ``reason`` is given, and why.

    ``ceiling`` is A, ``total`` its whole things, floor(A), of which ``index`` is the share found (0 to 1);
    ``first`` is b, ``error`` the root of the mean squared difference between model and steps, in things.
    ``unlimited`` says that the best curve has no end. ``needed`` is after how many interviews the target
    would be reached, ``more`` how many of these are still to come; None where that takes over a million.
    """

    model: str
    ceiling: float | None = None
    total: int | None = None
    first: float | None = None
    index: float | None = None
    error: float | None = None
    needed: int | None = None
    more: int | None = None
    reason: str | None = None
    unlimited: bool = False


def fitted(cumulative: Sequence[float], model: Model, target: float) -> Growth:
    """Fit a model to how many things were heard after each interview."""
    if len(cumulative) < FEWEST:
        return Growth(
            model, reason=f"no fit: {FEWEST} coded interviews are needed, and there are {len(cumulative)}"
        )
    found = cumulative[-1]
    if found <= 0:
        return Growth(model, reason="no fit: nothing is coded in any interview")
    best = _least_squares(np.asarray(cumulative, dtype=float), model)
    if best is None:
        return Growth(model, reason="no fit: no curve of this model is close to the data")
    (ceiling, first), error = best
    if ceiling >= found * _CEILING * 0.99:
        return Growth(model, reason="no fit: the best curve has no upper limit", unlimited=True)
    total = int(np.floor(ceiling + 1e-6))
    needed = interviews_for(model, ceiling, first, target * total)
    enough = found >= target * total
    more = 0 if enough else None if needed is None else max(0, needed - len(cumulative))
    return Growth(model, ceiling, total, first, min(1.0, found / total), error, needed, more)


def curve(model: Model, interviews: Any, ceiling: float, first: float) -> Any:
    """Return how many things so many interviews speak of."""
    return _CURVES[model](np.asarray(interviews, dtype=float), ceiling, first)


def interviews_for(model: Model, ceiling: float, first: float, things: float) -> int | None:
    """Return after how many interviews a model has found so many things, or None if after over a million."""

    def enough(interviews: int) -> bool:
        return bool(curve(model, interviews, ceiling, first) >= things - 1e-9)

    if not enough(_MOST):
        return None
    low, high = 0, _MOST  # not enough, enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _independent(n: Any, ceiling: float, first: float) -> Any:
    return ceiling * (1 - (1 - first) ** n)


def _known(n: Any, ceiling: float, first: float) -> Any:
    return ceiling * first * n / (1 + first * (n - 1))


def _number(n: Any, ceiling: float, first: float) -> Any:
    # In logarithms: the gamma function itself overflows after 170 interviews.
    return ceiling * (1 - np.exp(gammaln(n + 1 - first) - gammaln(1 - first) - gammaln(n + 1)))


_CURVES: dict[Model, Callable[[Any, float, float], Any]] = {
    "IS": _independent,
    "IW": _known,
    "SW": _number,
}


def _least_squares(steps: Any, model: Model) -> tuple[tuple[float, float], float] | None:
    """The two numbers of the best fit, and its error; the best of several beginnings."""
    n, found = np.arange(1, len(steps) + 1, dtype=float), float(steps[-1])
    limits = ([found, 1e-6], [found * _CEILING, 1 - 1e-9])
    fits = []
    for ceiling, first in ((1.1, 0.5), (1.5, 0.2), (4.0, 0.05), (30.0, 0.01)):
        with warnings.catch_warnings():
            # How sure the two numbers are is not asked for; a perfect fit would warn that nobody can say.
            warnings.simplefilter("ignore", OptimizeWarning)
            try:
                values, _ = curve_fit(_CURVES[model], n, steps, p0=(found * ceiling, first), bounds=limits)
            except RuntimeError:
                continue  # this beginning led nowhere
        error = float(np.sqrt(np.mean((curve(model, n, *values) - steps) ** 2)))
        fits.append((error, (float(values[0]), float(values[1]))))
    if not fits or not np.isfinite(min(fits)[0]):
        return None
    error, values = min(fits)
    return values, error
