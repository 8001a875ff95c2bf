"""From an explanation to the turns: who says which words, when, and what nobody says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.chosen import NOBODY, wanted
from ingest.dialogue.blocks import Block
from ingest.dialogue.explain import Explanation
from ingest.dialogue.leads import Lead, only_time
from ingest.dialogue.printed.apart import Apart, stand_apart
from ingest.dialogue.printed.chats import EDITED
from ingest.dialogue.printed.lines import after_the_end, is_aside, is_duration, nobody_says, running_heads
from ingest.dialogue.printed.loose import loose_paragraphs, unlike_turns
from ingest.dialogue.printed.page_heads import page_heads
from ingest.dialogue.printed.quoted import CLOSES, OPENS
from ingest.dialogue.times import in_parentheses, marks_inside, spelled, stamp_at

_FEW_TIMES = 3
_EDITED_WITHIN = 80
_SIGN = re.compile(r"\s*([-*>\u2022+])[ \t]+")
_MOSTLY = 0.95
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Turn:
    """The words of one block: where they stand in it, who says them, and when.

    ``kept`` are half-open ranges of the block's text; what lies between them are marks of time. A turn
    without words is a label with nothing behind it.
    """

    block: int
    kept: tuple[tuple[int, int], ...]
    speaker: str | None
    audio_start: float | None = None
    audio_end: float | None = None

    def words(self, text: str) -> str:
        """Return the words, marks of time left out, white space around them folded."""
        if len(self.kept) == 1:
            return text[self.kept[0][0] : self.kept[0][1]].strip()
        return joined([text[start:stop] for start, stop in self.kept])


def joined(pieces: Sequence[str]) -> str:
    """Join what stands around a mark of time with one space."""
    return " ".join(piece for part in pieces if (piece := part.strip()))


@dataclass
class Reading:
    """What was made of the blocks: the turns, the blocks nobody says, those without a known speaker.

    ``asides`` are in brackets, by whoever wrote the text down: they stay, and are nobody's words; so do the
    lines that stand ``apart``.
    """

    turns: list[Turn] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    unlabelled: list[int] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    apart: Apart = field(default_factory=Apart)


def read_turns(blocks: Sequence[Block], explanation: Explanation) -> Reading:
    """Give every block's words to whom the explanation names, or to nobody where it is unsure."""
    reading = Reading()
    chosen = wanted()
    state = _State(
        parentheses=_marks_in_parentheses(blocks),
        clocks=_clocks_before_words(blocks, explanation),
        no_labels=chosen.no_labels,
        nobody=chosen.grammar == NOBODY,
    )
    state.spelled, state.below = _are_spelled(blocks), _stand_below_labels(blocks, explanation)
    state.sign = _sign_before_words(blocks, explanation)
    if explanation.grammar:
        reading.apart = stand_apart(blocks, explanation.leads, explanation.head)
    printed = _printed(blocks, explanation) if explanation.grammar else set()
    over, loose = len(blocks), frozenset[int]()
    if explanation.leads:
        over = after_the_end(blocks, explanation.leads)
        loose = loose_paragraphs(blocks, explanation.leads, {*printed, *reading.apart.all})
        loose |= unlike_turns(blocks, explanation.leads)
    for index, block in enumerate(blocks):
        lead = explanation.leads.get(index)
        if index == over:
            _end(state, reading)
            state.speaker, state.unsure, state.over = None, False, True
        state.unsure = state.unsure or (index in loose and not state.over)
        nobodys = lead is None and block.speaker is None
        if nobodys and state.spelled and (time := spelled(block.content)) is not None:
            state.pending = time
            continue
        if nobodys and (index in printed or _is_printed(index, block, explanation, state)):
            reading.left_out.append(index)
        elif lead is None and (state.below or not state.fresh) and (stamp := only_time(block)) is not None:
            state.pending = stamp.begins if state.pending is None else state.pending
        else:
            _say(index, block, lead, explanation, state, reading)
    _end(state, reading)
    return reading


def _printed(blocks: Sequence[Block], explanation: Explanation) -> set[int]:
    """Return what pages print again and again."""
    return running_heads(blocks, explanation.leads) | page_heads(blocks, explanation.leads)


def _is_printed(index: int, block: Block, explanation: Explanation, state: _State) -> bool:
    """Whether a program printed a line; right below a label, or as a time within a talk, it is an answer."""
    if block.outside:
        return True
    if not nobody_says(block.content):
        return False
    if not any(map(str.isalnum, block.content)):
        return True
    is_talk = block.audio_start is not None or (bool(explanation.grammar) and index >= explanation.head)
    return not state.fresh and not (is_talk and is_duration(block.content))


def _marks_in_parentheses(blocks: Sequence[Block]) -> bool:
    """Whether times in round brackets come again and again and never go back, as no talk of times does."""
    times = [begins for block in blocks if (begins := in_parentheses(block.text)) is not None]
    rising = sum(after >= before for before, after in pairwise(times))
    return len(times) > _FEW_TIMES and rising >= _MOSTLY * (len(times) - 1)


def _clocks_before_words(blocks: Sequence[Block], explanation: Explanation) -> bool:
    """Whether a time without brackets stands before the words of most turns and never goes back."""
    begun = [(block, lead.words) for index, lead in explanation.leads.items() if (block := blocks[index])]
    begun += [(block, block.start) for block in blocks if block.speaker is not None]
    stamps = [stamp_at(block.text, _first(block.text, start)) for block, start in begun]
    times = [stamp.begins for stamp in stamps if stamp is not None and stamp.begins is not None]
    rising = sum(after >= before for before, after in pairwise(times))
    return (
        len(times) > _FEW_TIMES and len(times) >= _MOST * len(begun) and rising >= _MOSTLY * (len(times) - 1)
    )


def _are_spelled(blocks: Sequence[Block]) -> bool:
    """Whether lines that spell a time out come again and again and always later, as no answers do."""
    times = [time for block in blocks if (time := spelled(block.content)) is not None]
    return len(times) > _FEW_TIMES and all(after > before for before, after in pairwise(times))


def _stand_below_labels(blocks: Sequence[Block], explanation: Explanation) -> bool:
    """Whether a time stands right below most labels that are alone on their line."""
    below = [index + 1 for index, lead in explanation.leads.items() if lead.alone and index + 1 < len(blocks)]
    times = sum(only_time(blocks[index]) is not None for index in below)
    return times >= _MOST * len(below)


def _first(text: str, start: int) -> int:
    """Return where the first sign that is no white space stands."""
    return start + len(text[start:]) - len(text[start:].lstrip())


def _sign_before_words(blocks: Sequence[Block], explanation: Explanation) -> str:
    """Return the sign of a list or quotation before each paragraph without a label, if one stands there."""
    rest = [index for index in range(explanation.head, len(blocks)) if index not in explanation.leads]
    found = [match[1] if (match := _SIGN.match(blocks[index].text)) else "" for index in rest]
    if not found or not explanation.grammar or len(set(found)) > 1:
        return ""
    with_label = {lead.sign for lead in explanation.leads.values()} == {found[0]}
    return found[0] if with_label or found[0] == ">" else ""


def _say(
    index: int,
    block: Block,
    lead: Lead | None,
    explanation: Explanation,
    state: _State,
    reading: Reading,
) -> None:
    """Take the words of one block, or the label that stands alone in it."""
    if lead is not None:
        _end(state, reading)
        state.begin(lead, index)
        if lead.alone:
            return
    apart = _is_apart(index, state, reading)
    if (lead is None and (apart or index in explanation.unsure)) or index in reading.apart.notes:
        state.speaker, state.unsure = None, True
    turn, fresh = _turn(index, block, lead, state), False
    if apart:
        turn = replace(turn, speaker=None)
    elif lead is None and block.speaker is None and explanation.grammar and index >= explanation.head:
        lost = explanation.every and not state.fresh and not state.over
        if lost or state.unsure:
            reading.unlabelled.append(index)
            turn = replace(turn, speaker=None)
        elif is_aside(block.content) and (not state.fresh or index + 1 not in explanation.leads):
            reading.asides.append(index)
            turn, fresh = replace(turn, speaker=None), state.fresh  # right below a label, words follow
    state.fresh, state.silent = fresh, None
    if turn.kept:
        reading.turns.append(turn)


def _is_apart(index: int, state: _State, reading: Reading) -> bool:
    """Whether a line begins something of its own; right below a label it is what somebody says."""
    apart = reading.apart
    return any(index in found for found in (apart.notices, apart.notes, apart.timed)) or (
        index in apart and not state.fresh
    )


def _end(state: _State, reading: Reading) -> None:
    """Keep a label below which nothing stands, as a turn without words."""
    if state.silent is not None:
        reading.silent.append(state.silent)
        reading.turns.append(Turn(state.silent, (), state.speaker, state.pending))
        state.silent = None


@dataclass
class _State:
    """Where the reader is: whose turn it is, a time to come, a label still without words."""

    speaker: str | None = None
    pending: float | None = None
    silent: int | None = None
    unsure: bool = False
    parentheses: bool = False
    """Whether times in round brackets are marks."""
    clocks: bool = False
    """Whether times before the words are marks without brackets, too."""
    sign: str = ""
    """What stands before the words of each paragraph without a label."""
    fresh: bool = False
    """The block above is a label on a line of its own."""
    over: bool = False
    """A line above says that the recording ends: what follows is about it."""
    no_labels: frozenset[str] = frozenset()
    """What a column or a voice tag says, and a person says that it names nobody."""
    nobody: bool = False
    """A person says that nobody is named at all."""
    spelled: bool = False
    """Whether lines that spell a time out are marks: ``1 minute, 2 seconds``."""
    below: bool = False
    """Whether times stand below labels on lines of their own; else a time there is an answer."""

    def begin(self, lead: Lead, index: int) -> None:
        self.speaker, self.unsure = lead.label, False
        self.pending = lead.begins if lead.begins is not None else self.pending if not lead.timed else None
        self.silent = index if lead.alone else None
        self.fresh = lead.alone


def _turn(index: int, block: Block, lead: Lead | None, state: _State) -> Turn:
    text = block.text
    start = lead.words if lead else block.start
    start = _first(text, start)
    if state.sign and lead is None and (sign := _SIGN.match(text)):
        start = sign.end()
    begins, ends = block.audio_start, block.audio_end
    stamp = stamp_at(text, start) if lead is None or not lead.timed else None
    if stamp is not None and (stamp.bracket or state.clocks):
        begins = stamp.begins if begins is None else begins
        start = stamp.stop
        start += len(text[start:]) - len(text[start:].lstrip(" \t\u00a0-\u2013\u2014:"))
    kept: list[tuple[int, int]] = []
    edited = EDITED.search(text, max(start, len(text) - _EDITED_WITHIN)) if text.endswith(">") else None
    stop = len((text[: edited.start()] if edited else text).rstrip())
    for mark in marks_inside(text, start, parentheses=state.parentheses):
        kept.append((start, mark.start))
        start = mark.stop
        if start >= stop:
            ends = mark.begins if ends is None else ends
    kept.append((start, stop))
    if lead is not None and lead.mark == OPENS and text.endswith(CLOSES, start, stop):
        kept[-1] = start, stop - 1
    kept = [(a, b) for a, b in kept if text[a:b].strip()]
    if begins is None:
        begins, state.pending = state.pending, None
    if ends is None and lead is not None:
        ends = lead.ends
    speaker = block.speaker if block.speaker is not None else state.speaker
    if state.nobody or (block.speaker is not None and block.speaker.casefold() in state.no_labels):
        speaker = None
    return Turn(index, tuple(kept), speaker, begins, ends)
