"""Where words are after a person has retyped the paragraphs they stand in.

Everything is compared word by word, slips letter by letter; white space and case make no difference::

    WordMove("We use Acme here", "Here we used Acme").start(7)  ->  13

A span goes with its first and last character. Where these were replaced, what replaces them belongs to it;
where they were deleted, the span is shorter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from rapidfuzz.distance import Indel, LCSseq

from ingest.merge.common_words import WORD, Block, equal_characters, joined, word_key

_ALIKE = 0.6
"""Replaced words this much alike are compared letter by letter: a slip, not another word."""


class WordMove:
    """From offsets into ``old`` to offsets into ``new``, two versions of the same paragraphs."""

    def __init__(self, old: str, new: str) -> None:
        """Compare two texts."""
        self.old, self.new = old, new
        self.runs = list(joined(sorted(_equal(old, new))))
        self._begins = [run[0] for run in self.runs]

    def start(self, at: int) -> int:
        """Return where a span begins now that began at ``at``."""
        first = at
        while first < len(self.old) and self.old[first].isspace() and self._kept(first) is None:
            first += 1
        if first >= len(self.old):
            return len(self.new)
        where = self._kept(first)
        if where is None:
            _, _, begins, ends = self._gap(first)
            inside = self.new[begins:ends]
            where = begins + len(inside) - len(inside.lstrip()) if inside.strip() else ends
            while where < len(self.new) and self.new[where].isspace():
                where += 1
        if not _is_inside_word(self.old, first):
            while _is_inside_word(self.new, where):
                where -= 1
        return where

    def end(self, at: int) -> int:
        """Return where a span ends now that ended before ``at``."""
        last = at
        while last > 0 and self.old[last - 1].isspace() and self._kept(last - 1) is None:
            last -= 1
        if last <= 0:
            return 0
        kept = self._kept(last - 1)
        if kept is None:
            _, _, begins, ends = self._gap(last - 1)
            inside = self.new[begins:ends]
            where = begins + len(inside.rstrip()) if inside.strip() else begins
            while where > 0 and self.new[where - 1].isspace():
                where -= 1
        else:
            where = kept + 1
        if not _is_inside_word(self.old, last):
            while _is_inside_word(self.new, where):
                where += 1
        return where

    def _kept(self, at: int) -> int | None:
        number = bisect_right(self._begins, at) - 1
        if number < 0:
            return None
        old, new, size = self.runs[number]
        return new + at - old if at < old + size else None

    def _gap(self, at: int) -> tuple[int, int, int, int]:
        """Return the changed stretch around a character: from and to in the old text, and in the new one."""
        number = bisect_right(self._begins, at) - 1
        old, new, size = self.runs[number] if number >= 0 else (0, 0, 0)
        nobody = (len(self.old), len(self.new), 0)
        next_old, next_new, _ = self.runs[number + 1] if number + 1 < len(self.runs) else nobody
        return old + size, next_old, new + size, next_new


def _equal(old: str, new: str) -> Iterator[Block]:
    """Yield the runs of characters that stand in both texts, in no order."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    while head and (_is_inside_word(old, head) or _is_inside_word(new, head)):
        head -= 1
    while tail and (_is_inside_word(old, len(old) - tail) or _is_inside_word(new, len(new) - tail)):
        tail -= 1
    if head:
        yield 0, 0, head
    if tail:
        yield len(old) - tail, len(new) - tail, tail
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    done = done_new = 0
    for a, b, size in [*_equal_words(before, after), (len(before), len(after), 0)]:
        gap, other = before[done:a], after[done_new:b]
        if gap == other:
            yield head + done, head + done_new, len(gap)
        elif gap.strip() and other.strip() and Indel.normalized_similarity(gap, other) >= _ALIKE:
            for x, y, count in equal_characters(gap, other):
                yield head + done + x, head + done_new + y, count
        if size:
            yield head + a, head + b, size
        done, done_new = a + size, b + size


def _equal_words(old: str, new: str) -> Iterator[Block]:
    mine, theirs = list(WORD.finditer(old)), list(WORD.finditer(new))
    keys, others = [word_key(each[0]) for each in mine], [word_key(each[0]) for each in theirs]
    for block in LCSseq.opcodes(keys, others):
        if block.tag == "equal":
            for a, b in zip(
                range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True
            ):
                yield mine[a].start(), theirs[b].start(), len(keys[a])


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    size = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        size += 1
    return size


def _is_inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"
