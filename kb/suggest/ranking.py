"""Which codes fit a paragraph, best first.

The score of a code for a paragraph is the sum of

* how alike the paragraph is to the codebook's words for the code (its name, when to use it, its cues),
* for each cue that it contains, how rare that cue is,
* how alike it is to the nearest passage that carries the code already,

and a share of what the paragraphs before and after come to, since one thought often runs over several. Very
short paragraphs count for less. A score is no probability; ``python -m bench suggesting`` prints how often
suggestions are what a coder coded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.suggest.knowledge import Knowledge
from kb.suggest.reasons import Evidence, Reason
from kb.suggest.similar_passages import Nearest, Neighbours, Quote
from kb.suggest.tokens import stems, tokens

MOST = 3
"""Suggestions for one paragraph."""
THRESHOLD = 0.4
"""The score from which a code is suggested."""

# Round values, chosen once; bench/suggesting.py says how, and what comes of it.
CUE = 0.05
NEIGHBOUR = 0.25
BESIDE = 0.35
LONG_ENOUGH = 12
"""Telling words of a paragraph that counts in full."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A code that may be meant in one of some paragraphs, its score (at most 1), and why."""

    row: int
    code: str
    score: float
    why: tuple[Reason, ...]


class CandidatePassage:
    """Some paragraphs of a document in their order, and how well every code fits each of them."""

    def __init__(self, knowledge: Knowledge, document: str, first: int, texts: Sequence[str]) -> None:
        """Take the texts of the paragraphs from the position ``first`` on."""
        self._knowledge, self._document, self._first, self._texts = knowledge, document, first, texts
        words = [stems(text) for text in texts]
        self._rows = knowledge.wording.rows(words)
        self._cues = knowledge.cues.found([tokens(text) for text in texts])
        self._length = np.array([min(1.0, len(each) / LONG_ENOUGH) ** 0.5 for each in words])
        alike = np.asarray((self._rows @ knowledge.profiles.T).todense())
        self._by_codebook = alike + self._cued()
        self._near = knowledge.neighbours.nearest(self._rows)

    def ranked(
        self,
        rows: Iterable[int],
        *,
        coded: Sequence[Quote] = (),
        without: Mapping[int, set[int]] | None = None,
        most: int = MOST,
        threshold: float = THRESHOLD,
    ) -> list[Ranked]:
        """Return the codes for each of these rows, best first, row by row.

        ``coded`` are the asking coder's own codings in the document, which change while they code;
        ``without`` says row by row which codes, by their places, are not to be suggested.
        """
        near = self._near.or_nearer(self._own(coded)) if coded else self._near
        length = self._length[:, None]
        alone = length * (self._by_codebook + NEIGHBOUR * near.likeness)
        scores = alone + length * BESIDE * _beside(alone)
        evidence = Evidence(self._knowledge, self._first, self._texts, self._cues, near, alone)
        chosen: list[Ranked] = []
        for row in rows:
            scores[row, list((without or {}).get(row, ()))] = 0
            for code in _best(scores[row], most, threshold):
                name, score = self._knowledge.codes[code].name, min(1.0, float(scores[row, code]))
                chosen.append(Ranked(row, name, round(score, 2), evidence.why(row, code)))
        return chosen

    def _own(self, coded: Sequence[Quote]) -> Nearest:
        own = Neighbours(coded, self._knowledge.wording, len(self._knowledge.codes))
        return own.nearest(self._rows, apart=(self._document, self._first))

    def _cued(self) -> np.ndarray:
        """What the cues in each paragraph add to each code."""
        added = np.zeros((len(self._texts), len(self._knowledge.codes)))
        for row, found in enumerate(self._cues):
            for cue in found:
                added[row, self._knowledge.cues.codes(cue)] += CUE * self._knowledge.rarity_of(cue)
        return added


def _beside(scores: np.ndarray) -> np.ndarray:
    """What the rows before and after each row come to."""
    summed = np.zeros_like(scores)
    summed[1:] += scores[:-1]
    summed[:-1] += scores[1:]
    return summed


def _best(scores: np.ndarray, most: int, threshold: float) -> list[int]:
    """The places of the highest scores, highest first; of equal ones the first."""
    order = np.argsort(-scores, kind="stable")[:most]
    return [int(place) for place in order if scores[place] >= threshold]
