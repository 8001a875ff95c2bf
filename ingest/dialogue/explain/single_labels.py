"""What fills the label's place once: a person who speaks once, or a word before a colon.

``The neighbour: She never rang.`` within a turn may be words of whoever speaks, or begin a turn of somebody
else. Behind a label a turn begins, and a label is no word of the talk: where both hold, nobody is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.likeness import Likeness, Words, is_caseless
from ingest.dialogue.explain.lists import is_phrase
from ingest.dialogue.explain.reported import go_on, goes_on, quotations
from ingest.dialogue.explain.talk import speaks_of_itself
from ingest.dialogue.labels import has_title, is_certain, is_opener
from ingest.dialogue.leads import STOP_AND_DASH, STRONG, Grammar, Lead, previous
from ingest.dialogue.times import stamp_at
from ingest.digits import number_of

_EVERY = 0.95
_LEADS_ON = re.compile(r"[^\s:\uff1a][:\uff1a]\s*$")
_MANY = 6
_LONGEST_PHRASE = 4
_SEVERAL = 2
_FRAMES = frozenset("=~|/*_")
_MOSTLY = 0.8
_COUNTED = re.compile(r"([^\W\d_]{2,16}) (\d{1,2})")
_SENTENCE = re.compile(r"[.?!…\u3002\uff01\uff1f\u061f\u0964\-\u2013\u2014][\"'\u201d\u2019»)\]]*$")
_TIME_BEHIND = re.compile(r"\s*[\[(#<]\d{1,3}(?::\d{2}){1,2}[\d.,-]*[\])#>]$")
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
    labels = _Labels(grammar, found, chosen, blocks, head, words)
    rest = {index: lead for index, lead in found.items() if index not in chosen and index >= head}
    kinds = {index: labels.kind(index, lead) for index, lead in rest.items()}
    once = {index for index, kind in kinds.items() if kind == "label"}
    once -= counted_headings({index: rest[index] for index in sorted(once)}, chosen, blocks)
    unsure = {index for index, kind in kinds.items() if kind != "words"} - once
    return once, {index: rest[index].label for index in rest if index in unsure}


def counted_headings(
    once: Mapping[int, Lead], chosen: Mapping[int, Lead], blocks: Sequence[Block]
) -> set[int]:
    """Return what counts up and has no sentence behind it, where turns have: ``Task 2: Change the plan``."""
    counted = {index: match for index, lead in once.items() if (match := _COUNTED.fullmatch(lead.label))}
    numbers = [number_of(match[2]) for match in counted.values()]
    counts = all(after == before + 1 for before, after in pairwise(numbers))
    if len(counted) < _SEVERAL or not counts or len({match[1] for match in counted.values()}) > 1:
        return set()
    said = [index for index in chosen if index not in counted]
    whole = sum(_SENTENCE.search(blocks[index].content) is not None for index in said)
    if whole < _MOSTLY * len(said) or any(_SENTENCE.search(blocks[index].content) for index in counted):
        return set()
    return set(counted)


class _Labels:
    """The labels of a file that come back: what they look like and where they stand."""

    def __init__(
        self,
        grammar: Grammar,
        found: Mapping[int, Lead],
        chosen: Mapping[int, Lead],
        blocks: Sequence[Block],
        head: int,
        words: Words,
    ) -> None:
        self.grammar, self.chosen, self.blocks, self.words = grammar, chosen, blocks, words
        self.head = head
        self.likeness = Likeness([lead.label for lead in chosen.values()], words)
        self.place = _own_place(grammar, found, chosen, blocks, head)
        self.said: frozenset[int] = frozenset()
        """What somebody tells of others, or reads out."""
        if grammar == "colon":
            self.said = quotations(found, blocks) | _below_colons(chosen, blocks, head)
        self.is_dashed = all(STOP_AND_DASH.fullmatch(f"{lead.mark} ") for lead in chosen.values())
        self.capitals = all(any(map(str.isupper, lead.label)) for lead in chosen.values())
        self.frame = _frame(grammar, chosen, blocks)
        self.small = go_on(grammar, found, blocks)
        self.clocks = all(_has_a_time(lead, blocks[index]) for index, lead in chosen.items())
        self.some_alone = any(lead.alone for lead in chosen.values())
        self.alone = sum(lead.alone for lead in chosen.values()) >= _EVERY * len(chosen)
        self.colons = all(blocks[index].content.endswith((":", "\uff1a")) for index in chosen)
        self.timed = sum(lead.timed for lead in chosen.values()) >= _EVERY * len(chosen)
        self.parted = _parted_turns(chosen)

    def kind(self, index: int, lead: Lead) -> Literal["label", "unsure", "words"]:
        """Judge a label that stands once."""
        own_place = self._is_in_its_place(index, lead)
        strong = self.grammar in STRONG
        lower = lead.label[:1].islower() and not any(map(str.isupper, lead.label))
        remark = self.grammar == "bracket" and lower and self.capitals  # ``[phone rings]``
        if (
            remark
            or self._is_below_a_label(index, lead)
            or (is_opener(lead.label) and not (strong and own_place))
        ):
            return "words"
        like = self.likeness.of(lead.label, index)
        if lead.alone != self.alone or (self.timed and not lead.timed):
            signed = self.grammar in {"colon", "sign"} and index not in self.said
            parted = lead.alone and self.some_alone and like == "alike"
            odd = lead.alone and bool(lead.mark) and lead.mark not in _OF_PROSE  # ``Ida, my friend;``
            return "unsure" if (signed and (odd or like != "words")) or parted else "words"
        if like == "words" and not strong and is_caseless(lead.label):
            return "words"
        may_be = like != "words" or self._may_begin_a_turn(index, lead)
        phrase = (self.grammar == "colon" or self.is_dashed) and is_phrase(lead.label)
        said = index in self.said or lead.key in self.small
        if (said or phrase) and not is_certain(lead.label):
            told = own_place or (like != "words" if said else may_be)
            return "unsure" if told else "words"
        alike = like == "alike"
        if own_place or is_certain(lead.label) or has_title(lead.label) or (alike and not self.alone):
            return "label"
        inline = self.grammar == "colon" or not self.alone
        ends = self.alone and self.blocks[index].content.endswith((":", "\uff1a")) and self.colons
        apart = self.alone and like != "words" and self._is_no_sentence(index)
        return "unsure" if alike or apart or ends or self.is_dashed or (may_be and inline) else "words"

    def _is_no_sentence(self, index: int) -> bool:
        """Whether a line above words has no sign at its end, where nearly all words end like sentences."""
        below = index + 1
        if below >= len(self.blocks) or below in self.chosen or _SENTENCE.search(self.blocks[index].content):
            return False
        return self._whole

    @cached_property
    def _whole(self) -> bool:
        said = [block for at, block in enumerate(self.blocks) if at >= self.head and at not in self.chosen]
        whole = sum(_SENTENCE.search(_TIME_BEHIND.sub("", block.content)) is not None for block in said)
        return whole >= _MOSTLY * len(said)

    def _is_below_a_label(self, index: int, lead: Lead) -> bool:
        """Whether these are the words below a label on a line of its own."""
        above = self.chosen.get(previous(index, self.blocks) if lead.alone else index - 1)
        return above is not None and above.alone and (lead.alone or self.alone)

    def _is_in_its_place(self, index: int, lead: Lead) -> bool:
        """Whether nothing but labels stands in such a place."""
        framed = self.frame and self.blocks[index].content[:1] == self.frame
        if framed or self.place == "any" or self.place == _place(index, self.blocks):
            return True
        return self.clocks and _has_a_time(lead, self.blocks[index])

    def _may_begin_a_turn(self, index: int, lead: Lead) -> bool:
        """Whether a label unlike the others may be one: no prose has its sign, or it is no word of the talk.

        Nor is it where whoever speaks before it has a label again behind it, as nobody has within a turn.
        """
        if lead.mark and lead.mark not in _OF_PROSE:
            return True
        return (
            lead.grammar in {"colon", "sign"}
            and lead.label[:1].isupper()
            and len(lead.label.split()) <= _LONGEST_PHRASE
            and not goes_on(lead, self.blocks[index])
            and not speaks_of_itself(lead.label)
            and (not self.words.hold(lead.label, index) or any(a < index < b for a, b in self.parted))
        )


def _frame(grammar: Grammar, chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> str:
    """Return the sign before nearly each label on a line of its own, where one frames them: ``= Noor =``."""
    if grammar not in {"line", "sign"}:
        return ""
    sign, count = Counter(blocks[index].content[:1] for index in chosen).most_common(1)[0]
    return sign if sign in _FRAMES and count >= _MOSTLY * len(chosen) else ""


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
