"""How courts print who asks: on a line above the questions, which have nothing but a letter.

::

    BY MR. SMITH:                               CROSS-EXAMINATION BY MS. DORAN:
    Q.  Who did you report to there?            Q.  Did you see the log?
    A.  To two people.                          A.  I saw a log.

Nobody says such a line. Where several are named, ``Q`` is the one whom the line above it names; the only one
keeps the label as printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead

_EXAMINATION = r"(?:further |continued )?(?:(?:re-?)?(?:direct|cross)[- ]?|voir dire )?(?:re-?)?examination"
_HEADING = re.compile(
    rf"{_EXAMINATION}(?: of .{{1,60}})?(?:[ ,-]+\(?(?:continued|resumed|cont['’]?d)\.?\)?)?[.:]?",
    re.IGNORECASE,
)
_NAME = (
    r"(?:(?i:the court|mrs?|ms|miss|mx|dr|sir|lady|lord|judge|justice)\b\.? ?)?[^\W\d_a-z][^\d:,;?!]{1,40}?"
)
_EXAMINED = r"(?:further )?(?:(?:re|cross)-?)?(?:questioned|examined)"
_BY = re.compile(
    rf"(?i:{_EXAMINATION}(?: \(?continued\)?)?,?|{_EXAMINED}) (?i:by) (?P<who>{_NAME})"
    r"(?: \(?(?i:continued|resumed)\)?)?[.:]?"
    rf"|BY (?P<alone>{_NAME}):"
)
_CALLED = re.compile(
    r"[^\W\d_a-z][^a-z:;?!]{2,60}(?:,(?: having been| being)?(?: first)?(?: duly)?| \((?:duly )?)"
    r" ?(?:re-?)?(?:sworn|affirmed|called|recalled)\b.{0,40}"
)
"""A witness in capitals who is called: ``PETER TRASK (affirmed)``."""
_LONGEST = 90
_ASKS, _ANSWERS = frozenset({"q", "q."}), frozenset({"a", "a."})
_PRINTED = re.compile(r"[Qq][.: \t]")


def names_an_examination(line: str) -> bool:
    """Whether a line says that somebody is called or examined, and perhaps by whom."""
    heading = _HEADING.fullmatch(line) or _CALLED.fullmatch(line) if len(line) <= _LONGEST else None
    return heading is not None or examiner(line) is not None


def examiner(line: str) -> str | None:
    """Return who asks from here on, if a line says so: ``BY MR. SMITH:``."""
    if len(line) > _LONGEST or ("BY " not in line and " by " not in line):
        return None
    found = _BY.fullmatch(line)
    return (found["who"] or found["alone"]) if found else None


def who_examines(leads: Mapping[int, Lead], blocks: Sequence[Block]) -> dict[str, int]:
    """Return those who examine as lines above ``Q`` say, each with the first block that begins with it."""
    asks: str | None = None
    found: dict[str, tuple[str, int]] = {}
    for index, block in enumerate(blocks):
        asks = examiner(block.content) or asks
        if asks is not None and index in leads and _PRINTED.match(block.content):
            found.setdefault(asks.casefold(), (asks, index))
    return dict(found.values())


def named_by_examiners(leads: Mapping[int, Lead], blocks: Sequence[Block]) -> dict[int, Lead]:
    """Return the leads, ``Q`` with the name of the one who examines, where lines above name several.

    One examiner needs no name to be told from others: the label stays as printed.
    """
    keys = {lead.key for lead in leads.values()}
    if not (keys & _ASKS and keys & _ANSWERS):
        return dict(leads)
    labels = {lead.key: lead.label for lead in leads.values()}
    found: dict[int, Lead] = {}
    asks: str | None = None
    examiners: set[str | None] = set()
    for index, block in enumerate(blocks):
        asks = examiner(block.content) or asks
        lead = leads.get(index)
        if lead is not None:
            found[index] = lead
            if lead.key in _ASKS:
                examiners.add(asks and asks.casefold())  # nobody named yet is one more
                found[index] = replace(lead, label=labels.get(asks.casefold(), asks)) if asks else lead
    return found if len(examiners) > 1 else dict(leads)
