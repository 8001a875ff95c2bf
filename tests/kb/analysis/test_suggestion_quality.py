"""Measures of suggestions, on cases that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score

from kb.analysis.suggestion_quality.measures import Measure, Rated, quality, ranks
from kb.analysis.suggestion_quality.people import coder_pairs, with_moderator


def table(*rows: str) -> np.ndarray:
    return np.array([[sign == "x" for sign in row] for row in rows])


GOLD = table("x......", ".x....x", ".......")
SCORES = np.array([[7.0, 6, 5, 4, 3, 2, 1]] * 3)


def test_equal_scores_go_by_the_order_of_codes() -> None:
    assert ranks(np.array([[1.0, 2, 2, 0]])).tolist() == [[3, 1, 2, 4]]


def test_recall_and_mrr_are_of_pairs_and_of_coded_paragraphs() -> None:
    found = quality([Rated(GOLD, GOLD, SCORES, SCORES[:, ::-1])], resamples=0, seed=0)
    assert found.recall_at_5 == Measure(round(2 / 3, 4), None, None)
    assert found.recall_at_10.value == 1
    assert found.mrr.value == round((1 + 1 / 2) / 2, 4)
    assert found.sequential_recall_at_5.value == round(1 / 3, 4)


def test_f1_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(1)
    gold, chosen = generator.random((2, 40, 6)) < 0.3
    found = quality([Rated(gold[:20], chosen[:20]), Rated(gold[20:], chosen[20:])], resamples=50, seed=1)
    micro, macro = (f1_score(gold, chosen, average=kind) for kind in ("micro", "macro"))
    assert found.micro_f1.value == pytest.approx(micro, abs=1e-4)
    assert found.macro_f1.value == pytest.approx(macro, abs=1e-4)
    assert found.micro_f1.low is not None
    assert found.micro_f1.low <= micro <= (found.micro_f1.high or 0)


def test_average_precision_is_the_mean_of_interviews_that_are_coded() -> None:
    generator = np.random.default_rng(2)
    gold, anything = generator.random((30, 2)) < 0.2, generator.random(30)
    none = Rated(np.zeros((5, 2), bool), np.zeros((5, 2), bool), anything=np.ones(5))
    found = quality([Rated(gold, gold, anything=anything), none], resamples=0, seed=0)
    assert found.average_precision.value == pytest.approx(
        average_precision_score(gold.any(axis=1), anything), abs=1e-4
    )


def test_what_is_undefined_is_none_and_not_nan() -> None:
    nothing = Rated(np.zeros((2, 3), bool), np.zeros((2, 3), bool))
    for rated in ([], [nothing], [nothing, nothing]):
        found = quality(rated, resamples=20, seed=0)
        assert found.recall_at_5 == found.average_precision == found.macro_f1 == Measure(None, None, None)


def test_the_same_seed_gives_the_same_interval() -> None:
    rated = [Rated(GOLD, GOLD[:, ::-1], SCORES), Rated(GOLD, GOLD, SCORES[:, ::-1])]
    one, two, other = (quality(rated, resamples=99, seed=seed) for seed in (1, 1, 2))
    assert one == two
    assert (one.recall_at_5.value, one.micro_f1.value) == (other.recall_at_5.value, other.micro_f1.value)


def test_people_agree_pair_by_pair_and_with_the_moderator() -> None:
    a, b, c = GOLD, table("x......", ".......", "......."), np.zeros_like(GOLD)
    [pairs] = coder_pairs([[a, b, c], [a]])
    assert quality([pairs], resamples=0, seed=0).recall.value == round(1 / (3 + 3 + 1), 4)
    moderated = with_moderator([a, None, a], [[a, b], [a], []])
    assert len(moderated) == 1
    assert quality(moderated, resamples=0, seed=0).recall.value == round(4 / 6, 4)
