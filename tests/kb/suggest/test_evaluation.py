"""Suggestions are measured on interviews left out: nothing of these is learnt, whatever stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.suggest.evaluation.baselines import by_meaning, most_frequent
from kb.suggest.learning.corpus import Corpus, Interview
from kb.suggest.learning.features import NAMES, SO_FAR, Training, evidence, so_far
from kb.suggest.learning.learn import UNTAUGHT, Judged, judge, learn
from kb.suggest.meaning import Known
from kb.suggest.similar_passages import Quote

CODES = (
    Known(
        "MM-drift", "Use when data moves away. Also: shifted, gone stale.", ("covid changed",), family="MM"
    ),
    Known("MM-alerts", "Use when nobody is alerted; not for drift.", ("pager",), family="MM"),
    Known("Data-gaps", "Use when values are missing.", ("hole in the table",), family="Data"),
    Known("rare-one", "Use when an odd thing happens.", ("flamingo dance",)),
)
TALK = (
    ("Interviewer: what went wrong with the data?", None),
    ("Many values were missing in that table of customers.", 2),
    ("A hole in the table is what we found most of the days.", 2),
    ("We like the office, and the coffee is good there.", None),
    ("And once deployed, did the model keep working?", None),
    ("After covid changed everything our inputs shifted and the scores fell.", 0),
    ("No pager rang, nobody was alerted about those scores.", 1),
    ("Thank you for the time that you took today.", None),
)
EXTRA = ("That flamingo dance broke our model of birds for good.", 3)


def interview(name: str, talk: Sequence[tuple[str, int | None]]) -> Interview:
    quotes = tuple(Quote(name, n, text, code) for n, (text, code) in enumerate(talk) if code is not None)
    texts = tuple(text for text, _ in talk)
    return Interview(name, texts, tuple("?" in text for text in texts), quotes)


def interviews() -> list[Interview]:
    """Four interviews alike but for a word in each paragraph; the last has a passage that no other has."""
    alike = [
        interview(f"I{n}", [(f"{text} {word}", code) for text, code in TALK])
        for n, word in enumerate(("apples", "pears", "plums"))
    ]
    return [*alike, interview("I3", [*TALK, EXTRA])]


def judged(
    codes: Sequence[Known], given: Sequence[Interview], left_out: int, *, blind: bool = True
) -> Judged:
    corpus = Corpus(codes, given)
    others = tuple(each for each in corpus.coded if each != left_out)
    return judge(corpus, left_out, learn(corpus, others), Training(others, blind=blind))


def test_other_codings_of_the_interview_left_out_change_nothing_that_is_said_of_it() -> None:
    given = interviews()
    before = judged(CODES, given, 3)
    wrong = tuple(Quote("I3", n, text, (n * 7) % 4) for n, text in enumerate(given[3].texts))
    for quotes in (wrong, (), given[3].quotes[:1]):
        after = judged(CODES, [*given[:3], replace(given[3], quotes=quotes)], 3)
        assert np.array_equal(before.scores, after.scores)
        assert np.array_equal(before.likely, after.likely)
        assert np.array_equal(before.anything, after.anything)


def test_codings_of_the_others_do_change_it() -> None:
    given = interviews()
    before = judged(CODES, given, 3)
    wrong = replace(given[0], quotes=tuple(replace(each, code=3) for each in given[0].quotes))
    assert not np.array_equal(before.scores, judged(CODES, [wrong, *given[1:]], 3).scores)


def test_a_cue_that_was_read_off_the_interview_left_out_is_worth_nothing_blind() -> None:
    given = interviews()
    poisoned = (*CODES[:3], replace(CODES[3], cues=()))
    blind, without = judged(CODES, given, 3), judged(poisoned, given, 3)
    assert np.array_equal(blind.scores, without.scores)
    seen = judged(CODES, given, 3, blind=False)
    assert seen.scores[8, 3] > blind.scores[8, 3]


def test_cues_count_blind_where_the_definition_or_another_interview_supports_them() -> None:
    corpus = Corpus(CODES, interviews())
    cue = NAMES.index("cues here")
    found = evidence(corpus, 3, Training((0, 1, 2)))[..., cue]
    assert found[5, 0] > 0  # “covid changed” stands in the passages of three others
    assert found[2, 2] > 0
    alone = evidence(corpus, 3, Training((0,)))[..., cue]
    assert alone[5, 0] > 0
    told = replace(CODES[3], definition="Use when there is a flamingo dance.")
    cues = Corpus((*CODES[:3], told), interviews()).cues
    assert cues.meant.tolist() == [False, False, False, True]
    assert not cues.supported[:3, 3].any()
    assert not corpus.cues.meant.any()


def test_what_is_learnt_does_not_hang_on_the_interview_left_out() -> None:
    given = interviews()
    shorter = replace(given[3], quotes=())
    one, two = (learn(Corpus(CODES, [*given[:3], last]), (0, 1, 2)) for last in (given[3], shorter))
    assert np.array_equal(one.weights, two.weights)
    assert one.threshold == two.threshold


def test_suggestions_find_the_right_codes_and_paragraphs() -> None:
    found = judged(CODES, interviews(), 0)
    assert found.scores[[1, 2, 5, 6]].argmax(axis=1).tolist() == [2, 2, 0, 1]
    coded = [1, 2, 5, 6]
    assert found.anything[coded].min() > np.delete(found.anything, coded).max()


def test_evidence_has_a_column_for_each_name_and_what_is_so_far_coded_knows_no_future() -> None:
    corpus = Corpus(CODES, interviews())
    assert evidence(corpus, 0, Training((1, 2))).shape == (8, 4, len(NAMES))
    gold = corpus.gold[corpus.rows_of(0)]
    known = so_far(gold)
    assert known.shape == (8, 4, len(SO_FAR))
    assert known[2, 2].tolist() == pytest.approx([1, 1, np.log(2)])
    later = gold.copy()
    later[5:] = False
    assert np.array_equal(so_far(later)[:6], known[:6])


def test_nothing_coded_and_nothing_said_is_no_error() -> None:
    empty = Interview("empty", (), ())
    corpus = Corpus(CODES, [empty, replace(interviews()[0], quotes=())])
    assert learn(corpus, corpus.coded) is UNTAUGHT
    assert judge(corpus, 0, UNTAUGHT, Training(())).scores.shape == (0, 4)
    assert judge(corpus, 1, UNTAUGHT, Training(())).likely.shape == (8, 4)


def test_baselines_rank_by_frequency_and_by_meaning() -> None:
    corpus = Corpus(CODES, interviews())
    frequent = most_frequent(corpus, 0, (1, 2, 3))
    assert frequent.scores is not None
    assert frequent.scores[0].tolist() == [3, 3, 6, 1]  # in the three others
    meaning = by_meaning(corpus, 0, (1, 2, 3))
    assert meaning.scores is not None
    assert meaning.scores[1].argmax() == 2


@pytest.mark.parametrize(
    ("definition", "phrases"),
    [
        pytest.param("Use when x; not y. Also: gap, left blank.", ("gap", "left blank"), id="a sentence"),
        pytest.param("Also: gap", ("gap",), id="nothing else"),
        pytest.param("Use when somebody is also: late", (), id="not a sentence of its own"),
        pytest.param("Use when x. Also: , ,", (), id="nothing between the commas"),
        pytest.param("", (), id="no definition"),
    ],
)
def test_other_words_for_a_code_follow_also(definition: str, phrases: tuple[str, ...]) -> None:
    assert Known("code", definition, ()).phrases == phrases
