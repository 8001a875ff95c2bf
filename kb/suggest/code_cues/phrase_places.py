"""Where phrases stand in many texts, found as cues are: the last word of a phrase may go on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

Phrase = tuple[str, ...]


class PhrasePlaces:
    """Texts whose words are numbered by the alphabet: all that begin alike stand side by side."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Take the texts as tokens; a row is a text."""
        self._words = sorted({word for text in texts for word in text})
        numbers = {word: number for number, word in enumerate(self._words)}
        self._said = np.array([numbers[word] for text in texts for word in text], dtype=np.int64)
        self.lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self._row = np.repeat(np.arange(len(texts)), self.lengths)
        self._places = np.argsort(self._said, kind="stable")
        self._begin = np.searchsorted(self._said[self._places], np.arange(len(self._words) + 1))

    def rows(self, phrase: Phrase) -> np.ndarray:
        """Return the rows in which a phrase stands, in order, each once.

        >>> places = PhrasePlaces([["drifting", "data"], ["adrift"], ["the", "data", "drift"]])
        >>> places.rows(("drift",)).tolist(), places.rows(("data", "dr")).tolist()
        ([0, 2], [2])
        """
        last = len(phrase) - 1
        at = self._places_of(phrase[last], goes_on=True) - last
        at = at[at >= 0]
        at = at[self._row[at] == self._row[at + last]]
        for place, word in enumerate(phrase[:last]):
            first, end = self._numbers(word, goes_on=False)
            said = self._said[at + place]
            at = at[(first <= said) & (said < end)]
        return np.unique(self._row[at])

    def _places_of(self, word: str, *, goes_on: bool) -> np.ndarray:
        first, end = self._numbers(word, goes_on=goes_on)
        found: np.ndarray = self._places[self._begin[first] : self._begin[end]]
        return found

    def _numbers(self, word: str, *, goes_on: bool) -> tuple[int, int]:
        """The numbers of the words that are this one, or that go on from it."""
        first = bisect_left(self._words, word)
        if goes_on:
            return first, bisect_left(self._words, word + _LAST)
        return first, first + (first < len(self._words) and self._words[first] == word)


_LAST = "\U0010ffff"
"""Comes after every letter."""
