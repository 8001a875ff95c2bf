"""Heads and feet of printed pages within a text, as scanning and copying leave them among the words.

::

    Respondent: We threw away everything. I still
    INTERVIEW 7 - CONFIDENTIAL
    12
    have the list.

A line that comes back and stands for nobody is one where its numbers count the pages, where it comes at even
distances, or where it stands within a sentence. Letters that scanning mistakes for each other count as equal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_certain
from ingest.dialogue.leads import Lead
from ingest.dialogue.printed.lines import without_what_is_said
from ingest.digits import number_of

_LONGEST = 100
_FEWEST = 3
_SHORTEST_PAGE = 8
_TIGHT, _LOOSE = 0.15, 0.35
_SURE = 5
_HALF = 0.5
_STEPS = (1, 2)
_DIGITS = re.compile(r"(?<!\w)(?:\d{1,4}|[lI|])(?!\w)")
_MISTAKEN = str.maketrans({"l": "i", "|": "i", "!": "i", "1": "i", "0": "o", "5": "s"})
_ENDS = re.compile(r"[.!?:;…\u3002\uff01\uff1f\u0964\u06d4\u061f\"'\u201d\u2019)\]»]\s*$")
_SAID = re.compile(r"[.!?…,]\s*$")


def page_heads(blocks: Sequence[Block], leads: Mapping[int, Lead]) -> set[int]:
    """Return the blocks that are printed on page after page; what begins with a label is none."""
    shapes: dict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if index not in leads and block.speaker is None and len(block.text) <= _LONGEST:
            shapes[_shape(block.content)].append(index)
    shapes = without_what_is_said(shapes, leads, blocks)
    found = {
        index for shape, lines in shapes.items() if _is_of_pages(shape, lines, blocks) for index in lines
    }
    return found | _on_both_pages(shapes, found, blocks)


def without_page_heads(found: dict[int, Lead], blocks: Sequence[Block]) -> dict[int, Lead]:
    """Leave out what looks like a label and is the same line on each page: ``Appendix C: Transcripts``."""
    of_label: dict[str, list[int]] = defaultdict(list)
    for index, lead in found.items():
        of_label[lead.key].append(index)
    same = [
        lines
        for lines in of_label.values()
        if len(lines) >= _FEWEST and len({blocks[line].content for line in lines}) == 1
        if not found[lines[0]].alone and not _SAID.search(blocks[lines[0]].content)
        if not is_certain(found[lines[0]].label)
        if _is_even(lines, blocks)
    ]
    gone = set(same[0]) if len(same) == 1 else set()
    return {index: lead for index, lead in found.items() if index not in gone} if gone else found


def _shape(text: str) -> str:
    """Return a line without its numbers, and with letters alike that a scanner mistakes for each other."""
    bare = _DIGITS.sub("#", text)
    return " ".join(bare.split()).translate(_MISTAKEN).casefold()


def _is_of_pages(shape: str, lines: Sequence[int], blocks: Sequence[Block]) -> bool:
    if len(lines) < _FEWEST or not blocks[lines[0]].content:
        return False
    if not any(sign.isalpha() for sign in shape):
        return "#" in shape and _counts(lines, blocks) and _is_even(lines, blocks)
    if "#" in shape and _counts(lines, blocks):
        return _is_even(lines, blocks) or _stand_within(lines, blocks)
    text = blocks[lines[0]].content
    if _SAID.search(text) or not (text[0].isupper() or text[0].isdecimal()) or len(text.split()) == 1:
        return False
    if _begin_sentences(lines, blocks):
        return False
    return _is_even(lines, blocks) or _stand_within(lines, blocks)


def _numbers(index: int, blocks: Sequence[Block]) -> list[int]:
    return [number_of(each) if each.isdecimal() else 1 for each in _DIGITS.findall(blocks[index].content)]


def _counts(lines: Sequence[int], blocks: Sequence[Block]) -> bool:
    """Whether one of the numbers in the lines goes up by one, or by two on pages of one side."""
    rows = [_numbers(index, blocks) for index in lines]
    if len({len(row) for row in rows}) != 1:
        return False
    columns = zip(*rows, strict=True)
    return any(
        all(after - before == step for before, after in pairwise(column))
        for column in columns
        for step in _STEPS
    )


def _is_even(lines: Sequence[int], blocks: Sequence[Block]) -> bool:
    """Whether the lines come at even distances; the last page may be short."""
    gaps = [blocks[after].number - blocks[before].number for before, after in pairwise(lines)]
    if len(gaps) < _FEWEST - 1 or (usual := median(gaps[:-1])) < _SHORTEST_PAGE:
        return False
    within = _LOOSE if len(lines) >= _SURE else _TIGHT
    *all_but_last, last = gaps
    return last <= usual * (1 + within) and all(abs(gap - usual) <= within * usual for gap in all_but_last)


def _stand_within(lines: Sequence[int], blocks: Sequence[Block]) -> bool:
    """Whether the lines mostly interrupt a sentence: nothing ends above them, and small letters follow."""
    within = sum(
        0 < index < len(blocks) - 1
        and not _ENDS.search(blocks[index - 1].content)
        and blocks[index + 1].content[:1].islower()
        for index in lines
    )
    return within > 1 and within >= _HALF * len(lines)


def _begin_sentences(lines: Sequence[int], blocks: Sequence[Block]) -> bool:
    """Whether a sentence ends above most of the lines and they go on below: they are broken lines of talk."""
    begun = sum(
        0 < index < len(blocks) - 1
        and _ENDS.search(blocks[index - 1].content) is not None
        and not blocks[index + 1].after_blank
        and blocks[index + 1].content[:1].islower()
        for index in lines
    )
    return begun > _HALF * len(lines)


def _on_both_pages(shapes: Mapping[str, Sequence[int]], found: set[int], blocks: Sequence[Block]) -> set[int]:
    """Return the lines of left and right pages that count together, and what always stands beside a head."""
    ends: list[tuple[int, int]] = []
    for shape, lines in shapes.items():
        if len(lines) > 1 and "#" in (shape[:1], shape[-1:]) and any(map(str.isalpha, shape)):
            ends += [(index, _numbers(index, blocks)[-(shape[-1] == "#")]) for index in lines]
    ends.sort()
    both: set[int] = set()
    if len(ends) >= _FEWEST and all(after[1] - before[1] == 1 for before, after in pairwise(ends)):
        lines = [index for index, _ in ends]
        both = set(lines) if _is_even(lines, blocks) else set()
    heads, last = found | both, len(blocks) - 1
    beside = {
        index
        for shape, lines in shapes.items()
        if len(lines) > 1 and heads
        if all(not heads.isdisjoint((index - 1, index, index + 1)) or index == last for index in lines)
        if not _SAID.search(shape)
        for index in lines
    }
    return both | beside
