"""How strong a pair is: each measure a formula over counts, for whole columns of pairs at once.

A pair's counts are ``both`` (units with both), ``one`` and ``other`` (units with each) and ``units`` (all).
What is not defined is NaN here, and an empty cell wherever people read it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln  # type: ignore[import-untyped]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64] | Floats
Truths = npt.NDArray[np.bool_]

IMBALANCE = 5
"""ATLAS.ti marks a pair when one code is more than so many times as frequent as the other."""


def jaccard(both: Numbers, one: Numbers, other: Numbers) -> Floats:
    """Return ``both / (one + other - both)``: the shared part of all units that have either, 0 to 1.

    Jaccard, P. (1912), The distribution of the flora in the alpine zone, New Phytologist 11. Undefined when
    neither occurs.
    """
    return _divided(both, one + other - both)


def c_coefficient(pairs: Numbers, one: Numbers, other: Numbers) -> Floats:
    """Return ATLAS.ti's ``c = n12 / (n1 + n2 - n12)``, with ``n12`` pairs of codings and ``n`` codings.

    ATLAS.ti 22 manual, "Code Co-Occurrence Table: C-coefficient". One coding may overlap many of the other
    code, so ``n12`` can exceed both: then c leaves 0 to 1, see :func:`out_of_range`. Undefined when the
    denominator is 0.
    """
    return _divided(pairs, one + other - pairs)


def out_of_range(c: Floats) -> Truths:
    """Return where c says nothing: below 0, above 1 or undefined (the manual's "Out of Range")."""
    return ~((c >= 0) & (c <= 1))


def imbalanced(one: Numbers, other: Numbers) -> Truths:
    """Return where one of a pair is more than five times as frequent as the other (ATLAS.ti's yellow dot)."""
    return np.maximum(one, other) > IMBALANCE * np.minimum(one, other)


def lift(both: Numbers, one: Numbers, other: Numbers, units: Numbers) -> Floats:
    """Return ``both · units / (one · other)``: how many times as often as if each were placed by itself.

    Brin et al. (1997), Dynamic itemset counting (there: interest). Undefined when either does not occur.
    """
    return _divided(np.asarray(both, dtype=np.float64) * units, np.asarray(one, dtype=np.float64) * other)


def npmi(both: Numbers, one: Numbers, other: Numbers, units: Numbers) -> Floats:
    """Return ``ln(lift) / -ln(both / units)``: -1 never together, 0 as if independent, 1 only together.

    Bouma, G. (2009), Normalized (pointwise) mutual information in collocation extraction. Undefined when
    either does not occur, and when both are in every unit.
    """
    share = _divided(both, units)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(lift(both, one, other, units)) / -np.log(share)
    never = (np.asarray(both) == 0) & (np.asarray(one) > 0) & (np.asarray(other) > 0)
    found: Floats = np.where(never, -1.0, np.where(share == 1, np.nan, value))
    return found


def fisher(both: Numbers, one: Numbers, other: Numbers, units: Numbers) -> Floats:
    """Return the one-sided p of Fisher's exact test: the chance of so many units with both, or more.

    Fisher, R. A. (1935), The logic of inductive inference. One-sided (*greater*), because the question of
    every listed pair is whether the two occur together more often than by themselves; the same as
    ``scipy.stats.fisher_exact(table, alternative="greater")``, for all pairs at once: the point probability
    from log-gammas, and the shorter tail of the hypergeometric distribution by its recurrence.
    """
    k, n1, n2, total = (np.asarray(each, dtype=np.float64) for each in (both, one, other, units))
    upwards = k > n1 * n2 / np.maximum(total, 1)
    begin = np.where(upwards, k, k - 1)
    lowest, highest = np.maximum(n1 + n2 - total, 0), np.minimum(n1, n2)
    inside = (begin >= lowest) & (begin <= highest)
    tail = np.where(inside, _point(np.clip(begin, lowest, highest), n1, n2, total), 0.0)
    tail = _summed(tail, begin, n1, n2, total, upwards=upwards)
    found: Floats = np.clip(np.where(upwards, tail, 1 - tail), 0.0, 1.0)
    return found


def corrected(p: Floats, tested: int) -> Floats:
    """Return the p values corrected for testing so many pairs: the false discovery rate at each.

    Benjamini, Y. & Hochberg, Y. (1995). ``tested`` counts also the pairs that never occur together; their
    p is 1, so they need not be listed.
    """
    order = np.argsort(p, kind="stable")
    scaled = p[order] * tested / np.arange(1, len(p) + 1)
    found = np.empty_like(p)
    found[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(found, 1.0)


def _divided(above: Numbers, below: Numbers) -> Floats:
    above, below = np.broadcast_arrays(
        np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    )
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
    return found


def _point(k: Floats, n1: Floats, n2: Floats, total: Floats) -> Floats:
    """The hypergeometric probability of exactly k units with both."""

    def choose(n: Floats, of: Floats) -> Floats:
        found: Floats = gammaln(n + 1) - gammaln(of + 1) - gammaln(n - of + 1)
        return found

    point: Floats = np.exp(choose(n1, k) + choose(total - n1, n2 - k) - choose(total, n2))
    return point


def _summed(tail: Floats, begin: Floats, n1: Floats, n2: Floats, total: Floats, *, upwards: Truths) -> Floats:
    """The probabilities of one tail: each from the one before, until they no longer change the sum."""
    tail, term, k = tail.copy(), tail.copy(), begin.copy()
    going = np.flatnonzero(term > 0)
    while len(going):
        at, a, b, n, up = k[going], n1[going], n2[going], total[going], upwards[going]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(
                up,
                (a - at) * (b - at) / ((at + 1) * (n - a - b + at + 1)),
                at * (n - a - b + at) / ((a - at + 1) * (b - at + 1)),
            )
        term[going] *= ratio
        k[going] += np.where(up, 1.0, -1.0)
        tail[going] += term[going]
        going = going[term[going] > tail[going] * 1e-17]
    return tail
