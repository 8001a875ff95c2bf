"""What could be read otherwise: words that look like a label, times that could be a recording's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain import Explanation
from ingest.dialogue.leads import leads, only_time
from ingest.dialogue.printed.chats import clock_beside
from ingest.dialogue.turns import Reading
from ingest.model import Problem

_SHOWN_OF_LINE = 40
_DAYS = re.compile(r"\d[./-]\d|[ap]\.?m\b|[^\W\d_]{3,9}\.? \d{1,2}\b", re.IGNORECASE)
"""What tells a time of the day as such: a date beside it, AM or PM."""


def of_the_day(
    path: PurePath, blocks: Sequence[Block], explanation: Explanation, at: Callable[[int], str]
) -> Iterator[Problem]:
    """Tell of times beside labels that could be of the recording and are hours and minutes."""
    clocks = {
        index: clock
        for index, lead in explanation.leads.items()
        if lead.begins is None and (clock := clock_beside(blocks[index], lead))
        if only_time(Block(clock, 0)) is not None and not _DAYS.search(blocks[index].text[: lead.words])
    }
    if len(clocks) == len(explanation.leads) > 0:
        index, clock = next(iter(clocks.items()))
        message = f"times such as {clock!r} are of the day, not of the recording; no paragraph has a time"
        yield Problem(path, at(index), message, "note")


def words_before_colons(
    path: PurePath,
    blocks: Sequence[Block],
    explanation: Explanation,
    reading: Reading,
    at: Callable[[int], str],
) -> Iterator[Problem]:
    """Tell of what could be a label and was read as words of whoever speaks: ``One thing: I never went``."""
    within = [
        turn.block
        for turn in reading.turns
        if turn.speaker is not None and turn.block not in explanation.leads and not blocks[turn.block].offset
        if any(lead.grammar == "colon" and not lead.alone for lead in leads(blocks[turn.block]))
    ]
    if explanation.leads and within:
        shown = blocks[within[0]].content[:_SHOWN_OF_LINE]
        count = "a line with a colon is" if len(within) == 1 else f"{len(within)} lines with a colon are"
        message = f"{count} read as what is said, such as {shown!r}"
        yield Problem(path, at(within[0]), message, "note")
