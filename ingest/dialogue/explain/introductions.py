"""People who are introduced by their full name and have a short label from then on.

::

    Carmen Ruiz (CR): Thank you for letting me record this.        Mr. TOLL (Minister): I beg to move.

    CR: How many patients do you see in a week?                    Mr. TOLL: It is two pounds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_certain, is_name, is_opener
from ingest.dialogue.leads import Lead
from ingest.speakers.known_labels import recognise

_SHORT = re.compile(r"(?P<name>.+?)\s*[(\[](?P<short>[^()\[\]]{1,12})[)\]]")
_ADDED = re.compile(r"(?:\s*\([^()]{1,60}\))+$")
"""What is added to a name in round brackets: an office, a party, a place."""

_ENDS = re.compile(r"[.?!…\u3002\uff01\uff1f\u061f\u0964][\"'\u201d\u2019»)\]]*$")
_FEWEST_WORDS = 3


def introduced(found: Mapping[int, Lead], core: Collection[str], blocks: Sequence[Block]) -> set[str]:
    """Return the labels that name in full whom a label that comes back names in short."""
    short = {re.sub(r"[\W_]", "", key) for key in core}
    return _with_and_without(found, blocks) | {
        lead.key
        for index, lead in found.items()
        if lead.key not in core and _shortened(lead.label) & short and _says(lead, blocks[index])
    }


def _with_and_without(found: Mapping[int, Lead], blocks: Sequence[Block]) -> set[str]:
    """Return the names that stand with an addition in brackets and without it."""
    labels = {lead.label for lead in found.values()}
    names = {_ADDED.sub("", label) for label in labels if label.endswith(")")}
    both = {name for name in names & labels if is_name(name)}
    return {
        lead.key
        for index, lead in found.items()
        if both and _ADDED.sub("", lead.label) in both and _says(lead, blocks[index])
    }


def labels_above(
    found: Mapping[int, Lead], chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int
) -> dict[int, str]:
    """Return what may be turns of people who speak above the first label that comes back, and never again."""
    return {
        index: lead.label
        for index, lead in found.items()
        if index < head
        and index not in chosen
        and not is_opener(lead.label)
        and (is_certain(lead.label) or (is_name(lead.label) and " " in lead.label))
        and _says(lead, blocks[index])
        and len(blocks[index].text[lead.words :].split()) >= _FEWEST_WORDS
    }


def _shortened(label: str) -> set[str]:
    """Return how a full name may be shortened: as in the brackets behind it, or to its initials."""
    inside = _SHORT.fullmatch(label)
    name = inside["name"] if inside else label
    words = re.findall(r"[^\W\d_]+", name)
    found = {re.sub(r"[\W_]", "", inside["short"]).casefold()} if inside else set()
    if len(words) > 1 and is_name(name):
        found |= {"".join(word[0] for word in words).casefold(), (words[0][0] + words[-1][0]).casefold()}
    return found


def _says(lead: Lead, block: Block) -> bool:
    """Whether a sentence stands behind the label, and no role as in a list of who is there."""
    words = block.text[lead.words :].strip()
    return _ENDS.search(words) is not None and recognise(words.rstrip(" .")) is None
