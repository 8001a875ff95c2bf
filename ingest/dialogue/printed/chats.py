"""What chats print of their own between the messages: reactions, pictures left out, who did what.

::

    Ida                 09:02 <ida> who repairs the kiln?        [10.03.26, 09:03] Ida: <Media omitted>
    10:04               09:03 * ben points at himself
    Who repairs it?
    :joy: 2
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead, only_time
from ingest.dialogue.times import stamp_at

_PICTURES = "\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u203c\u2049"
_REACTION = re.compile(
    rf"(?:(?::[\w+-]{{2,40}}:|[{_PICTURES}][{_PICTURES}\ufe0f\u200d]{{0,6}}"
    r"|like|heart|laugh|surprised|sad|angry|thumbs ?up|gefällt mir|j['’]aime|me gusta|mi piace)"
    r"[ \u00a0]*\d{1,3}(?: reactions?\.?)?[ \u00a0,]*)+",
    re.IGNORECASE,
)
_PICTURE = re.compile(rf":[\w+-]{{2,40}}:|[{_PICTURES}][{_PICTURES}\ufe0f\u200d]{{0,6}}")
_OWN_WORDS = re.compile("\u200e[^:\n]{1,80}|<(?!\\w+://)[^<>@\n]{5,40}>")
"""WhatsApp sets a mark that nobody types before its own words, or brackets around: ``<Media omitted>``."""

EDITED = re.compile(
    "[ \u200e]*(?:\u200e<[^<>:\n]{4,60}>|<(?:this message was edited|diese nachricht wurde bearbeitet"
    "|ce message a été modifié|se editó este mensaje\\.?|mensagem editada"
    "|questo messaggio è stato modificato)>)$",
    re.IGNORECASE,
)
"""What WhatsApp prints behind a message that was changed; it is no word of it."""

_CLOCK = re.compile(r"(?<![\d:.,])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:.,h-])")
"""Hours and minutes, or minutes and seconds."""

_FIRST_MINUTE = 60.0
_SLOWEST, _FASTEST = 0.1, 5.0
"""How many words a second people say; what is typed within a minute is more."""

_ENOUGH = 8
_MOSTLY = 0.7
_NEARLY_ALL = 0.95
_FEWEST = 4
_LONGEST = 60
_OPENING = tuple("<[({")


def clock_beside(block: Block, lead: Lead) -> str | None:
    """Return what may be hours and minutes beside a label, as it is printed."""
    found = _CLOCK.search(block.text[: lead.words]) if lead.timed else None
    return found[0] if found else None


def are_of_the_day(leads: Mapping[int, Lead], blocks: Sequence[Block]) -> bool:
    """Whether the times beside labels are hours and minutes: ``[14:02] Ida``.

    A recording begins in its first minute, or the words between two times take about as long as to say them.
    """
    timed = [(index, lead.begins) for index, lead in leads.items() if lead.begins is not None]
    if len(timed) < _FEWEST or timed[0][1] < _FIRST_MINUTE:
        return False
    if not all(clock_beside(blocks[index], leads[index]) for index, _ in timed):
        return False
    fits = 0
    for (index, begins), (below, ends) in pairwise(timed):
        said = [blocks[index].text[leads[index].words :], *(each.text for each in blocks[index + 1 : below])]
        words = sum(len(each.split()) for each in said)
        fits += ends >= begins and _SLOWEST <= words / max(ends - begins, 0.5) <= _FASTEST
    return fits < (len(timed) - 1) * (_MOSTLY if len(timed) > _ENOUGH else 1)


def reactions(blocks: Sequence[Block], leads: Mapping[int, Lead], rest: Sequence[int]) -> frozenset[int]:
    """Return the lines that count reactions to the message above, in a chat: where all labels have a time."""
    if not leads or not all(_has_a_time(index, blocks, leads) for index in leads):
        return frozenset()
    found = {
        index
        for index in rest
        if len(blocks[index].text) <= _LONGEST
        and _REACTION.fullmatch(blocks[index].content)
        and not _is_first(index, blocks, leads)
    }
    between = frozenset(rest)
    for index in rest:  # ``:eyes:``, and below it ``1``
        counted = index + 1 in between and blocks[index + 1].content.isdecimal()
        if counted and _PICTURE.fullmatch(blocks[index].content) and not _is_first(index, blocks, leads):
            found |= {index, index + 1}
    return frozenset(found)


def own_words(block: Block, lead: Lead) -> bool:
    """Whether the words behind a sender are the program's: ``<Media omitted>``; a poll is a person's."""
    return _OWN_WORDS.fullmatch(block.text, lead.words) is not None


def without_a_sender(
    blocks: Sequence[Block], leads: Mapping[int, Lead], rest: Sequence[int]
) -> frozenset[int]:
    """Return the lines with a time and no label that nobody says, where a time stands before all labels.

    Words may go on behind a time of their own; behind a sign, or where labels have brackets, they do not.
    """
    behind = [index for index, lead in leads.items() if not lead.alone and _behind_a_time(blocks[index])]
    if len(behind) < max(_FEWEST, _NEARLY_ALL * len(leads)):
        return frozenset()
    signed = all(_behind_a_time(blocks[index])[:1] in _OPENING for index in behind)
    told = {index: words for index in rest if (words := _behind_a_time(blocks[index]))}
    return frozenset(index for index, words in told.items() if signed or not words[0].isalnum())


def _has_a_time(index: int, blocks: Sequence[Block], leads: Mapping[int, Lead]) -> bool:
    below = index + 1 < len(blocks) and only_time(blocks[index + 1]) is not None
    return leads[index].timed or below


def _is_first(index: int, blocks: Sequence[Block], leads: Mapping[int, Lead]) -> bool:
    """Whether a line is the first below a label: then it is what somebody writes."""
    above = index - 1
    while above > 0 and only_time(blocks[above]) is not None:
        above -= 1
    return above in leads and leads[above].alone


def _behind_a_time(block: Block) -> str:
    """Return what stands behind the time at the beginning of a block; nothing where there is none."""
    stamp = stamp_at(block.text, block.start)
    return block.text[stamp.stop : stamp.stop + _LONGEST].strip() if stamp is not None else ""
