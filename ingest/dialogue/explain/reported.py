"""What stands within a turn and looks like a label: what somebody else said, and words of a broken line.

::

    Bridge keeper: The skipper calls me.

    My colleague used to say: "The computer decides, you wave."

The second paragraph is the bridge keeper's. So are the lines of a sentence that was broken before a colon::

    Bridge keeper: We have one
    rule: who opens the bridge closes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.lists import is_phrase
from ingest.dialogue.labels import has_title, is_certain, is_role
from ingest.dialogue.leads import Grammar, Lead

_QUOTE = re.compile(r"[\"“”„‟«»‹›「『《‚‘]")
_UNFINISHED = re.compile(r"[\w,;\-\u2013\u2014]$")
_HALF = 0.5
_FEW = 0.3


def quotations(found: Mapping[int, Lead], blocks: Sequence[Block]) -> frozenset[int]:
    """Return the leads whose words are in quotation marks, where most words are not."""
    quoted = frozenset(
        index
        for index, lead in found.items()
        if not lead.alone and not is_certain(lead.label) and _QUOTE.match(blocks[index].text, lead.words)
    )
    return quoted if len(quoted) <= _HALF * len(found) else frozenset()


def without_reports(grammar: Grammar, found: dict[int, Lead], blocks: Sequence[Block]) -> dict[int, Lead]:
    """Leave out what begins a sentence and leads to a quotation each time: ``My colleague used to say``."""
    if grammar != "colon":
        return found
    quoted = quotations(found, blocks)
    if not quoted:
        return found
    plain = {lead.key for index, lead in found.items() if index not in quoted}
    return {index: lead for index, lead in found.items() if lead.key in plain or not is_phrase(lead.label)}


def goes_on(lead: Lead, block: Block) -> bool:
    """Whether the sentence goes on behind a colon, in small letters, as no turn begins where most do not."""
    return block.text[lead.words : lead.words + 1].islower()


def without_sentences(grammar: Grammar, found: dict[int, Lead], blocks: Sequence[Block]) -> dict[int, Lead]:
    """Leave out what comes back and begins a sentence that goes on behind the colon each time.

    ``One thing I forgot: the bridge was new.`` What stands once is asked about elsewhere.
    """
    if grammar != "colon":
        return found
    counts = Counter(lead.key for lead in found.values())
    small = {index for index, lead in found.items() if goes_on(lead, blocks[index])}
    if len(small) >= _FEW * len(found):
        return found
    begun = {lead.key for index, lead in found.items() if index not in small or counts[lead.key] == 1}
    return {index: lead for index, lead in found.items() if lead.key in begun or not is_phrase(lead.label)}


def go_on(grammar: Grammar, found: Mapping[int, Lead], blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels behind which the sentence goes on each time, where hardly any other does.

    ``Mornings: pruning.`` may come back within turns, and be no person; nobody is named for certain.
    """
    if grammar != "colon":
        return frozenset()
    small = Counter(lead.key for index, lead in found.items() if goes_on(lead, blocks[index]))
    counts = Counter(lead.key for lead in found.values())
    every = {key for key, count in small.items() if count == counts[key]}
    others = sum(counts[key] - small[key] for key in counts)
    if small.total() >= _FEW * len(found) or others <= small.total():
        return frozenset()
    labels = {lead.key: lead.label for lead in found.values()}
    return frozenset(key for key in every if not is_certain(labels[key]) and not has_title(labels[key]))


def without_words_within(
    grammar: Grammar, found: dict[int, Lead], blocks: Sequence[Block]
) -> dict[int, Lead]:
    """Leave out words in small letters that stand within a sentence each time, where labels have capitals."""
    if grammar != "colon" or 2 * sum(_is_small(lead) for lead in found.values()) >= len(found):
        return found
    apart = {
        lead.key
        for index, lead in found.items()
        if not (_is_small(lead) and index and _UNFINISHED.search(blocks[index - 1].content))
    }
    return {index: lead for index, lead in found.items() if lead.key in apart or is_role(lead.label)}


def _is_small(lead: Lead) -> bool:
    return lead.label[:1].islower()
