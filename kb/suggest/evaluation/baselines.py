"""What needs no learning, to compare with: the codes given most often, and what names and definitions say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.analysis.suggestion_quality.measures import Rated
from kb.suggest.learning.corpus import Corpus
from kb.suggest.learning.features import reaches
from kb.suggest.learning.learn import best_threshold


def most_frequent(corpus: Corpus, interview: int, others: Sequence[int]) -> Rated:
    """Suggest for every paragraph the codes that are on most paragraphs of the other interviews."""
    counted = sum(corpus.gold[corpus.rows_of(each)].sum(axis=0) for each in others)
    counted = np.asarray(counted, dtype=float)
    gold = corpus.gold[corpus.rows_of(interview)]
    scores = np.tile(counted, (len(gold), 1))
    sizes = np.concatenate([corpus.gold[corpus.rows_of(each)] for each in others])
    threshold = best_threshold(np.tile(counted, (len(sizes), 1)), sizes)
    return Rated(gold, scores >= threshold, scores)


def by_meaning(corpus: Corpus, interview: int, others: Sequence[int]) -> Rated:
    """Suggest the codes whose name and definition use the words of a paragraph and of those beside it.

    Nothing is learnt but the threshold.
    """

    def alike(number: int) -> np.ndarray:
        words = corpus.meaning[corpus.rows_of(number)]
        before, after = reaches(len(words))
        found: np.ndarray = words + (before @ words + after @ words) / 2
        return found

    gold = corpus.gold[corpus.rows_of(interview)]
    elsewhere = np.concatenate([corpus.gold[corpus.rows_of(each)] for each in others])
    threshold = best_threshold(np.concatenate([alike(each) for each in others]), elsewhere)
    scores = alike(interview)
    return Rated(gold, scores >= threshold, scores, None, scores.max(axis=1, initial=0))
