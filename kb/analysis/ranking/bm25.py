"""Texts of several fields ranked by the words that they share with a question: BM25F.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004. A word counts
by how rare it is among the texts; in one text it counts by how often it is in each field, by the weight of
that field and by how long that field is, and less with each time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SATURATION = 1.2
"""``k1``: how soon more of the same word says nothing more."""
LENGTH = 0.6
"""``b``: how far a long field counts less, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class FieldedTexts:
    """Texts, each a list of stems for each of its fields, and what a word in a field weighs."""

    texts: Sequence[Mapping[str, Sequence[str]]]
    weights: Mapping[str, float]
    _counts: list[dict[str, Counter[str]]] = field(init=False, default_factory=list)
    _found: Counter[str] = field(init=False, default_factory=Counter)
    _usual: dict[str, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for text in self.texts:
            counted = {name: Counter(stems) for name, stems in text.items() if name in self.weights}
            self._counts.append(counted)
            self._found.update({stem for stems in counted.values() for stem in stems})
        for name in self.weights:
            lengths = [each[name].total() for each in self._counts if name in each]
            self._usual[name] = sum(lengths) / len(lengths) if lengths else 1.0

    @property
    def stems(self) -> Iterable[str]:
        """Every stem that is in some text."""
        return self._found.keys()

    def rarity(self, stem: str) -> float:
        """Return how much a word tells, which is above nought."""
        return rarity(self._found[stem], len(self.texts))

    def scores(self, stem: str) -> list[float]:
        """Return what one word adds to the score of each text; nought where it is not."""
        rare = self.rarity(stem)
        return [rare * _saturated(self._weight(counted, stem)) for counted in self._counts]

    def _weight(self, counted: Mapping[str, Counter[str]], stem: str) -> float:
        """How much of a text a word is: its fields together, each by weight and length."""
        return sum(
            self.weights[name]
            * stems[stem]
            / (1 - LENGTH + LENGTH * stems.total() / (self._usual[name] or 1.0))
            for name, stems in counted.items()
            if stem in stems
        )


def rarity(times: int, texts: int) -> float:
    """Return the inverse document frequency of what is in so many of these texts; always above nought.

    What is in none tells as much as what is in one: nobody knows how rare it would be.
    """
    times = max(1, times)
    return math.log(1 + (texts - times + 0.5) / (times + 0.5))


def _saturated(weight: float) -> float:
    return weight / (SATURATION + weight)
