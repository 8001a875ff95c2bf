"""Lines that begin with a label in another shape: its sign forgotten or mistyped, its time left out.

::

    R yes, often        R; yes, often        [R] yes        r - Yes        RuthYes        R (on its line)

Read as they stand, they would be words of whoever spoke before. Nobody can tell for sure, so such a line is
told and has no speaker. A label that is a word of the talk as well (``I think so``) proves nothing, unless a
capital letter follows (``I How often?``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.talk import speaks_of_itself
from ingest.dialogue.labels import is_role
from ingest.dialogue.leads import Lead
from ingest.dialogue.times import stamp_at

_LETTERS = re.compile(r"[^\W\d_a-z]{1,4}\d{0,3}|[^\W\d_]{1,12}[ _-]?\d{1,3}")
"""A label that is no word: capital letters, or letters with a number."""
_BEFORE = r"\s*(?:[^\w\s]{0,3}\s*)(?:[\[(]?\d{1,2}(?::\d\d){1,2}[\])]?[\s:.-]*(?:[^\w\s]{1,3}\s*)?)?"
_BEHIND = re.compile(r"(?P<sign>[ \u00a0]?[^\w\s,'’?!…\"”»]+|[ \u00a0]?[.,][ ]?:|\t| {2,})?(?P<gap>\s+|$)?")
_GLUED = frozenset(":\uff1a;)]}>|=/*")
_SIGNS = "*_=-\u2013\u2014#<>[](){}|:;./ "
_FORGOTTEN = r"[.,]?[ ]+(?=[^\W_])"
_SHORT = 2
_LONGEST = 40


def forgotten_signs(chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int) -> dict[int, str]:
    """Return the blocks that begin with a label of the file and another sign than the file's, or none."""
    often = {lead.label for lead in chosen.values()}
    rest = [
        index
        for index in range(head, len(blocks))
        if index not in chosen and blocks[index].speaker is None
        if not (index - 1 in chosen and chosen[index - 1].alone)
    ]
    found = dict(_in_another_shape(often, blocks, rest))
    no_words = {label for label in often if _LETTERS.fullmatch(label) or is_role(label)}
    bare = dict(_begin_with(no_words, _FORGOTTEN, blocks, rest))
    spoken = {label for label in set(bare.values()) if _is_spoken(label, bare, chosen, blocks)}
    told = (
        index
        for index, label in bare.items()
        if label not in spoken or _before_a_capital(label, blocks[index])
    )
    return {**found, **{index: bare[index] for index in told}}


def _in_another_shape(
    labels: set[str], blocks: Sequence[Block], rest: Sequence[int]
) -> Iterator[tuple[int, str]]:
    """Yield the blocks that begin with a label, in any case, and any sign behind it or a new sentence."""
    bare = {label.strip(_SIGNS) or label for label in labels}
    long = [label for label in bare if len(label) > _SHORT]
    short = [label for label in bare if len(label) <= _SHORT]
    names = [f"(?i:{_any_of(long)})"] * bool(long) + [_any_of(short)] * bool(short)
    if not names:
        return
    begins = re.compile(rf"{_BEFORE}(?P<label>{'|'.join(names)})(?:(?![^\W_])|(?P<glued>(?=[^\W\d_])))")
    for index in rest:
        block = blocks[index]
        match = begins.match(block.text, block.start)
        if match and match["glued"] is not None:
            if _is_glued(match["label"], block.text[match.end() : match.end() + 3]):
                yield index, match["label"]
            continue
        behind = _BEHIND.match(block.text, match.end()) if match else None
        if match and behind and _may_be_one(match["label"], behind, block.text):
            yield index, match["label"]


def _may_be_one(label: str, behind: re.Match[str], text: str) -> bool:
    """Whether what follows a label that begins a line lets it be one, and no word of a sentence."""
    words = text[behind.end() : behind.end() + _LONGEST].split(None, 1)[:1] or [""]
    following = words[0][:1]
    sign, gap = (behind["sign"] or "").strip(), behind["gap"]
    if stamp_at(words[0].strip("()[]:"), 0) is not None:
        return True
    if " " not in label and speaks_of_itself(label) and (not following.isupper() or words == [label]):
        return False
    if sign or behind["sign"]:
        glued = sign[-1:] in _GLUED or (sign == "." and words[0][:1].isupper() and words[0][1:2].islower())
        return gap is not None or glued or behind["sign"][0] in " \u00a0"
    return gap is not None and (not following or following.isupper())


def _is_glued(label: str, behind: str) -> bool:
    """Whether a word with a capital stands right behind a label: ``RuthOnly at night``, no ``Ruthless``."""
    if not behind[:1].isupper():
        return False
    return behind[1:].islower() if len(label) == 1 else not behind[1:2].isupper()


def _any_of(labels: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))


def _before_a_capital(label: str, block: Block) -> bool:
    """Whether a new sentence begins behind the label, as none does within one (``I How often?``)."""
    return block.content[len(label) :].lstrip(" .,")[:1].isupper()


def _begin_with(
    labels: set[str], sign: str, blocks: Sequence[Block], rest: Sequence[int]
) -> Iterator[tuple[int, str]]:
    if not labels:
        return
    begins = re.compile(rf"\s*({_any_of(list(labels))})(?:{sign})")
    for index in rest:
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
