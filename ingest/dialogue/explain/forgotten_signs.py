"""Lines that begin with a label whose sign was forgotten or mistyped: ``R yes, often``, ``R; yes, often``.

Read as they stand, they would be words of whoever spoke before. Nobody can tell for sure, so such a line is
told and has no speaker. A label that is a word of the talk as well (``I think so``) proves nothing, unless a
capital letter follows (``I How often?``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_role
from ingest.dialogue.leads import Grammar, Lead

_GRAMMARS: frozenset[Grammar] = frozenset({"colon", "tab", "sign", "dot"})
_LETTERS = re.compile(r"[^\W\d_a-z]{1,4}\d{0,3}|[^\W\d_]{1,12}[ _-]?\d{1,3}")
"""A label that is no word: capital letters, or letters with a number."""
_MISTYPED = r"[ \t]*(?:[;)\]}>|=*/~\\]|[.,][ \t]*:)|[ \t]*\t"
_FORGOTTEN = r"[.,]?[ ]+(?=[^\W_])"


def forgotten_signs(
    grammar: Grammar, chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int
) -> dict[int, str]:
    """Return the blocks that begin with a label of the file and another sign than the file's, or none."""
    if grammar not in _GRAMMARS:
        return {}
    often = {lead.label for lead in chosen.values()}
    found = dict(_begin_with(often, _MISTYPED, chosen, blocks, head))
    no_words = {label for label in often if _LETTERS.fullmatch(label) or is_role(label)}
    bare = dict(_begin_with(no_words, _FORGOTTEN, chosen, blocks, head))
    spoken = {label for label in set(bare.values()) if _is_spoken(label, bare, chosen, blocks)}
    told = (
        index
        for index, label in bare.items()
        if label not in spoken or _before_a_capital(label, blocks[index])
    )
    return {**found, **{index: bare[index] for index in told}}


def _before_a_capital(label: str, block: Block) -> bool:
    """Whether a new sentence begins behind the label, as none does within one (``I How often?``)."""
    return block.content[len(label) :].lstrip(" .,")[:1].isupper()


def _begin_with(
    labels: set[str], sign: str, chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int
) -> Iterator[tuple[int, str]]:
    if not labels:
        return
    names = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    begins = re.compile(rf"\s*({names})(?:{sign})")
    for index in range(head, len(blocks)):
        if index in chosen or blocks[index].speaker is not None:
            continue
        if match := begins.match(blocks[index].text, blocks[index].start):
            yield index, match[1]


def _is_spoken(
    label: str, bare: Mapping[int, str], chosen: Mapping[int, Lead], blocks: Sequence[Block]
) -> bool:
    """Whether the label is a word within the talk, so that a line may begin with it as well."""
    word = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")
    for index, block in enumerate(blocks):
        lead = chosen.get(index)
        start = lead.words if lead else block.start
        if bare.get(index) == label:
            start = len(block.text) - len(block.text[start:].lstrip()) + len(label)
        if label in block.text and word.search(block.text, start):
            return True
    return False
