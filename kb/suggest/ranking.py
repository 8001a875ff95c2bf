"""Which codes fit a paragraph, best first, by what was learnt from coded interviews.

The score of a code for a paragraph is how likely it carries the code: how likely there is anything to code,
times the share of this code among all. What a coder has coded and refused in the document counts at once;
the weights are those learnt when it was opened. :mod:`kb.suggest.evaluation` measures what it is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.suggest.knowledge import Knowledge
from kb.suggest.learning.corpus import Corpus, Interview
from kb.suggest.learning.features import NAMES, Training, evidence, so_far, with_passages
from kb.suggest.learning.learn import Learnt, learn, signs_of
from kb.suggest.learning.ranker import shares
from kb.suggest.reasons import Evidence, Reason
from kb.suggest.similar_passages import Nearest, Neighbours, Quote
from kb.suggest.tokens import tokens

MOST = 3
"""Suggestions for one paragraph."""
_REFUSED = np.log(2)
"""What each refusal of a code in a document takes from its score there: it is half as likely."""
_HERE = [NAMES.index(f"{kind} here") for kind in ("phrases", "meaning", "cues", "passages")]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A code that may be meant in one of some paragraphs, its score (at most 1), and why.

    ``continues`` says that the coder has given it to the paragraph before.
    """

    row: int
    code: str
    score: float
    why: tuple[Reason, ...]
    continues: bool = False


class CandidatePassage:
    """Some paragraphs of a document in their order, and how well every code fits each of them."""

    def __init__(
        self,
        knowledge: Knowledge,
        document: str,
        first: int,
        texts: Sequence[str],
        asked: Sequence[bool] | None = None,
        *,
        learnt: Learnt | None = None,
    ) -> None:
        """Take the paragraphs from the position ``first`` on; ``asked`` says which an interviewer says.

        What was ``learnt`` before holds for other codes, too: all codes share the weights.
        """
        self._learnt_before = learnt
        self._knowledge, self._document, self._first, self._texts = knowledge, document, first, texts
        here = Interview(document, tuple(texts), tuple(asked or [False] * len(texts)))
        self._corpus = Corpus(knowledge.codes, [*knowledge.taught, here])
        self._number = len(knowledge.taught)

    @property
    def threshold(self) -> float:
        """The score from which a code is suggested."""
        return self.learnt.threshold

    def ranked(
        self,
        rows: Iterable[int],
        *,
        coded: Sequence[Quote] = (),
        without: Mapping[int, set[int]] | None = None,
        refused: Mapping[int, int] | None = None,
        most: int = MOST,
        threshold: float | None = None,
    ) -> list[Ranked]:
        """Return the codes for each of these rows, best first, row by row.

        ``coded`` are the asking coder's own codings in the document, which change while they code;
        ``without`` says row by row which codes, by their places, are not to be suggested; ``refused`` how
        often a code was refused in the document. The ``threshold`` is the one that was learnt.
        """
        if not self._texts or not self._knowledge.codes:
            return []
        least = self.threshold if threshold is None else threshold
        near = self._near.or_nearer(self._own(coded)) if coded else self._near
        found = with_passages(self._found, near.likeness) if coded else self._found
        given = self._given(coded)
        likely = self._likely(found, given, refused or {})
        previous = np.vstack([np.zeros((1, given.shape[1]), dtype=bool), given[:-1]])
        alone = found[..., _HERE] @ self.learnt.weights[_HERE]
        why = Evidence(self._knowledge, self._first, self._texts, self._phrases, near, alone, found)
        chosen: list[Ranked] = []
        for row in rows:
            likely[row, list((without or {}).get(row, ()))] = 0
            for code in _best(likely[row], most, least):
                continues = bool(previous[row, code])
                name, score = self._knowledge.codes[code].name, round(float(likely[row, code]), 2)
                chosen.append(Ranked(row, name, score, why.why(row, code, continues=continues), continues))
        return chosen

    @cached_property
    def learnt(self) -> Learnt:
        """What is learnt from the coded interviews."""
        return self._learnt_before or learn(self._corpus, range(self._number))

    @cached_property
    def _near(self) -> Nearest:
        elsewhere = Neighbours(self._knowledge.quotes, self._corpus.wording, len(self._knowledge.codes))
        return elsewhere.nearest(self._rows)

    @cached_property
    def _found(self) -> np.ndarray:
        training = Training(tuple(range(self._number)), blind=False)
        return evidence(self._corpus, self._number, training, passages=self._near.likeness)

    @cached_property
    def _phrases(self) -> list[dict[tuple[str, ...], str]]:
        return self._knowledge.phrases.found([tokens(text) for text in self._texts])

    @property
    def _rows(self) -> np.ndarray:
        rows: np.ndarray = self._corpus.rows[self._corpus.rows_of(self._number)]
        return rows

    def _own(self, coded: Sequence[Quote]) -> Nearest:
        own = Neighbours(coded, self._corpus.wording, len(self._knowledge.codes))
        return own.nearest(self._rows, apart=(self._document, self._first))

    def _given(self, coded: Sequence[Quote]) -> np.ndarray:
        """Whether the coder has given each code to each paragraph."""
        given = np.zeros((len(self._texts), len(self._knowledge.codes)), dtype=bool)
        for quote in coded:
            if 0 <= quote.paragraph - self._first < len(given):
                given[quote.paragraph - self._first, quote.code] = True
        return given

    def _likely(self, found: np.ndarray, given: np.ndarray, refused: Mapping[int, int]) -> np.ndarray:
        scores = found @ self.learnt.weights
        anything = self.learnt.presence.likely(signs_of(self._corpus, self._number, scores, found))
        if given.any():
            scores = np.concatenate([found, so_far(given)], axis=-1) @ self.learnt.weights_so_far
        likely: np.ndarray = anything[:, None] * shares(scores)
        for code, times in refused.items():
            likely[:, code] *= np.exp(-_REFUSED * times)
        return likely


def _best(scores: np.ndarray, most: int, threshold: float) -> list[int]:
    """The places of the highest scores, highest first; of equal ones the first."""
    order = np.argsort(-scores, kind="stable")[:most]
    return [int(place) for place in order if scores[place] >= max(threshold, 1e-9)]
