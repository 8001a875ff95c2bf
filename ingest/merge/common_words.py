"""Which words two texts have in common, in the same order.

Lines that both texts hold once are matched first, then runs of words that both hold once between those
lines, and only what is left is compared word by word. White space and case never make a difference. Every
step is bounded, so that two texts that have nothing in common cost about as much as reading them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from rapidfuzz.distance import Indel

WORD = re.compile(r"\w+|[^\w\s]")
_QUOTES = str.maketrans("‘’“”", "''\"\"")  # noqa: RUF001 - typographic quotes are what it is about

_ANCHOR_WORDS = 5
"""So many words in a row, once in each text, are the same place."""
_ANCHOR_LINE = 20
"""A line shorter than this ("Okay.") is no anchor by itself."""
_MOST_CELLS = 16_000_000
"""The largest table of words against words that is compared (2 MB, some milliseconds)."""
_LEAST_IN_COMMON = 0.3
"""Two stretches that share fewer words than this are different words, not a changed stretch."""
_MANY_WORDS = 8

Block = tuple[int, int, int]
"""So many equal items: where they begin in the old sequence, where in the new one, how many."""


def equal_words(old: str, new: str) -> list[Block]:
    """Return the runs of characters that belong to words both texts have, in order.

    A run goes over the white space between its words where that is the same too.
    """
    old_lines, new_lines = _lines(old), _lines(new)
    first, second = [old[a:b] for a, b in old_lines], [new[a:b] for a, b in new_lines]
    blocks = _grown(first, second, _once_in_both(_worthy(first), _worthy(second)))
    runs = [
        (old_lines[a + k][0], new_lines[b + k][0], len(first[a + k]))
        for a, b, count in blocks
        for k in range(count)
        if first[a + k]
    ]
    for mine, theirs in _between(blocks, len(first), len(second)):
        runs += _compare_words(old, new, _extent(old_lines, mine), _extent(new_lines, theirs))
    return _joined_over_space(sorted(runs), old, new)


def word_key(word: str) -> str:
    """Return what makes two words the same; a folded form of another length would not map by character."""
    folded = word.translate(_QUOTES).casefold()
    return folded if len(folded) == len(word) else word


def equal_characters(old: str, new: str) -> list[Block]:
    """Return the runs of characters that two short strings have in common, in order."""
    return [
        (code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in Indel.opcodes(old, new)
        if code.tag == "equal"
    ]


def joined(runs: Sequence[Block]) -> Iterator[Block]:
    """Join runs that touch on both sides."""
    if not runs:
        return
    old, new, size = runs[0]
    for next_old, next_new, next_size in runs[1:]:
        if (next_old, next_new) == (old + size, new + size):
            size += next_size
        else:
            yield old, new, size
            old, new, size = next_old, next_new, next_size
    yield old, new, size


def _lines(text: str) -> list[tuple[int, int]]:
    ends = [match.start() for match in re.finditer("\n", text)]
    return list(zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True))


def _worthy(lines: Sequence[str]) -> list[Hashable]:
    """Return the lines as anchors; one that is too short gets a value that equals no other."""
    return [line if len(line) >= _ANCHOR_LINE else object() for line in lines]


def _extent(lines: Sequence[tuple[int, int]], between: range) -> tuple[int, int]:
    return (lines[between[0]][0], lines[between[-1]][1]) if between else (0, 0)


def _compare_words(old: str, new: str, first: tuple[int, int], second: tuple[int, int]) -> Iterator[Block]:
    """Yield a run for each word that the two stretches have in common, in order."""
    words, others = list(WORD.finditer(old, *first)), list(WORD.finditer(new, *second))
    keys, other_keys = [word_key(word[0]) for word in words], [word_key(word[0]) for word in others]
    blocks = _grown(keys, other_keys, _once_in_both(_shingles(keys), _shingles(other_keys)))
    for mine, theirs in _between(blocks, len(keys), len(other_keys)):
        blocks = blocks + _compared(keys, other_keys, mine, theirs)
    for a, b, count in _settled(sorted(blocks), keys, other_keys):
        for word, other in zip(words[a : a + count], others[b : b + count], strict=True):
            yield (word.start(), other.start(), word.end() - word.start())


def _shingles(words: Sequence[str]) -> list[Hashable]:
    return list(zip(*(words[k:] for k in range(_ANCHOR_WORDS)), strict=False))


def _once_in_both(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of items that both hold exactly once, as many as are in the same order in both."""
    here, there = Counter(first), Counter(second)
    where = {item: place for place, item in enumerate(second) if there[item] == 1}
    pairs = [(a, where[item]) for a, item in enumerate(first) if item in where and here[item] == 1]
    return _longest_rise(pairs)


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of ``pairs`` (rising in the first place) that rises in the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        depth = bisect_left(tails, place)
        before.append(ends[depth - 1] if depth else -1)
        tails[depth : depth + 1] = [place]
        ends[depth : depth + 1] = [number]
    rise: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        rise.append(pairs[number])
        number = before[number]
    return rise[::-1]


def _grown(first: Sequence[str], second: Sequence[str], anchors: Sequence[tuple[int, int]]) -> list[Block]:
    """Grow each anchor in both directions as far as the items around it are equal."""
    blocks: list[Block] = []
    low_a = low_b = 0
    for anchor_a, anchor_b in anchors:
        if anchor_a < low_a or anchor_b < low_b:
            continue
        a, b = anchor_a, anchor_b
        while a > low_a and b > low_b and first[a - 1] == second[b - 1]:
            a, b = a - 1, b - 1
        start, other = a, b
        while a < len(first) and b < len(second) and first[a] == second[b]:
            a, b = a + 1, b + 1
        if a > start:
            blocks.append((start, other, a - start))
        low_a, low_b = a, b
    return blocks


def _between(blocks: Sequence[Block], size: int, other: int) -> list[tuple[range, range]]:
    """Return what lies before, between and behind the blocks, where there is something on both sides."""
    a = b = 0
    found: list[tuple[range, range]] = []
    for next_a, next_b, count in [*blocks, (size, other, 0)]:
        if a < next_a and b < next_b:
            found.append((range(a, next_a), range(b, next_b)))
        a, b = next_a + count, next_b + count
    return found


def _compared(first: Sequence[str], second: Sequence[str], mine: range, theirs: range) -> list[Block]:
    """Compare two short stretches word by word; stretches that hardly share a word share none."""
    if len(mine) * len(theirs) > _MOST_CELLS:
        return []
    codes = Indel.opcodes(first[mine.start : mine.stop], second[theirs.start : theirs.stop])
    blocks = [
        (mine.start + code.src_start, theirs.start + code.dest_start, code.src_end - code.src_start)
        for code in codes
        if code.tag == "equal"
    ]
    fewer = min(len(mine), len(theirs))
    common = sum(count for _, _, count in blocks)
    return [] if fewer >= _MANY_WORDS and common < _LEAST_IN_COMMON * fewer else blocks


def _settled(blocks: Sequence[Block], first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """Move words between two blocks with an addition between them to where they make most sense.

    Of "one. two." and "one." the full stop that is left could be either: it belongs to the words it is with.
    Punctuation stays with the word before it, and a block that could join its neighbour does.
    """
    settled: list[Block] = []
    for block in blocks:
        c, d, more = block
        if settled:
            a, b, count = settled[-1]
            moved = _forward(first, second, settled[-1], block)
            if moved:
                settled[-1] = (a, b, count + moved)
                c, d, more = c + moved, d + moved, more - moved
            elif _slides_back(first, second, settled[-1], block):
                c, d, more = c - count, d - count, more + count
                settled.pop()
        if more:
            settled.append((c, d, more))
    return settled


def _forward(first: Sequence[str], second: Sequence[str], before: Block, block: Block) -> int:
    """Return how many words at the start of ``block`` belong behind ``before``: all, or the punctuation."""
    a, b, size = before[0] + before[2], before[1] + before[2], block[2]
    if a != block[0] and b != block[1]:
        return 0
    same = 0
    while same < size and first[a + same] == first[block[0] + same] == second[b + same]:
        same += 1
    if same == size:
        return size
    return next((k for k in range(same) if first[a + k].isalnum()), same)


def _slides_back(first: Sequence[str], second: Sequence[str], before: Block, block: Block) -> bool:
    """Say whether all words of ``before`` stand right before ``block`` too, in both texts."""
    a, b, count = before
    c, d = block[0] - count, block[1] - count
    if a + count != block[0] and b + count != block[1]:
        return False
    return first[a : a + count] == first[c : c + count] == second[d : d + count]


def _joined_over_space(runs: Sequence[Block], old: str, new: str) -> list[Block]:
    """Join runs with only the same white space between them."""
    filled: list[Block] = []
    for run in runs:
        if filled:
            a, b = filled[-1][0] + filled[-1][2], filled[-1][1] + filled[-1][2]
            size = run[0] - a
            if size and size == run[1] - b and old[a : run[0]] == new[b : run[1]]:
                filled.append((a, b, size))
        filled.append(run)
    return list(joined(filled))
