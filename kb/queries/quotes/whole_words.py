"""Passages on whole words: shown and compared so, stored as they are.

A selection by mouse often begins a letter late or ends a letter early, which nobody reads as words.
"""

from __future__ import annotations

import re

from kb.db.spacing import spaced

_WORD = re.compile(r"\w+")


def on_whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with edges inside a word moved to the nearer edge of that word, without blanks around.

    A span within one word becomes the word. Scripts without blanks have no such edges, and stay as they are.
    """
    first, last = _word_at(text, start), _word_at(text, end)
    if first == last and first is not None:
        return first
    begin, stop = _nearer(first, start) if first else start, _nearer(last, end) if last else end
    words = text[begin:stop]
    if not words.strip():
        return start, end
    return begin + len(words) - len(words.lstrip()), stop - len(words) + len(words.rstrip())


def part_on_whole_words(text: str, begins: int, start: int, end: int) -> tuple[int, int]:
    """Return what of a span of a document is in a paragraph, on whole words: code points of the paragraph.

    ``begins`` is where the paragraph begins in the document. An edge in another paragraph is this one's own.
    """
    first, last = max(start - begins, 0), min(end - begins, len(text))
    if first >= last:
        return min(first, len(text)), min(first, len(text))
    return on_whole_words(text, first, last)


def _word_at(text: str, place: int) -> tuple[int, int] | None:
    """The word in whose middle a place is, or None."""
    if not 0 < place < len(text) or not (_WORD.match(text[place]) and _WORD.match(text[place - 1])):
        return None
    begin = place
    while begin > 0 and _WORD.match(text[begin - 1]):
        begin -= 1
    found = _WORD.match(text, begin)
    whole = (begin, found.end() if found else place)
    return None if " " in spaced(text[whole[0] : whole[1]]) else whole


def _nearer(word: tuple[int, int], place: int) -> int:
    return word[0] if place - word[0] <= word[1] - place else word[1]
