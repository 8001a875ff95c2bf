"""Lines between turns that are something of their own: parts of a recording, headings, notes, chats' notices.

::

    NC: He said a lamp doesn't know about summer.       12.03.22, 18:12 - Uschi: I have the folder

    Tape 1, Side B                                      12.03.22, 18:15 - Mirko added Jens

Nobody in the talk says them, and what follows them without a label is nobody's for certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead
from ingest.dialogue.printed.chats import own_words, reactions, without_a_sender
from ingest.dialogue.printed.examinations import names_an_examination
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

_NOTE = re.compile(
    r"[\[(*_]*(?:(?:(?:researcher|interviewer|transcriber|author|editor)(?:['’]?s)? |field ?-?)"
    r"(?:note|comment|remark)s?|(?:researcher['’]s )?observations?|stage direction"
    r"|feldnotiz(?:en)?|beobachtung(?:en)?"
    r"|notes? de terrain|notas? de campo|note di campo|observaci(?:ón|ones)|observaç(?:ão|ões)"
    r"|osservazion[ei]|veldnotitie"
    r"|наблюдение)(?: \d{1,2})?[*_]*[ \t]*[:\uff1a]",
    re.IGNORECASE,
)
"""What stands before a note of who was there or wrote the talk down; ``Note:`` alone may be said."""

_COME_AND_GO = re.compile(
    r"(?:\S.{0,40} )?(?:has |was )?(?:joined|left|added to|removed from)"
    r" (?:(?:the|this) (?:conversation|meeting|call|chat|group|channel|room|session)|#\S+?)\.?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;,…\-\u2013\u2014\u3002\uff01\uff1f\u061f\u0964][\"'\u201d\u2019»)\]]*$")
_WORDS_OF_HEADING = 6
_LONGEST = 60
_MOSTLY = 0.8
_NEARLY_ALL = 0.9
_FEWEST = 4


@dataclass(frozen=True)
class Apart:
    """The blocks that begin a part, that are notices of a chat, that may be headings, and that are notes.

    ``timed`` are lines with a time and no label where all others have both.
    """

    parts: frozenset[int] = frozenset()
    notices: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()
    notes: frozenset[int] = frozenset()
    timed: frozenset[int] = frozenset()

    def __contains__(self, index: int) -> bool:
        """Whether a block is any of them."""
        return index in self.all

    @cached_property
    def all(self) -> frozenset[int]:
        """Return all of them."""
        return self.parts | self.notices | self.headings | self.notes | self.timed


def stand_apart(blocks: Sequence[Block], leads: Mapping[int, Lead], head: int) -> Apart:
    """Return the blocks between the turns that name a part, or have the date of a message and no sender."""
    rest = [index for index in range(head, len(blocks)) if index not in leads and not blocks[index].speaker]
    parts = frozenset(index for index in rest if begins_a_part(blocks[index].content))
    dated = [index for index in leads if _has_a_date(blocks[index])]
    come_and_go = frozenset(index for index in rest if _come_and_go(blocks[index], leads))
    come_and_go |= reactions(blocks, leads, rest)
    if len(dated) < max(_FEWEST, _MOSTLY * len(leads)):
        notes = frozenset(index for index in range(head, len(blocks)) if _NOTE.match(blocks[index].content))
        return Apart(
            parts,
            come_and_go,
            headings=_headings(blocks, leads, rest) - parts - notes - come_and_go,
            notes=notes,
            timed=without_a_sender(blocks, leads, rest) - parts - notes - come_and_go,
        )
    notices = set(come_and_go)
    notices |= {index for index in rest if _has_a_date(blocks[index])}
    notices |= {index for index in dated if _ENCRYPTED.match(blocks[index].text, leads[index].words)}
    notices |= {index for index in dated if own_words(blocks[index], leads[index])}
    return Apart(parts, frozenset(notices))


def begins_a_part(line: str) -> bool:
    """Whether a line is nothing but the name of a part: ``Tape 1, Side B``, ``CROSS-EXAMINATION``."""
    return (len(line) <= _LONGEST and _LINE.fullmatch(line) is not None) or names_an_examination(line)


def names_an_interview(line: str) -> bool:
    """Whether the part is another interview, in which a label may be another person's."""
    return _OF_AN_INTERVIEW.search(line) is not None


def _come_and_go(block: Block, leads: Mapping[int, Lead]) -> bool:
    """Whether a chat says who joined or left it, as it does where all turns have a time."""
    stamp = stamp_at(block.text, block.start)
    line = block.text[stamp.stop if stamp else block.start :].strip(" \t-\u2013\u2014:")
    return _COME_AND_GO.fullmatch(line) is not None and all(lead.timed for lead in leads.values())


def _headings(blocks: Sequence[Block], leads: Mapping[int, Lead], rest: Sequence[int]) -> frozenset[int]:
    """Return short lines without a full stop between turns, where what is said ends with one."""
    said = [index for index in leads if not leads[index].alone]
    whole = sum(_ENDS.search(blocks[index].content) is not None for index in said)
    if len(said) < len(leads) or whole < _NEARLY_ALL * len(said):
        return frozenset()
    return frozenset(
        index
        for index in rest
        if blocks[index].after_blank
        and index + 1 in leads
        and blocks[index + 1].after_blank
        and _ENDS.search(blocks[index - 1].content)
        and _is_like_a_heading(blocks[index].content)
    )


def _is_like_a_heading(line: str) -> bool:
    return (
        len(line.split()) <= _WORDS_OF_HEADING
        and (line[:1].isupper() or line[:1].isdecimal())
        and any(map(str.isalpha, line))
        and not _ENDS.search(line)
    )


def _has_a_date(block: Block) -> bool:
    """Whether a day and a time of day stand before all else, as before each message of a chat."""
    stamp = stamp_at(block.text, block.start)
    return stamp is not None and stamp.begins is None
