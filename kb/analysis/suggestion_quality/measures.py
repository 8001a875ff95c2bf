"""Measures of suggestions against the codes that people gave, with intervals over interviews.

A *pair* is a paragraph and a code that it carries. Sums are kept by interview, so that an interval can draw
interviews whole. What is undefined, such as a recall without pairs, is NaN here and None in the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.analysis.agreement.bootstrap import drawn, interval

FEW, MANY = 5, 10
"""How many of the best codes of a paragraph a recall looks at."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number between 0 and 1 and its 95% interval over interviews; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rated:
    """One interview: what people coded, and what was suggested; paragraphs by codes.

    ``gold`` says which codes a paragraph carries, ``chosen`` which are suggested at the threshold. ``scores``
    rank the codes of each paragraph, ``so_far`` ranks them when all paragraphs before are known, and
    ``anything`` ranks the paragraphs; those three are None where nothing is ranked.
    """

    gold: np.ndarray
    chosen: np.ndarray
    scores: np.ndarray | None = None
    so_far: np.ndarray | None = None
    anything: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """How good suggestions are.

    ``recall_at_5`` and ``recall_at_10``: the share of pairs whose code is among so many
    best of its paragraph.
    ``mrr``: the mean of 1 / rank of the first right code, over coded paragraphs. ``micro_f1``, ``precision``,
    ``recall``: the pairs at the threshold, pooled; ``macro_f1``: the mean F1 of the codes that people gave.
    ``average_precision``: of paragraphs ranked by whether there is anything to code, in each interview; the
    mean of interviews. ``sequential_recall_at_5``: with the codes of all paragraphs before known.
    """

    recall_at_5: Measure
    recall_at_10: Measure
    mrr: Measure
    micro_f1: Measure
    macro_f1: Measure
    average_precision: Measure
    sequential_recall_at_5: Measure
    precision: Measure
    recall: Measure


def quality(rated: Sequence[Rated], *, resamples: int, seed: int) -> Quality:
    """Return all measures over some interviews."""
    rankings = [_ranking(each.gold, each.scores) for each in rated]
    sequential = [_ranking(each.gold, each.so_far) for each in rated]
    chosen = [_agreement(each) for each in rated]
    ranks, later = np.array(rankings).reshape(-1, 5), np.array(sequential).reshape(-1, 5)
    codes = np.array(chosen) if chosen else np.zeros((0, 3, 0))
    pooled = codes.sum(axis=2)
    presence = np.array([_average_precision(each) for each in rated])
    defined = np.stack([np.nan_to_num(presence), ~np.isnan(presence)], axis=1)
    draws = drawn(len(rated), resamples=resamples, seed=seed) if rated else np.zeros((0, 0))

    def measure(sums: np.ndarray, formula: Callable[[np.ndarray], np.ndarray]) -> Measure:
        return _measure(sums, formula, draws)

    return Quality(
        recall_at_5=measure(ranks, lambda sums: sums[..., 1] / sums[..., 0]),
        recall_at_10=measure(ranks, lambda sums: sums[..., 2] / sums[..., 0]),
        mrr=measure(ranks, lambda sums: sums[..., 4] / sums[..., 3]),
        micro_f1=measure(pooled, lambda sums: 2 * sums[..., 0] / (sums[..., 1] + sums[..., 2])),
        macro_f1=measure(codes, _macro),
        average_precision=measure(defined, lambda sums: sums[..., 0] / sums[..., 1]),
        sequential_recall_at_5=measure(later, lambda sums: sums[..., 1] / sums[..., 0]),
        precision=measure(pooled, lambda sums: sums[..., 0] / sums[..., 1]),
        recall=measure(pooled, lambda sums: sums[..., 0] / sums[..., 2]),
    )


def ranks(scores: np.ndarray) -> np.ndarray:
    """Return the rank of each code in each paragraph, from 1; of equal scores the first code is better."""
    order = np.argsort(-scores, axis=1, kind="stable")
    found = np.empty_like(order)
    np.put_along_axis(found, order, np.arange(1, scores.shape[1] + 1)[None], axis=1)
    return found


def _ranking(gold: np.ndarray, scores: np.ndarray | None) -> tuple[float, ...]:
    """Pairs, those among the few and the many best, coded paragraphs, the sum of 1 / rank of the first."""
    if scores is None:
        return (np.nan,) * 5
    placed = ranks(scores)
    coded = gold.any(axis=1)
    first = np.where(gold, placed, gold.shape[1] + 1).min(axis=1, initial=gold.shape[1] + 1)[coded]
    inside = [float((gold & (placed <= most)).sum()) for most in (FEW, MANY)]
    return float(gold.sum()), *inside, float(coded.sum()), float((1 / first).sum())


def _agreement(rated: Rated) -> np.ndarray:
    """By code: pairs that are right, chosen, and meant."""
    right = (rated.gold & rated.chosen).sum(axis=0)
    return np.stack([right, rated.chosen.sum(axis=0), rated.gold.sum(axis=0)])


def _macro(sums: np.ndarray) -> np.ndarray:
    right, chosen, meant = sums[..., 0, :], sums[..., 1, :], sums[..., 2, :]
    f1 = 2 * right / np.maximum(chosen + meant, 1)
    given = meant > 0
    mean: np.ndarray = (f1 * given).sum(axis=-1) / given.sum(axis=-1)
    return mean


def _average_precision(rated: Rated) -> float:
    if rated.anything is None or not rated.gold.any():
        return np.nan
    coded = np.asarray(rated.gold.any(axis=1))[np.argsort(-rated.anything, kind="stable")]
    precision = np.cumsum(coded) / np.arange(1, len(coded) + 1)
    return float(precision[coded].mean())


def _measure(sums: np.ndarray, formula: Callable[[np.ndarray], np.ndarray], draws: np.ndarray) -> Measure:
    with np.errstate(invalid="ignore", divide="ignore"):
        value = formula(sums.sum(axis=0)) if len(sums) else np.array(np.nan)
        resampled = formula(np.tensordot(draws, sums, axes=1)) if len(draws) else np.zeros(0)
    if not len(resampled):
        return Measure(_number(value), None, None)
    low, high = interval(np.asarray(resampled, dtype=float))
    return Measure(_number(value), _number(low), _number(high))


def _number(value: np.ndarray) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
