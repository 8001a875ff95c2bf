"""Lines between turns that begin something of their own: a part of the recording, a notice in a chat.

::

    NC: He said a lamp doesn't know about summer.       12.03.22, 18:12 - Uschi: I have the folder

    Tape 1, Side B                                      12.03.22, 18:15 - Mirko added Jens

Nobody in the talk says them, and what follows them without a label is nobody's for certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead
from ingest.dialogue.times import stamp_at

_INTERVIEW = (
    r"interview|entretien|entrevista|intervista|gespräch|wywiad|rozhovor|интервью|focus group|conversation"
)
_PART = (
    rf"{_INTERVIEW}|tape|cassette|reel|side|track|dis[ck]|session|part|recording|kassette|tonband|band|seite|teil"
    r"|sitzung|aufnahme|bande|face|partie|séance|cinta|lado|parte|sesión|fita|sessão|cassetta|nastro|lato|seduta"
    r"|sessione|taśma|strona|część|кассета|сторона|часть"
)
_NUMBER = r"(?:\d{1,3}|[A-D]|[IVX]{1,4}|one|two|three|four|five|six)"
_LINE = re.compile(
    rf"[\[(*\-\u2013\u2014= ]*(?:{_PART})(?: (?:no\.?|nr\.?|n\.?[°º]))? ?#?{_NUMBER}"
    rf"(?:[,;:/\u2013\u2014 \-]+(?:(?:{_PART}) )?{_NUMBER})*[\])*\-\u2013\u2014= .:]*",
    re.IGNORECASE,
)
_OF_AN_INTERVIEW = re.compile(rf"(?:{_INTERVIEW})\b", re.IGNORECASE)
_ENCRYPTED = re.compile(
    r"\u200e.{0,120}(?:end-to-end|ende-zu-ende|de bout en bout|de extremo a extremo|de ponta a ponta"
    r"|crittografia)",
    re.IGNORECASE,
)
"""WhatsApp prints this under the name of the chat, behind a mark that nobody types."""

_LONGEST = 60
_MOSTLY = 0.8
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Apart:
    """The blocks that begin a part, and those that are notices of a chat."""

    parts: frozenset[int] = frozenset()
    notices: frozenset[int] = frozenset()


def stand_apart(blocks: Sequence[Block], leads: Mapping[int, Lead], head: int) -> Apart:
    """Return the blocks between the turns that name a part, or have the date of a message and no sender."""
    rest = [index for index in range(head, len(blocks)) if index not in leads and not blocks[index].speaker]
    parts = frozenset(index for index in rest if begins_a_part(blocks[index].content))
    dated = [index for index in leads if _has_a_date(blocks[index])]
    if len(dated) < max(_FEWEST, _MOSTLY * len(leads)):
        return Apart(parts)
    notices = {index for index in rest if _has_a_date(blocks[index])}
    notices |= {index for index in dated if _ENCRYPTED.match(blocks[index].text, leads[index].words)}
    return Apart(parts, frozenset(notices))


def begins_a_part(line: str) -> bool:
    """Whether a line is nothing but the name of a part: ``Tape 1, Side B``, ``INTERVIEW 2``."""
    return len(line) <= _LONGEST and _LINE.fullmatch(line) is not None


def names_an_interview(line: str) -> bool:
    """Whether the part is another interview, in which a label may be another person's."""
    return _OF_AN_INTERVIEW.search(line) is not None


def _has_a_date(block: Block) -> bool:
    """Whether a day and a time of day stand before all else, as before each message of a chat."""
    stamp = stamp_at(block.text, block.start)
    return stamp is not None and stamp.begins is None
