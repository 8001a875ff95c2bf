"""What one copy of a text says and another one does not: whole sentences, left out.

Copies differ in slips, in time stamps and in the names they hide; none of that is text left out. A sentence
is, when most of its words stand nowhere in the other copy, neither there nor elsewhere, nor put another way::

    left_out("It broke. Nobody had been told about it.", "It broke.")  ->  (LeftOut(10, 40, 6),)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from rapidfuzz.distance import LCSseq

from ingest.merge.alignment import Difference, differences
from ingest.merge.placeholders import placeholders
from ingest.model import Paragraph

STAMP = re.compile(r"[\[(]?\b\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\b[\])]?")
"""A time stamp between the words."""
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.?!…\n]+[.?!…]*")
_LEAST_WORDS = 3
"""Fewer words than this ("Yes, yes.") are a slip of the transcriber's, whoever has them."""
_MOST_OF_IT = 0.6
_PUT_OTHERWISE = 0.5
_TOO_MUCH = 0.02
"""A copy that lacks more than this share of the words of the longest one is not complete."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that another copy does not have, and how many words that is."""

    start: int
    end: int
    words: int


def left_out(text: str, other: str) -> tuple[LeftOut, ...]:
    """Return the sentences of ``text`` that ``other`` does not have."""
    gaps = [gap for gap in differences(text, other) if not _is_hidden(other[gap.new_start : gap.new_end])]
    if sum(_size(text[gap.start : gap.end]) for gap in gaps) < _LEAST_WORDS:
        return ()
    starts = [gap.start for gap in gaps]
    known = f" {' '.join(_words(other))} "
    found = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        near = gaps[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end)]
        lacking = _lacking(text, other, start, end, near)
        if lacking and f" {' '.join(_words(match[0]))} " not in known:
            found.append(LeftOut(start, end, lacking))
    return tuple(found)


def paragraphs_of(found: Sequence[LeftOut], paragraphs: Sequence[Paragraph]) -> tuple[int, ...]:
    """Return the numbers of the paragraphs that these sentences stand in."""
    starts = [paragraph.start for paragraph in paragraphs]
    return tuple(sorted({max(0, bisect_right(starts, one.start) - 1) for one in found}))


def shortfalls(texts: Sequence[str]) -> Mapping[str, int]:
    """Return how many words each text lacks that another one has."""
    lacks = dict.fromkeys(texts, 0)
    for one, other in permutations(lacks, 2):
        lacks[one] = max(lacks[one], sum(each.words for each in left_out(other, one)))
    return lacks


def complete(lacks: Mapping[str, int]) -> frozenset[str]:
    """Return the texts that lack next to nothing; when there is none, those that lack least."""
    longest = max(map(_size, lacks), default=0)
    most = max(_TOO_MUCH * longest, min(lacks.values(), default=0))
    return frozenset(text for text, words in lacks.items() if words <= most)


def _lacking(text: str, other: str, start: int, end: int, near: Sequence[Difference]) -> int:
    """Return how many words of a sentence are not in the other text, if that is most of it; else 0."""
    mine: list[str] = []
    theirs: list[str] = []
    for gap in near:
        first, last = max(start, gap.start), min(end, gap.end)
        if first < last:
            mine += _words(text[first:last])
            theirs += _words(other[gap.new_start : gap.new_end])
    if len(mine) < _LEAST_WORDS or len(mine) < _MOST_OF_IT * len(_words(text[start:end])):
        return 0
    return 0 if LCSseq.similarity(mine, theirs) >= _PUT_OTHERWISE * len(mine) else len(mine)


def _is_hidden(words: str) -> bool:
    """Say whether nothing but placeholders stands in a place: somebody hid what was said there."""
    spans = placeholders(words)
    rest = "".join(words[a:b] for a, b in _outside(spans, len(words)))
    return bool(spans) and not _WORD.search(rest)


def _outside(spans: Sequence[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    done = 0
    for start, end in spans:
        yield done, start
        done = end
    yield done, size


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(STAMP.sub(" ", text))]


def _size(text: str) -> int:
    return len(_words(text))
