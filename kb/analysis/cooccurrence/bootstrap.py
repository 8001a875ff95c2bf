"""How far a Jaccard can be trusted: its interval if other interviews of the same kind had been heard."""

from __future__ import annotations

import numpy as np

from kb.analysis.cooccurrence.measures import Floats
from kb.analysis.cooccurrence.nodes import Ints
from kb.analysis.cooccurrence.unit_sets import Sparse, UnitSets, shared_by_texts

RESAMPLES = 1000
_AT_ONCE = 4096
LEAST = 3
"""In how many documents a pair must occur together."""


def interval(
    sets: UnitSets, one: Ints, other: Ints, texts: Ints, *, seed: int, resamples: int, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the percentile interval of the Jaccard of pairs over resampled documents.

    Efron, B. (1979): documents are drawn with replacement, as many as there are; each draw's Jaccard is the
    sum of what the pair shares over the sum of what either has. Draws without either are left out. Paragraphs
    of one interview are not independent, so whole interviews are drawn. NaN where fewer than three documents
    have both: resamples of so few say too little about others, and such intervals miss the true value too
    often.
    """
    low, high = np.full((2, len(one)), np.nan)
    if len(texts) < LEAST or not resamples or not len(one):
        return low, high
    drawn = np.random.default_rng(seed).multinomial(
        len(texts), np.full(len(texts), 1 / len(texts)), resamples
    )
    weights = np.zeros((sets.texts, resamples))
    weights[texts] = drawn.T
    by_text = sets.of_texts()
    sizes = _product(by_text, weights)
    edges = np.array([(1 - level) / 2, (1 + level) / 2])
    for begin in range(0, len(one), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        shared, left_out = shared_by_texts(sets, sets, one[part], other[part])
        both = _product(shared, weights)
        either = sizes[one[part]] + sizes[other[part]] - both
        if left_out.nnz:
            either -= 2 * _product(left_out, weights)
        share = np.divide(both, either, out=np.full_like(both, np.nan), where=either > 0)
        share[_documents(shared) < LEAST] = np.nan
        low[part], high[part] = _quantiles(share, edges)
    return low, high


def _documents(by_text: Sparse) -> Ints:
    """In how many documents each column is."""
    return np.asarray((by_text > 0).sum(axis=0), dtype=np.int64).ravel()


def _product(by_text: Sparse, weights: Floats) -> Floats:
    """Columns by resamples: the sums over the documents drawn."""
    return np.asarray(by_text.T.tocsr() @ weights, dtype=np.float64)


def _quantiles(share: Floats, edges: Floats) -> Floats:
    """The quantiles of each row; a row may miss draws."""
    share = np.sort(share, axis=1)  # NaN last
    known = np.count_nonzero(~np.isnan(share), axis=1)
    at = edges[:, None] * np.maximum(known - 1, 0)
    below = np.floor(at).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(known - 1, 0))
    rows = np.arange(len(share))
    found: Floats = share[rows, below] + (at - below) * (share[rows, above] - share[rows, below])
    return found
