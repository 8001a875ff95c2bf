"""Passages that coders have coded before: what sounds like one of them may carry the same code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.suggest.similarity import Matrix, Wording
from kb.suggest.tokens import stems

_FEWEST = 3
"""Telling words that a quote must have to be like anything."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Coded words, as far as they stand in one paragraph; ``code`` is the place of the code in a list."""

    document: str
    paragraph: int
    text: str
    code: int


@dataclass(frozen=True)
class Nearest:
    """For each text (row) and code (column): the quote that is most like the text, and how like it is."""

    likeness: np.ndarray
    which: np.ndarray
    quotes: tuple[Quote, ...]

    def quote(self, row: int, code: int) -> Quote | None:
        """Return the quote of a code that is nearest to a text, if any is like it at all."""
        return self.quotes[self.which[row, code]] if self.likeness[row, code] > 0 else None

    def or_nearer(self, other: Nearest) -> Nearest:
        """Return the nearer of the quotes of both."""
        nearer = other.likeness > self.likeness
        which = np.where(nearer, other.which + len(self.quotes), self.which)
        return Nearest(np.maximum(self.likeness, other.likeness), which, (*self.quotes, *other.quotes))


class Neighbours:
    """Coded passages that texts are compared with."""

    def __init__(self, quotes: Sequence[Quote], wording: Wording, codes: int) -> None:
        """Take quotes of so many codes; of the same words with the same code one is enough."""
        distinct_quotes = {(quote.text, quote.code): (quote, stems(quote.text)) for quote in quotes}
        kept = [(quote, words) for quote, words in distinct_quotes.values() if len(words) >= _FEWEST]
        kept.sort(key=lambda each: each[0].code)
        self._quotes = tuple(quote for quote, _ in kept)
        self._codes = codes
        self._rows = wording.rows(words for _, words in kept)

    def nearest(self, texts: Matrix, *, apart: tuple[str, int] | None = None) -> Nearest:
        """Return the nearest quote of each code to each text.

        ``apart`` names the document of the texts and the position of the first: their own words are not
        compared with themselves.
        """
        shape = (texts.shape[0], self._codes)
        likeness, which = np.zeros(shape), np.zeros(shape, dtype=int)
        if not self._quotes:
            return Nearest(likeness, which, ())
        alike = np.asarray((texts @ self._rows.T).todense())
        for number, row in self._themselves(apart, len(alike)):
            alike[row, number] = 0
        carried = np.array([quote.code for quote in self._quotes])
        for code in np.unique(carried):
            first, end = np.searchsorted(carried, [code, code + 1])
            which[:, code] = first + alike[:, first:end].argmax(axis=1)
            likeness[:, code] = alike[:, first:end].max(axis=1)
        return Nearest(likeness, which, self._quotes)

    def _themselves(self, apart: tuple[str, int] | None, rows: int) -> list[tuple[int, int]]:
        """Which quotes are from which of the texts."""
        if apart is None:
            return []
        document, first = apart
        places = ((n, q.paragraph - first) for n, q in enumerate(self._quotes) if q.document == document)
        return [(number, row) for number, row in places if 0 <= row < rows]
