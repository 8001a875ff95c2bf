"""What fills the label's place once: a person who speaks once, or a word before a colon.

``The neighbour: She never rang.`` within a turn may be words of whoever speaks, or begin a turn of somebody
else. Behind a label a turn begins, and a label is no word of the talk: where both hold, nobody is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.likeness import Likeness, Words, is_caseless
from ingest.dialogue.explain.lists import is_phrase
from ingest.dialogue.explain.reported import goes_on, quotations
from ingest.dialogue.explain.talk import speaks_of_itself
from ingest.dialogue.labels import has_title, is_certain, is_opener
from ingest.dialogue.leads import STOP_AND_DASH, STRONG, Grammar, Lead, previous
from ingest.dialogue.times import stamp_at

_EVERY = 0.95
_LEADS_ON = re.compile(r"[^\s:\uff1a][:\uff1a]\s*$")
_MANY = 6
_LONGEST_PHRASE = 4
_SELDOM = 0.15
_OF_PROSE = frozenset({"-", "--", "\u2013", "\u2014", "/", "//"})
"""Signs that stand within sentences, too; no prose has a blank and ``=`` or ``|`` behind its first words."""


def single_labels(
    grammar: Grammar,
    found: Mapping[int, Lead],
    chosen: Mapping[int, Lead],
    blocks: Sequence[Block],
    head: int,
    words: Words,
) -> tuple[set[int], dict[int, str]]:
    """Tell what fills the label's place once: where it is a label, and where it may be one."""
    once: set[int] = set()
    unsure: dict[int, str] = {}
    likeness = Likeness([lead.label for lead in chosen.values()], words)
    place = _own_place(grammar, found, chosen, blocks, head)
    quoted = quotations(found, blocks) if grammar == "colon" else frozenset()
    listed = _below_colons(chosen, blocks, head) if grammar == "colon" else frozenset()
    is_dashed = all(STOP_AND_DASH.fullmatch(f"{lead.mark} ") for lead in chosen.values())
    clocks = all(_has_a_time(lead, blocks[index]) for index, lead in chosen.items())
    alone = sum(lead.alone for lead in chosen.values()) >= _EVERY * len(chosen)
    parted = _parted_turns(chosen)
    for index, lead in found.items():
        if index in chosen or index < head:
            continue
        if lead.alone != alone:
            below = index - 1 in chosen and chosen[index - 1].alone
            if grammar == "colon" and not below and not is_opener(lead.label):
                if index not in quoted and index not in listed and likeness.of(lead.label, index) != "words":
                    unsure[index] = lead.label
            continue
        above = chosen.get(previous(index, blocks)) if lead.alone else None
        if above is not None and above.alone:  # the words below a label
            continue
        own_place = (
            place == "any" or place == _place(index, blocks) or (clocks and _has_a_time(lead, blocks[index]))
        )
        if is_opener(lead.label) and (grammar not in STRONG or not own_place):
            continue
        like = likeness.of(lead.label, index)
        if like == "words" and grammar not in STRONG and is_caseless(lead.label):
            continue
        phrase = (grammar == "colon" or is_dashed) and is_phrase(lead.label)
        doubtful = index in quoted or index in listed or phrase
        may_be = like != "words" or _may_begin_a_turn(lead, blocks[index], words, index, parted)
        if doubtful and not is_certain(lead.label):
            is_said = index in quoted or index in listed
            if own_place or (like != "words" if is_said else may_be):
                unsure[index] = lead.label
        elif own_place or is_certain(lead.label) or has_title(lead.label) or (like == "alike" and not alone):
            once.add(index)
        elif like == "alike" or is_dashed or (may_be and (grammar == "colon" or not alone)):
            unsure[index] = lead.label
    return once, unsure


def _may_begin_a_turn(
    lead: Lead, block: Block, words: Words, index: int, parted: Sequence[tuple[int, int]]
) -> bool:
    """Whether a label unlike the others may be one: no prose has its sign, or it is no word of the talk.

    Nor is it where whoever speaks before it has a label again behind it, as nobody has within a turn.
    """
    if lead.mark and lead.mark not in _OF_PROSE:
        return True
    return (
        lead.grammar in {"colon", "sign"}
        and lead.label[:1].isupper()
        and len(lead.label.split()) <= _LONGEST_PHRASE
        and not goes_on(lead, block)
        and not speaks_of_itself(lead.label)
        and (not words.hold(lead.label, index) or any(first < index < last for first, last in parted))
    )


def _parted_turns(chosen: Mapping[int, Lead]) -> list[tuple[int, int]]:
    """Return the places between two labels of one person, where labels are hardly ever repeated."""
    pairs = list(pairwise(sorted(chosen)))
    again = [(one, other) for one, other in pairs if chosen[one].key == chosen[other].key]
    return again if len(again) <= _SELDOM * len(pairs) else []


def _has_a_time(lead: Lead, block: Block) -> bool:
    """Whether a time stands between label and words: ``Noor - 0:07 words``."""
    return not lead.alone and stamp_at(block.text, lead.words) is not None


def _below_colons(chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int) -> frozenset[int]:
    """Return the blocks below a line with a colon at its end, up to the next label that comes back.

    ``It says:`` leads to what is read out, line by line: ``Reason: no vacancies``.
    """
    found: set[int] = set()
    below = False
    for index in range(head, len(blocks)):
        below = below and index not in chosen
        if below:
            found.add(index)
        lead = chosen.get(index)
        below = below or (not (lead and lead.alone) and _LEADS_ON.search(blocks[index].text) is not None)
    return frozenset(found)


_Place = tuple[bool, bool, bool]
"""Whether a blank line stands above a block and below it, and whether it is indented."""


def _own_place(
    grammar: Grammar,
    found: Mapping[int, Lead],
    chosen: Mapping[int, Lead],
    blocks: Sequence[Block],
    head: int,
) -> _Place | Literal["any"] | None:
    """Return where nothing but labels stands: anywhere, by the grammar, or between certain blank lines."""
    if grammar in STRONG or all(lead.timed for lead in chosen.values()):
        return "any"
    rest = [index for index in range(head, len(blocks)) if index not in found]
    if rest and all(stamp_at(blocks[index].text, blocks[index].start) for index in rest):
        return "any"  # the words have a time each, and the labels none
    if not any(lead.alone for lead in chosen.values()):
        return None if rest or len(chosen) < _MANY else "any"
    places = Counter(_place(index, blocks) for index in chosen)
    place, count = places.most_common(1)[0]
    others = sum(_place(index, blocks) == place for index in rest)
    return place if count >= _EVERY * len(chosen) and others <= 0.02 * len(rest) else None


def _place(index: int, blocks: Sequence[Block]) -> _Place:
    below = index + 1 < len(blocks) and blocks[index + 1].after_blank
    return blocks[index].after_blank or index == 0, below, blocks[index].indented
