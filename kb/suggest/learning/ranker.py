"""Weights for the evidence that all codes share: a conditional logit (McFadden 1974), held near a start.

Each coded paragraph is a choice among all codes. Since the weights are the same for every code, a code that
nobody has given yet is ranked by the same rules as one that is given often. A ridge penalty keeps each weight
near the one to start from, more so where there is little to learn from.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]

_STEPS = 60


def choose_weights(evidence: np.ndarray, gold: np.ndarray, start: np.ndarray, *, ridge: float) -> np.ndarray:
    """Return the weights under which the codes given are likeliest.

    ``evidence`` is paragraphs by codes by columns, ``gold`` paragraphs by codes, at least one in each row.
    A paragraph with several codes counts like the square root of so many. ``ridge`` is in units of
    paragraphs: how many of them it takes to move a weight, its column scaled to a deviation of one.
    """
    if not len(gold):
        return start
    paragraphs, codes, many = evidence.shape
    scale = evidence.std(axis=(0, 1)) + 1e-6
    columns = (evidence / scale).reshape(-1, many)
    counts = gold.sum(axis=1)
    weight = np.sqrt(counts)
    wanted = columns.T @ (gold * (weight / counts)[:, None]).reshape(-1)
    first = start * scale

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = (columns @ weights).reshape(paragraphs, codes)
        highest = scores.max(axis=1, keepdims=True)
        shares = np.exp(scores - highest)
        total = shares.sum(axis=1, keepdims=True)
        away = weights - first
        value = weight @ (np.log(total) + highest)[:, 0] - wanted @ weights + ridge / 2 * away @ away
        expected = columns.T @ (shares / total * weight[:, None]).reshape(-1)
        return float(value), expected - wanted + ridge * away

    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    weights: np.ndarray = found.x / scale
    return weights


def shares(scores: np.ndarray) -> np.ndarray:
    """Return scores (paragraphs by codes) as shares of one for each paragraph."""
    if not scores.size:
        return scores
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    divided: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return divided
