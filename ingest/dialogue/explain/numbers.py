"""Bare numbers as labels, ``1: words`` or ``[1] words``: seldom a dialogue, mostly a list.

Numbers count lists, questions, points of an agenda and lines. They are labels where a few of them come back
again and again before nearly every block; beyond doubt only where they do not count, one of them asks, and
they say ``I`` and ``you`` to each other, as no exercise does, or are three or more and only one asks.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.talk import i_and_you
from ingest.dialogue.leads import Grammar, Lead
from ingest.digits import number_of

_NUMBERED: Mapping[Grammar, re.Pattern[str]] = {
    "colon": re.compile(r"\s*(\d{1,2})[ \t]*[:\uff1a][ \t\u00a0]+(?=\S)"),
    "bracket": re.compile(r"\s*\[(\d{1,2})\][:\uff1a]?[ \t\u00a0]+(?=\S)"),
}
_ASKS = re.compile(r"[?？؟]")
_MOST_VOICES = 6
_FEWEST = 6
_FEWEST_CERTAIN = 8
_AGAIN, _OFTEN = 2, 3
_FEW_BACK = 3
_MOST_ABOVE = 4
_HALF, _QUARTER = 0.5, 0.25
_MOSTLY, _NEARLY_ALL = 0.9, 0.95


def numbers_before_words(blocks: Sequence[Block], grammar: Grammar) -> dict[int, Lead]:
    """Return the leads whose label is a number, where a few come back before half of the blocks or more.

    The number stands before a colon or within brackets, as ``grammar`` says; no other grammar has numbers.

    What only counts up, from one to three or more, once or again and again, is a list and has none.
    """
    found = {
        index: Lead(grammar, sys.intern(match[1]), match.end())
        for index, block in enumerate(blocks)
        if (match := _NUMBERED[grammar].match(block.text, block.start))
    }
    if len(found) < _FEWEST or len(found) < _HALF * len(blocks):
        return {}
    labels = [lead.label for lead in found.values()]
    counts = Counter(labels)
    few = 1 < len(counts) <= _MOST_VOICES and min(counts.values()) >= _AGAIN
    said = {blocks[index].text[lead.words :].strip().casefold() for index, lead in found.items()}
    if not few or len(said) < _MOSTLY * len(found):
        return {}
    counted = len(counts) > _AGAIN and _only_counts(labels)
    return {} if counted and _shares_asked(found, blocks) != (1, 0) and not _goes_back(labels) else found


def are_numbers(chosen: Mapping[int, Lead]) -> bool:
    """Whether all labels are bare numbers."""
    return all(lead.label.isdecimal() for lead in chosen.values())


def are_voices(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> bool:
    """Whether bare numbers are speakers beyond doubt: one asks, the others answer, and they do not count."""
    labels = [lead.label for lead in chosen.values()]
    counts = Counter(labels)
    numbers = sorted(map(int, counts))
    in_a_row = numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1
    turns = len(labels) >= _FEWEST_CERTAIN and min(counts.values()) >= _OFTEN
    everywhere = len(chosen) >= _NEARLY_ALL * (len(blocks) - min(chosen))
    if not (in_a_row and turns and everywhere):
        return False
    talk = i_and_you(blocks[index].text[lead.words :] for index, lead in chosen.items())
    first, second = _shares_asked(chosen, blocks)
    if len(counts) > _AGAIN and talk and first >= _HALF and second == 0 and _goes_back(labels):
        return min(chosen) <= _MOST_ABOVE
    if min(chosen) > 1 or (len(counts) > _AGAIN and _only_counts(labels)):
        return False
    if len(counts) > _AGAIN and first == 1 and second == 0:  # three voices or more in no order, one asks
        return True
    return talk and first >= _HALF and second <= _QUARTER


def _shares_asked(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> tuple[float, float]:
    """Return the shares of questions in the turns of the number that asks most, and of the next one."""
    asked: dict[str, list[bool]] = defaultdict(list)
    for index, lead in chosen.items():
        asked[lead.label].append(_ASKS.search(blocks[index].text, lead.words) is not None)
    shares = sorted((sum(turns) / len(turns) for turns in asked.values()), reverse=True)
    return shares[0], shares[1] if len(shares) > 1 else 1.0


def _goes_back(labels: Sequence[str]) -> bool:
    """Whether numbers go back or leave one out again and again, as voices do: ``1 2 3 2 1 3``."""
    steps = [(number_of(before), number_of(after)) for before, after in pairwise(labels)]
    voices = sum(after not in {before + 1, 1} for before, after in steps)
    runs = sum(after == 1 and before < max(map(max, steps)) for before, after in steps)
    return voices >= _FEW_BACK and runs >= _FEW_BACK and voices + runs >= _QUARTER * len(steps)


def _only_counts(labels: Sequence[str]) -> bool:
    """Whether nearly each number is the next one, or begins anew: lists below one another."""
    steps = [(number_of(before), number_of(after)) for before, after in pairwise(labels)]
    counting = sum(after in {before + 1, number_of(min(labels, key=number_of))} for before, after in steps)
    return counting > (1 - _QUARTER) * len(steps)
