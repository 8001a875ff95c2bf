"""How alike two texts are: the words they share, each by how rare it is (TF-IDF, cosine).

Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

Matrix: TypeAlias = Any
"""A sparse matrix in rows (``scipy.sparse.csr_matrix``, which has no types)."""


@dataclass(frozen=True)
class Wording:
    """The words that are known, each with its weight: rare ones tell more.

    ``places`` gives every stem its column, ``weights`` every column its inverse document frequency.
    """

    places: dict[str, int]
    weights: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Wording:
        """Learn from some texts, given as stems, how rare each word is."""
        found = Counter(stem for text in texts for stem in set(text))
        places = {stem: place for place, stem in enumerate(found)}
        weights = [rarity(times, len(texts)) for times in found.values()]
        return cls(places, np.array(weights, dtype=float))

    def rows(self, texts: Iterable[Sequence[str]]) -> Matrix:
        """Return texts, given as stems, as rows of length one; words that are not known are left out."""
        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        for text in texts:
            counted = Counter(self.places[stem] for stem in text if stem in self.places)
            columns += counted
            values += [1 + math.log(times) for times in counted.values()]
            ends.append(len(columns))
        weighted = np.array(values) * self.weights[columns] if columns else np.zeros(0)
        shape = (len(ends) - 1, len(self.places))
        return _of_length_one(sparse.csr_matrix((weighted, columns, ends), shape=shape))


def rarity(times: int, texts: int) -> float:
    """Return the inverse document frequency of what is in so many of these texts; never below nought."""
    return max(0.0, math.log((texts + 1) / (times + 0.5)))


def _of_length_one(rows: Matrix) -> Matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return sparse.csr_matrix(sparse.diags(1 / lengths) @ rows)
