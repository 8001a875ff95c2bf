"""Are two texts versions of one interview? A cheap answer for every pair of many files.

Two texts are as alike as the share of the shorter one's runs of four words that the longer one holds too.
Interviews led by one guide share questions; versions of one interview share nearly everything.

A text is measured when it is first compared, word by word, and of a huge one only a sample of its runs is
kept: a text that nothing is compared with costs nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from zlib import crc32

from rapidfuzz.distance import Indel

from ingest.merge.common_words import WORD, word_key

_RUN = 4
_SHORT = 100
"""A text of fewer words is compared word by word: one changed word spoils too many of its runs."""
_SAMPLED = 8
"""Of a text with many runs, one in so many is kept (always the same ones in every text)."""
_MANY_RUNS = 1_000
_MOST_RUNS = 32_000
"""Of a text from which more than this would be kept, half as many are, again and again."""
_BOILERPLATE = 40
"""A run that more texts than this hold says nothing about any two of them."""


@dataclass(frozen=True)
class Likeness:
    """What a text is compared by: how many words, the words of a short text, the runs of any.

    One run in ``kept_of`` is kept.
    """

    text: str

    @property
    def size(self) -> int:
        """How many words the text has."""
        return self._measured.size

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a short text; nothing of a longer one."""
        return self._measured.words

    @property
    def runs(self) -> frozenset[int]:
        """The marks of the runs that are kept."""
        return self._measured.runs

    @property
    def kept_of(self) -> int:
        """Of how many runs one is kept."""
        return self._measured.kept_of

    @cached_property
    def _measured(self) -> _Measured:
        return _measured(self.text)


@dataclass(frozen=True, slots=True)
class _Measured:
    size: int
    words: tuple[str, ...]
    runs: frozenset[int]
    kept_of: int


def likeness(text: str) -> Likeness:
    """Return what is needed to compare ``text`` with others; nothing is done before it is compared."""
    return Likeness(text)


def _measured(text: str) -> _Measured:
    words: list[str] = []
    runs: set[int] = set()
    size, kept_of = 0, 1
    a = b = c = 0
    for match in WORD.finditer(text):
        if not match[0][0].isalnum():
            continue
        word = word_key(match[0])
        size += 1
        if size < _SHORT:
            words.append(word)
        d = crc32(word.encode("utf-8", "surrogatepass"))
        run = (a * 1_000_003 ^ b * 8_191 ^ c * 131 ^ d) & 0xFFFFFFFF
        if size >= _RUN and run % kept_of == 0:
            runs.add(run)
            # What is kept depends on the runs alone, not on their order: so samples can be compared.
            if len(runs) > (_MANY_RUNS if kept_of == 1 else _MOST_RUNS):
                kept_of = _SAMPLED if kept_of == 1 else 2 * kept_of
                runs = {each for each in runs if each % kept_of == 0}
        a, b, c = b, c, d
    return _Measured(size, tuple(words) if size < _SHORT else (), frozenset(runs), kept_of)


def similarity(first: str, second: str) -> float:
    """Return how alike two texts are: 0.0 nothing in common, 1.0 the same or one within the other."""
    return 1.0 if first == second else compare(likeness(first), likeness(second))


def compare(first: Likeness, second: Likeness) -> float:
    """Return how alike the texts behind two likenesses are."""
    if not first.size or not second.size:
        return 1.0 if first.size == second.size else 0.0
    if first.words and second.words:
        return float(Indel.normalized_similarity(first.words, second.words))
    mine, theirs = first.runs, second.runs
    if first.kept_of != second.kept_of:
        both = max(first.kept_of, second.kept_of)
        mine, theirs = _sample(mine, both), _sample(theirs, both)
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def alike_pairs(all_likenesses: Sequence[Likeness], *, at_least: float) -> Iterator[tuple[int, int]]:
    """Yield the numbers of every two texts that are at least so alike, without comparing all with all.

    Only those are compared that share a mark which few texts have, and enough such marks to be so alike. They
    are counted text by text, so that no more is held than the marks of all texts.
    """
    if len(all_likenesses) < 2:  # noqa: PLR2004 - one text is in no pair
        return
    marks = [_marks(each) for each in all_likenesses]
    held_by = Counter(chain.from_iterable(marks))
    telling = [[mark for mark in each if 1 < held_by[mark] <= _BOILERPLATE] for each in marks]
    hidden = [sum(held_by[mark] > _BOILERPLATE for mark in each) for each in marks]
    holders: defaultdict[int, list[int]] = defaultdict(list)
    found = []
    for number, mine in enumerate(telling):
        shared: Counter[int] = Counter()
        for mark in mine:
            shared.update(holders[mark])
            holders[mark].append(number)
        one = all_likenesses[number]
        for other, many in shared.items():
            could_share = many + min(hidden[number], hidden[other])
            its = all_likenesses[other]
            if could_share >= _fewest(one, its, at_least) and compare(its, one) >= at_least:
                found.append((other, number))
    yield from sorted(found)


def _marks(one: Likeness) -> list[int]:
    """What a text is found by: a sample of its runs, and of a short text about how long it is."""
    marks = list(_sample(one.runs, _SAMPLED) or one.runs)
    return [*marks, -1 - one.size // 10] if one.words else marks


def _fewest(one: Likeness, other: Likeness, at_least: float) -> float:
    """How many marks two texts that are so alike share; only where the marks are what is compared."""
    if one.kept_of == other.kept_of == _SAMPLED:
        return at_least * min(len(one.runs), len(other.runs))
    return 0


def _sample(runs: frozenset[int], one_of: int) -> frozenset[int]:
    return frozenset(run for run in runs if run % one_of == 0)
