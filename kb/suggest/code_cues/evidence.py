"""What speaks for a phrase as a cue of a code: it stands where the code is much more often than elsewhere.

The unit is the paragraph, of interviews in which anything is coded: somebody has looked at all of them. A
phrase is proposed if it stands in coded passages of several interviews (one person's way of talking is no
cue), stands there three times as often as elsewhere or more, and the likelihood ratio G² of that is one
that chance gives once in ten thousand phrases (Dunning 1993; Rayson and Garside 2000 for the limit).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log

import numpy as np

from kb.suggest.code_cues.phrase_places import Phrase, PhrasePlaces
from kb.suggest.tokens import stem, tells

LONGEST = 3
"""Words of a phrase that is proposed."""
FEWEST_PARAGRAPHS = 3
FEWEST_INTERVIEWS = 3
FEWEST_IN_FEW, FEW_INTERVIEWS = 2, 4
"""Two interviews are enough where the code is in fewer than four."""
LEAST_G2 = 15.13
LEAST_RATIO = 3.0
MOST = 8
"""Phrases that are proposed at a time."""
_OFTEN = 10
"""Paragraphs in which a cue stands without the code from which on it may mislead."""
_TELLS = 2.0
"""A cue misleads where the code is not even so many times as often as in all paragraphs."""


@dataclass(frozen=True, slots=True)
class CueCount:
    """In how many paragraphs a cue fires, in how many of these the code is, and in how many interviews."""

    paragraphs: int
    coded: int
    interviews: int


@dataclass(frozen=True)
class CodedTexts:
    """The paragraphs of coded interviews: where phrases stand, of which interview each is, where the code is.

    ``passages`` are the words that carry the code, as tokens, each with its row.
    """

    places: PhrasePlaces
    interview_of: np.ndarray
    coded: np.ndarray
    passages: Sequence[tuple[int, Sequence[str]]]

    @property
    def words(self) -> int:
        """The words of all paragraphs."""
        return int(self.places.lengths.sum())

    @property
    def words_coded(self) -> int:
        """The words of the paragraphs that carry the code."""
        return int(self.places.lengths[self.coded].sum())

    def rows_with_code(self, phrase: Phrase) -> np.ndarray:
        """Return the rows that have both the phrase and the code."""
        rows = self.places.rows(phrase)
        found: np.ndarray = rows[self.coded[rows]]
        return found

    def count(self, phrase: Phrase) -> CueCount:
        """Return how often a cue fires, and how often rightly."""
        rows, right = self.places.rows(phrase), self.rows_with_code(phrase)
        return CueCount(len(rows), len(right), len(np.unique(self.interview_of[right])))

    def misleads(self, count: CueCount) -> bool:
        """Whether a cue fires often without the code, and tells hardly more of it than any other words."""
        often = count.paragraphs - count.coded >= _OFTEN
        return often and count.coded / count.paragraphs < _TELLS * self.coded.mean()

    @property
    def fewest_interviews(self) -> int:
        """In how many interviews a phrase must stand in coded passages."""
        with_code = len(np.unique(self.interview_of[self.coded]))
        return FEWEST_IN_FEW if with_code < FEW_INTERVIEWS else FEWEST_INTERVIEWS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that could be a cue, its counts, and the likelihood ratio."""

    phrase: Phrase
    count: CueCount
    g2: float


def likelihood_ratio(right: int, wrong: int, coded: float, other: float) -> float:
    """Return G² of a phrase and a code, 0 where the phrase stands with the code no more often than without.

    It fires in ``right`` paragraphs with the code and in ``wrong`` without, which have so many words
    (``coded``, ``other``): in a long paragraph every word stands more often.

    >>> round(likelihood_ratio(10, 2, 4_000, 96_000), 1), likelihood_ratio(1, 24, 4_000, 96_000)
    (51.6, 0.0)
    """
    share = (right + wrong) / (coded + other)
    if right <= coded * share:
        return 0.0
    both = ((right, coded * share), (wrong, other * share))
    return 2 * sum(seen * log(seen / expected) for seen, expected in both if seen)


def candidates(texts: CodedTexts) -> list[Candidate]:
    """Return the phrases of the coded passages for which enough speaks, those for which most speaks first."""
    found: dict[Phrase, Candidate] = {}
    for phrase in _phrases(texts):
        each = _judged(texts, phrase)
        key = stemmed(phrase)
        if each is not None and (key not in found or _order(each) < _order(found[key])):
            found[key] = each
    return sorted(found.values(), key=_order)


def choose(
    texts: CodedTexts,
    cues: Iterable[Phrase],
    refused: Collection[Phrase] = (),
    is_name: Callable[[str], bool] = lambda _: False,
    most: int = MOST,
) -> list[Candidate]:
    """Return the best candidates that add something to the cues, each to those before it.

    A phrase adds something where it stands in a coded paragraph in which none of them does. Forms of a word
    that was ``refused`` are refused as well.
    """
    never = {stemmed(phrase) for phrase in refused}
    covered = {int(row) for cue in cues for row in texts.rows_with_code(cue)}
    return list(islice(_adding(texts, covered, never, is_name), most))


def stemmed(phrase: Phrase) -> Phrase:
    """Return what a phrase has in common with its other forms."""
    return tuple(stem(word) for word in phrase)


def _adding(
    texts: CodedTexts, covered: set[int], never: Collection[Phrase], is_name: Callable[[str], bool]
) -> Iterator[Candidate]:
    for each in candidates(texts):
        rows = set(map(int, texts.rows_with_code(each.phrase)))
        if stemmed(each.phrase) in never or rows <= covered or any(map(is_name, each.phrase)):
            continue
        covered |= rows
        yield each


def _judged(texts: CodedTexts, phrase: Phrase) -> Candidate | None:
    count = texts.count(phrase)
    if count.coded < FEWEST_PARAGRAPHS or count.interviews < texts.fewest_interviews:
        return None
    wrong = count.paragraphs - count.coded
    coded, other = texts.words_coded, texts.words - texts.words_coded
    g2 = likelihood_ratio(count.coded, wrong, coded, other)
    is_sound = g2 >= LEAST_G2 and count.coded * other >= LEAST_RATIO * wrong * coded
    return Candidate(phrase, count, round(g2, 1)) if is_sound else None


def _order(each: Candidate) -> tuple[float, int, Phrase]:
    return -each.g2, len(" ".join(each.phrase)), each.phrase


def _phrases(texts: CodedTexts) -> Iterator[Phrase]:
    """The phrases of the coded passages that may stand in enough interviews: shortest form of each.

    A phrase is looked at only where each of its words stands in enough interviews.
    """
    interviews: dict[str, set[int]] = defaultdict(set)
    for row, words in texts.passages:
        for word in set(words):
            interviews[stem(word)].add(int(texts.interview_of[row]))
    common = {word for word, some in interviews.items() if len(some) >= texts.fewest_interviews}
    forms: dict[Phrase, set[Phrase]] = defaultdict(set)
    where: dict[Phrase, set[int]] = defaultdict(set)
    for row, words in texts.passages:
        kept = [stem(word) in common for word in words]
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                if not kept[end - 1]:
                    break
                if tells(words[start]) and tells(words[end - 1]):
                    phrase = tuple(words[start:end])
                    key = (*phrase[:-1], stem(phrase[-1]))
                    forms[key].add(phrase)
                    where[key].add(int(texts.interview_of[row]))
    for key, some in where.items():
        if len(some) >= texts.fewest_interviews:
            yield min(forms[key], key=lambda each: (len(each[-1]), each))
