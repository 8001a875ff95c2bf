"""Are two texts versions of one interview? A cheap answer for every pair of many files.

Two texts are as alike as the share of the shorter one's runs of four words that the longer one holds too.
Interviews led by one guide share questions; versions of one interview share nearly everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

from rapidfuzz.distance import Indel

from ingest.matching import WORD, word_key

_RUN = 4
_SHORT = 100
"""A text of fewer words is compared word by word: one changed word spoils too many of its runs."""
_SAMPLED = 8
"""Of a text with many runs, one in so many is kept (always the same ones in every text)."""
_MANY_RUNS = 1_000
_BOILERPLATE = 40
"""A run that more texts than this hold says nothing about any two of them."""


@dataclass(frozen=True)
class Likeness:
    """What is kept of a text to compare it: how many words, the words of a short text, the runs of any."""

    size: int
    words: tuple[str, ...]
    runs: frozenset[int]
    sampled: bool


def likeness(text: str) -> Likeness:
    """Return what is needed to compare ``text`` with others."""
    words = [word_key(word) for word in WORD.findall(text) if word[0].isalnum()]
    marks = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    runs = {
        (a * 1_000_003 ^ b * 8_191 ^ c * 131 ^ d) & 0xFFFFFFFF
        for a, b, c, d in zip(*(marks[k:] for k in range(_RUN)), strict=False)
    }
    sampled = len(runs) > _MANY_RUNS
    kept = _sample(runs) if sampled else frozenset(runs)
    return Likeness(len(words), tuple(words[:_SHORT]) if len(words) < _SHORT else (), kept, sampled)


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
    if first.sampled != second.sampled:
        mine, theirs = _sample(mine), _sample(theirs)
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def alike_pairs(all_likenesses: Sequence[Likeness], *, at_least: float) -> Iterator[tuple[int, int]]:
    """Yield the numbers of every two texts that are at least so alike, without comparing all with all."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(all_likenesses):
        for run in _sample(one.runs) or one.runs:
            holders[run].append(number)
        if one.words:
            holders[-1 - one.size // 10].append(number)
    together: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= _BOILERPLATE:
            together.update(combinations(numbers, 2))
    for first, second in sorted(together):
        if compare(all_likenesses[first], all_likenesses[second]) >= at_least:
            yield first, second


def _sample(runs: frozenset[int] | set[int]) -> frozenset[int]:
    return frozenset(run for run in runs if run % _SAMPLED == 0)
