"""What is learnt from coded interviews, and how an interview that nobody has coded is judged by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.suggest.learning import presence
from kb.suggest.learning.corpus import Corpus
from kb.suggest.learning.features import NAMES, START, START_SO_FAR, Training, evidence, so_far
from kb.suggest.learning.presence import Presence
from kb.suggest.learning.ranker import choose_weights, shares

RIDGE = 20.0
_THRESHOLD = 0.015
"""Where little is coded yet."""
_FEWEST_INTERVIEWS, _FEWEST_PARAGRAPHS = 3, 20
"""Coded interviews and paragraphs from which anything is learnt."""


@dataclass(frozen=True)
class Learnt:
    """Weights of the evidence, with and without what is coded so far; presence; and the threshold."""

    weights: np.ndarray
    weights_so_far: np.ndarray
    presence: Presence
    threshold: float


UNTAUGHT = Learnt(2 * START, np.concatenate([2 * START, START_SO_FAR]), presence.START, _THRESHOLD)
"""Where little is coded yet; evidence counts in full, since no weight is to be held back."""


@dataclass(frozen=True)
class Judged:
    """An interview as it is judged: by paragraph and code, and by paragraph.

    ``scores`` rank the codes of a paragraph; ``likely`` is the probability of a code there; ``anything`` that
    of any code at all; ``so_far`` ranks the codes when those of all paragraphs before are known.
    """

    scores: np.ndarray
    likely: np.ndarray
    anything: np.ndarray
    so_far: np.ndarray | None = None


def learn(corpus: Corpus, interviews: Sequence[int]) -> Learnt:
    """Learn from some coded interviews; each is judged by what the others say, so nothing flatters itself.

    Cues count here only where the others or the meaning of the code support them.
    """
    if len(interviews) < _FEWEST_INTERVIEWS:
        return UNTAUGHT
    training = Training(tuple(interviews))
    found = {each: evidence(corpus, each, training.without(each)) for each in interviews}
    gold = {each: corpus.gold[corpus.rows_of(each)] for each in interviews}
    if sum(int(each.any(axis=1).sum()) for each in gold.values()) < _FEWEST_PARAGRAPHS:
        return UNTAUGHT
    coded = {each: gold[each].any(axis=1) for each in interviews}
    stacked = np.concatenate([found[each][coded[each]] for each in interviews])
    known = np.concatenate([so_far(gold[each])[coded[each]] for each in interviews])
    given = np.concatenate([gold[each][coded[each]] for each in interviews])
    weights = choose_weights(stacked, given, START, ridge=RIDGE)
    both = np.concatenate([stacked, known], axis=-1)
    weights_so_far = choose_weights(both, given, np.concatenate([START, START_SO_FAR]), ridge=RIDGE)
    scores = {each: found[each] @ weights for each in interviews}
    signs = {each: signs_of(corpus, each, scores[each], found[each]) for each in interviews}
    there = presence.fit(
        np.concatenate([signs[each] for each in interviews]), np.concatenate(list(coded.values()))
    )
    learnt = Learnt(weights, weights_so_far, there, _THRESHOLD)
    likely = [there.likely(signs[each])[:, None] * shares(scores[each]) for each in interviews]
    return replace(
        learnt, threshold=best_threshold(np.concatenate(likely), np.concatenate(list(gold.values())))
    )


def judge(
    corpus: Corpus, interview: int, learnt: Learnt, training: Training, *, given: np.ndarray | None = None
) -> Judged:
    """Judge an interview by what was learnt.

    ``given`` are its codings, of which each paragraph knows those before it.
    """
    found = evidence(corpus, interview, training)
    scores = found @ learnt.weights
    anything = learnt.presence.likely(signs_of(corpus, interview, scores, found))
    known = None
    if given is not None:
        known = np.concatenate([found, so_far(given)], axis=-1) @ learnt.weights_so_far
    return Judged(scores, anything[:, None] * shares(scores), anything, known)


def best_threshold(likely: np.ndarray, gold: np.ndarray) -> float:
    """Return the probability from which pairs of a paragraph and a code are best chosen: highest F1."""
    order = np.argsort(-likely, axis=None, kind="stable")
    right = np.cumsum(gold.reshape(-1)[order])
    chosen = np.arange(1, len(right) + 1)
    f1 = 2 * right / (chosen + gold.sum())
    return float(likely.reshape(-1)[order[int(f1.argmax())]])


def signs_of(corpus: Corpus, interview: int, scores: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return what tells whether there is anything to code in each paragraph of an interview."""
    rows = corpus.rows_of(interview)
    question = found[:, :, NAMES.index("question")].max(axis=1, initial=0)
    return presence.signs(scores, corpus.length[rows], corpus.asked[rows], question)
