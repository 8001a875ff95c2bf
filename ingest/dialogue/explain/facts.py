"""The head of a transcript: lines of ``name: value`` about the interview, which look like labels.

::

    Project: Orchards
    Date: 3 May
    Interviewer: Runa Holt          nobody says these, and Runa is the one who asks

    Interviewer: How long did the harvest take?
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_fact, is_name, is_role, possible
from ingest.dialogue.leads import Lead

_LONGEST = 80
_SEVERAL = re.compile(r"[|•·][ \t]*[^\W\d_][^:|•·]{0,24}[:\uff1a][ \t]*[^\s|]")
"""More facts on the line: ``ID: HH-031 | Village: Rampur``."""

_AND_ROLE = re.compile(r"[,;/][ \t]*(?P<label>[^\W\d_][^:,;]{0,24})[:\uff1a][ \t]*\S")

_SAID = re.compile(r"[.?!…\u3002\uff01\uff1f\u061f\u0964][\"'\u201d\u2019»)\]]*$")
_MOST_AROUND = 2
"""Lines without a label, such as a title, between facts."""


def facts_above(found: Mapping[int, Lead], blocks: Sequence[Block]) -> int:
    """Return how many blocks at the top are facts about the interview, 0 where none are for certain.

    A label that names a fact (``Date``) makes the line one; beside such lines, a role with a name behind it,
    and below several of them any label that never comes back and has no sentence behind it.
    """
    labels = Counter(lead.key for lead in found.values())
    facts = end = around = 0
    for index, block in enumerate(blocks):
        lead = found.get(index)
        if lead is None or (lead.alone and not _is_a_time(lead)):
            around += 1
            if around > _MOST_AROUND or len(block.content) > _LONGEST:
                break
            continue
        value = block.text[lead.words :].strip()
        if _SEVERAL.search(block.text, lead.words) or _names_roles(lead, block):
            facts += 2
        elif is_fact(lead.label) and len(value) <= _LONGEST:
            facts += 1
        elif is_role(lead.label) and (_is_of_a_person(value) or value.casefold() in labels):
            pass
        elif facts <= 1 or around or labels[lead.key] > 1 or len(value) > _LONGEST or _SAID.search(value):
            break
        end, around = index + 1, 0
    return end if facts > 1 else 0


def lines_above(chosen: Mapping[int, Lead], found: Mapping[int, Lead], blocks: Sequence[Block]) -> int:
    """Return how many blocks stand before the dialogue: facts in lines of ``name: value``, a title."""
    first = min(chosen)
    facts = 0
    for index in range(len(blocks)):
        if index and blocks[index].after_blank:
            break
        if index not in found:
            return first
        facts += index not in chosen
    else:
        return first
    # Where half of the first labelled lines are no labels, all are facts: ``Interviewer: Ann`` among them.
    return index if facts * 2 >= index and facts > 1 else first


def _names_roles(lead: Lead, block: Block) -> bool:
    """Whether a line says who has which role: ``Interviewee: Ann (A), Interviewer: Jens (J)``."""
    further = _AND_ROLE.search(block.text, lead.words)
    return further is not None and is_role(lead.label) and is_role(further["label"])


def _is_a_time(lead: Lead) -> bool:
    """Whether nothing but a time stands behind a fact: ``Time: 07:40-11:15``."""
    return lead.timed and is_fact(lead.label)


def _is_of_a_person(value: str) -> bool:
    return possible(value) and is_name(value)
