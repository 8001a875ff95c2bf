"""Where sentences begin and end, by spaCy's rules for English, asked only about words where one may end.

The tokenizer works from one white space to the next, and a sentence ends with a token such as ``.`` or
``?``: it is enough to cut up the words that hold such a sign and the words right after them. Most of them
come again and again, so that a long text takes a fraction of what the whole pipeline takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_MOST_WORDS = 1 << 16
_WORD = re.compile(r"\S+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a paragraph begin and end, without the white space around them.

    Offsets are code points, half-open. The result is that of a blank English pipeline with the sentencizer.
    """
    found = []
    for begin, stop in pairwise([0, *_beginnings(text), len(text)]):
        words = text[begin:stop]
        first, last = begin + len(words) - len(words.lstrip()), begin + len(words.rstrip())
        if first < last:
            found.append((first, last))
    return found


def _beginnings(text: str) -> Iterator[int]:
    """Yield where each sentence but the first begins: at the first token after an end that is no sign."""
    place, ended = 0, False
    while word := _WORD.search(text, place) if ended else _next_word_with_end(text, place):
        if ended and text[place : word.start()] not in {"", " "}:  # other white space is a token of its own
            yield word.start()
            ended = False
        for offset, is_end, is_sign in _tokens(word[0]):
            if ended and not is_sign:
                yield word.start() + offset
                ended = False
            ended = ended or is_end
        place = word.end()


def _next_word_with_end(text: str, place: int) -> re.Match[str] | None:
    """Return the next word that holds a sign with which a sentence may end."""
    sign = _ends()[1].search(text, place)
    if sign is None:
        return None
    start = sign.start()
    while start > place and not text[start - 1].isspace():
        start -= 1
    return _WORD.match(text, start)


@lru_cache(_MOST_WORDS)
def _tokens(word: str) -> tuple[tuple[int, bool, bool], ...]:
    """Return the tokens of a word: where each begins, whether it ends a sentence, whether it is a sign."""
    ends, _ = _ends()
    tokens = _pipeline().tokenizer(word)
    return tuple((each.idx, each.text in ends, each.is_punct or each.text in ends) for each in tokens)


@cache
def _ends() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the signs that end a sentence, and a pattern for any of them."""
    signs = frozenset(_pipeline().get_pipe("sentencizer").punct_chars)  # type: ignore[attr-defined]
    return signs, re.compile(f"[{''.join(map(re.escape, sorted(signs)))}]")


@cache
def _pipeline() -> Language:
    """English without a model: tokens and sentence ends by rule. Made once, for it takes half a second."""
    import spacy  # noqa: PLC0415  slow to load, and only sentences need it

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return pipeline
