"""Whether there is anything to code in a paragraph at all: a logistic regression on how its codes score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]

from kb.suggest.learning.features import DECAY, REACH

_RIDGE = 5.0
_MANY_CODES = 10
"""From so many codes on, the one in the middle is one that the paragraph does not speak of."""
_LONG_ENOUGH = 40
"""Telling words of a paragraph; more of them say no more about it."""


@dataclass(frozen=True)
class Presence:
    """How likely a paragraph carries a code: ``bias`` and a weight for each column of :func:`signs`."""

    bias: float
    weights: np.ndarray

    def likely(self, columns: np.ndarray) -> np.ndarray:
        """Return the probability for each row of signs."""
        found: np.ndarray = 1 / (1 + np.exp(-np.clip(columns @ self.weights + self.bias, -30, 30)))
        return found


START = Presence(-4.0, np.array([1.2, 0.0, 0.05, 0.3, -0.5, 1.0]))
"""Where nothing is coded yet."""


def signs(scores: np.ndarray, length: np.ndarray, asked: np.ndarray, question: np.ndarray) -> np.ndarray:
    """Return what tells of a paragraph that it carries a code.

    ``scores`` are paragraphs by codes; ``length`` counts telling words; ``asked`` says that an interviewer
    speaks; ``question`` is how like the question before is to one that was answered with coded words.
    """
    if not scores.size:
        return np.zeros((len(length), len(START.weights)))
    best = np.sort(scores, axis=1)[:, ::-1]
    typical = np.median(scores, axis=1) if scores.shape[1] >= _MANY_CODES else 0.0
    top = best[:, 0] - typical
    second = best[:, min(4, best.shape[1] - 1)] - typical
    said = np.log1p(np.minimum(length, _LONG_ENOUGH))
    return np.stack([top, second, _around(top), said, asked.astype(float), question], axis=1)


def fit(columns: np.ndarray, coded: np.ndarray) -> Presence:
    """Learn from paragraphs whether they are coded."""
    if not coded.any() or coded.all():
        return START
    middle, scale = columns.mean(axis=0), columns.std(axis=0) + 1e-6
    scaled = (columns - middle) / scale
    sign = np.where(coded, 1.0, -1.0)

    def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
        bias, weights = given[0], given[1:]
        margin = sign * (scaled @ weights + bias)
        wrong = sign / (1 + np.exp(np.clip(margin, -30, 30)))
        value = np.logaddexp(0, -margin).sum() + _RIDGE / 2 * weights @ weights
        return float(value), np.concatenate([[-wrong.sum()], _RIDGE * weights - scaled.T @ wrong])

    found = minimize(loss, np.zeros(scaled.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = found[1:] / scale
    return Presence(float(found[0] - middle @ weights), weights)


def _around(values: np.ndarray) -> np.ndarray:
    """What the paragraphs beside each come to, the nearer the more."""
    summed = np.zeros_like(values)
    for far in range(1, min(REACH, len(values) - 1) + 1):
        summed[far:] += DECAY**far * values[:-far]
        summed[:-far] += DECAY**far * values[far:]
    return summed
