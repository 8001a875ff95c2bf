"""Paragraphs without a label that may be nobody's: an advertisement, a program's thanks, the foot of a page.

::

    Ida: Who repairs the kiln?

    Ben: I do, on Sundays.

    [ad break]

    This talk is brought to you by Glaze.

Where nobody goes on in a second paragraph, but behind a break and below the last turn, such a paragraph
proves nothing: in a long talk, where it is about the talk, or, from four turns on, where most of the text
stands there. Neither does what stands below a line that is drawn under the last turn.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead, only_time
from ingest.dialogue.printed.lines import is_aside

_LONGEST_RULE = 200
_TURNS, _TIMES, _LONG, _SELDOM = 6, 2, 12, 0.3
_FEW, _SOME, _FEWEST = 2, 4, 10
_ABOUT = re.compile(
    r"\u00a9|\(c\) ?\d{4}|https?://|\bwww\.|rights reserved|\bsubscri(?:be|ption)|\btranscri(?:bed|pt|ption)"
    r"|\b(?:descript|fireflies|happy scribe|otter|rev|riverside|sonix|trint)\b.{0,20}\b(?:is|will|can)\b",
    re.IGNORECASE,
)
"""Words about the recording or the page that it stands on: they prove nothing behind fewer turns."""

_RULE = re.compile(r"[-_=*~\u2013\u2014\u2500\u2501\u2550]{3,}")


def loose_paragraphs(
    blocks: Sequence[Block], leads: Mapping[int, Lead], passed_over: Collection[int]
) -> frozenset[int]:
    """Return the blocks from which on nobody speaks until the next label; ``passed_over`` nobody says."""
    last = max(leads)
    below = range(last + 1 + leads[last].alone, len(blocks))
    ruled = [index for index in below if _is_a_rule(blocks[index])]
    loose: set[int] = set(ruled[:1])
    if len(leads) < _FEW:
        return frozenset(loose)
    many = len(leads) >= _FEWEST or (len(leads) >= _SOME and _most_is_below(last, blocks, leads))
    said, broken = 0, False
    for index in range(min(leads), len(blocks)):
        block, lead = blocks[index], leads.get(index)
        if lead is not None:
            said, broken = int(not lead.alone), False
        elif block.speaker is not None:
            return frozenset()
        elif index in passed_over or only_time(block) is not None:
            continue
        elif said and is_aside(block.content):
            broken = True
        elif said and not broken and index < last:
            return frozenset(ruled[:1])
        elif said and (broken or many or _ABOUT.search(block.text)):
            loose.add(index)
        else:
            said = 1
    return frozenset(loose)


def unlike_turns(blocks: Sequence[Block], leads: Mapping[int, Lead]) -> frozenset[int]:
    """Return paragraphs without a label that are far longer than any turn: notes of who was there.

    Nobody who is heard in words of three or four goes on in a paragraph of thirty.
    """
    if len(leads) < _TURNS or any(lead.alone for lead in leads.values()):
        return frozenset()
    longest = max(blocks[index].text.count(" ", lead.words) for index, lead in leads.items())
    found = frozenset(
        index
        for index in range(min(leads), len(blocks))
        if index not in leads
        and blocks[index].speaker is None
        and blocks[index].text.count(" ") > max(_TIMES * longest, _LONG)
    )
    return found if len(found) <= _SELDOM * len(leads) else frozenset()


def _most_is_below(last: int, blocks: Sequence[Block], leads: Mapping[int, Lead]) -> bool:
    """Whether more stands below the last turn than in all turns, as in an essay that quotes a play."""
    first, end = min(leads), last + 1 + leads[last].alone
    return sum(len(block.text) for block in blocks[end:]) > sum(
        len(block.text) for block in blocks[first:end]
    )


def _is_a_rule(block: Block) -> bool:
    return len(block.text) <= _LONGEST_RULE and _RULE.fullmatch(block.content) is not None
