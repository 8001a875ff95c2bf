"""Coefficients of agreement for yes-or-no decisions, from sums that can be added up over documents.

A decision is: this coder coded this unit with that code, or did not. Everything a coefficient needs are ten
sums (:data:`SUMS`) that are linear in the documents: adding those of two documents gives those of both, and
a resample of documents is a weighted sum. So every function takes an array whose last axis are the sums, and
returns one number for each; NaN stands for undefined and never leaves :mod:`kb.analysis.agreement`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SUMS = ("units", "ratings", "pairs", "apart", "share", "coded", "off", "both", "first", "second")
"""What is summed over units, each with m raters of whom k coded it:

``units`` 1; ``ratings`` m; ``pairs`` m(m-1)/2; ``apart`` the share of pairs that differ, 2k(m-k)/(m(m-1));
``share`` k/m; ``coded`` k; ``off`` coincidences off the diagonal, k(m-k)/(m-1); and over the pairs of raters:
``both`` coded it, only the ``first`` did, only the ``second`` did.
"""

_AT = {name: place for place, name in enumerate(SUMS)}


def _of(sums: Floats, name: str) -> Floats:
    return sums[..., _AT[name]]


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)
    return found


def _beyond_chance(observed: Floats, expected: Floats) -> Floats:
    return _ratio(observed - expected, 1 - expected)


def percent(sums: Floats) -> Floats:
    """Observed agreement: the share of pairs of raters that agree on a unit, on average over the units.

    For two raters (both coded + neither coded) / units, NVivo's "agreement".
    """
    return 1 - _ratio(_of(sums, "apart"), _of(sums, "units"))


def kappa(sums: Floats) -> Floats:
    """Cohen's kappa: (Po - Pe) / (1 - Pe), Pe from each rater's own share of coded units.

    Cohen 1960, "A coefficient of agreement for nominal scales". With characters as units it is NVivo's. With
    more than two raters, or different people in different documents, the tables of all pairs are added up.
    """
    pairs = _of(sums, "pairs")
    observed = 1 - _ratio(_of(sums, "first") + _of(sums, "second"), pairs)
    one = _ratio(_of(sums, "both") + _of(sums, "first"), pairs)
    other = _ratio(_of(sums, "both") + _of(sums, "second"), pairs)
    return _beyond_chance(observed, one * other + (1 - one) * (1 - other))


def fleiss(sums: Floats) -> Floats:
    """Fleiss' kappa: as Cohen's, but Pe from the share of coded units over all raters together.

    Fleiss 1971, "Measuring nominal scale agreement among many raters"; where documents have different numbers
    of raters each unit counts once, as in Gwet 2014 (irrCAC). For two raters it is Scott's pi.
    """
    coded = _ratio(_of(sums, "share"), _of(sums, "units"))
    return _beyond_chance(percent(sums), coded**2 + (1 - coded) ** 2)


def alpha(sums: Floats) -> Floats:
    """Krippendorff's alpha, nominal: 1 - Do / De from coincidences with n(n-1); raters may be missing.

    Krippendorff 2011, "Computing Krippendorff's alpha-reliability". For characters and the codes of one
    semantic domain together, it is ATLAS.ti's c-alpha-binary.
    """
    ratings, coded = _of(sums, "ratings"), _of(sums, "coded")
    return 1 - _ratio((ratings - 1) * _of(sums, "off"), (ratings - coded) * coded)


def ac1(sums: Floats) -> Floats:
    """Gwet's AC1: as Fleiss' kappa, but Pe = 2 p (1 - p), p being the share of coded units.

    Gwet 2008, "Computing inter-rater reliability and its variance in the presence of high agreement".
    """
    coded = _ratio(_of(sums, "share"), _of(sums, "units"))
    return _beyond_chance(percent(sums), 2 * coded * (1 - coded))


def brennan_prediger(sums: Floats) -> Floats:
    """Brennan and Prediger's kappa: Pe = 1/q, here with q = 2 answers, coded or not.

    Brennan & Prediger 1981, "Coefficient kappa: some uses, misuses, and alternatives"; MAXQDA's kappa has the
    same form, with q codes on segments that were marked beforehand.
    """
    return _beyond_chance(percent(sums), np.full_like(_of(sums, "units"), 0.5))


def pabak(sums: Floats) -> Floats:
    """Prevalence-adjusted and bias-adjusted kappa: 2 Po - 1 over the pairs of raters.

    Byrt, Bishop & Carlin 1993, "Bias, prevalence and kappa". With two raters it equals Brennan-Prediger.
    """
    return 1 - 2 * _ratio(_of(sums, "first") + _of(sums, "second"), _of(sums, "pairs"))


def f1(sums: Floats) -> Floats:
    """F1 of one coder's codings against the other's: 2a / (2a + b + c), a coded by both, b and c by one.

    Which of the two is called right does not matter. Where decisions are yes or no it is also called positive
    agreement (Cicchetti & Feinstein 1990, "High agreement but low kappa: II") and Holsti's index (Holsti
    1969, "Content analysis for the social sciences and humanities"; as ATLAS.ti computes it). Units that
    nobody coded do not matter.
    """
    both = 2 * _of(sums, "both")
    return _ratio(both, both + _of(sums, "first") + _of(sums, "second"))


def negative(sums: Floats) -> Floats:
    """Negative agreement: 2d / (2d + b + c), d coded by neither; Cicchetti & Feinstein 1990."""
    apart = _of(sums, "first") + _of(sums, "second")
    neither = 2 * (_of(sums, "pairs") - _of(sums, "both") - apart)
    return _ratio(neither, neither + apart)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient: its name in options and columns, what people call it, and how it is computed."""

    name: str
    title: str
    of: Callable[[Floats], Floats]


COEFFICIENTS: dict[str, Coefficient] = {
    each.name: each
    for each in (
        Coefficient("percent", "percent agreement", percent),
        Coefficient("kappa", "Cohen's kappa", kappa),
        Coefficient("fleiss", "Fleiss' kappa", fleiss),
        Coefficient("alpha", "Krippendorff's alpha", alpha),
        Coefficient("ac1", "Gwet's AC1", ac1),
        Coefficient("brennan-prediger", "Brennan-Prediger", brennan_prediger),
        Coefficient("pabak", "PABAK", pabak),
        Coefficient("f1", "F1", f1),
        Coefficient("negative", "negative agreement", negative),
    )
}
"""Every coefficient of yes-or-no decisions, by its name."""
SYNONYMS = {"positive": "f1", "holsti": "f1"}
"""Other names of a coefficient, which may be asked for; the answer has it once, under its own name."""


def canonical_name(name: str) -> str:
    """Return the name under which a coefficient is given: ``holsti`` is ``f1``."""
    return SYNONYMS.get(name, name)


def why_undefined(name: str, sums: Floats) -> str:
    """Return a sentence on why a coefficient has no value for these sums, or says little; or nothing."""
    title = COEFFICIENTS[name].title
    pairs, both = _of(sums, "pairs"), _of(sums, "both")
    first, second = _of(sums, "first"), _of(sums, "second")
    if pairs == 0:
        return f"{title} is undefined: there is nothing to compare"
    undefined = bool(np.isnan(COEFFICIENTS[name].of(sums)))
    if undefined and both + first + second == 0:
        return f"{title} is undefined: both coders coded nothing with it"
    if undefined:
        return f"{title} is undefined: both coders coded everything with it"
    one, other = both + first, both + second
    if name == "kappa" and one != other and {float(one), float(other)} & {0.0, float(pairs)}:
        return "Cohen's kappa is always 0 here: one coder made the same decision for all units"
    return ""
