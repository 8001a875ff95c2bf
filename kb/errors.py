"""A person's mistake, told in one line that says what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter

from rapidfuzz import fuzz

_PARTS = re.compile(r"[^\W_]+")
_ALIKE, _SAME_WORD = 66.0, 75.0
"""From here on names, and words in names, are alike; of 100."""
_BEGINNING = 3
"""So many letters are enough of a name to know it by its beginning."""
_OF_WORDS = 0.95
"""What like words count; the rest is for whole names: of two with the same words, the nearer one."""


class KbError(Exception):
    """Something the person can put right; the message is one line and says how."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None when nothing is like it (case does not count).

    Names are alike letter by letter, if the words of the one are like words of the other, or if the one is
    the beginning of the other.
    """
    asked = name.casefold()
    found = [(_likeness(asked, each.casefold()), each) for each in known]
    like, likest = max(found, key=itemgetter(0), default=(0.0, None))
    return likest if like >= _ALIKE else None


def _likeness(asked: str, name: str) -> float:
    """Return how alike two names are, from 0 to 100."""
    whole, parts, of_name = fuzz.ratio(asked, name), _PARTS.findall(asked), _PARTS.findall(name)
    if len(asked) >= _BEGINNING and name.startswith(asked):
        return max(whole, _SAME_WORD)
    by_words = max(_found_again(parts, of_name), _found_again(of_name, parts))
    return max(whole, _OF_WORDS * by_words + (1 - _OF_WORDS) * whole)


def _found_again(words: Sequence[str], among: Sequence[str]) -> float:
    """Return how much of some words, by letters, is like one of others, from 0 to 100."""
    likest = [(word, max((fuzz.ratio(word, each) for each in among), default=0.0)) for word in words]
    letters = sum(len(word) * like for word, like in likest if like >= _SAME_WORD)
    return letters / sum(map(len, words)) if words else 0.0


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known name, or nothing."""
    close = nearest(name, known)
    return f"; did you mean {close!r}?" if close else ""


class UnknownNameError(KbError):
    """A name of an issue, fix, code, document … that the catalog does not hold."""

    def __init__(self, noun: str, name: str, known: Iterable[str], *, where: str = "the catalog") -> None:
        super().__init__(f"no {noun} {name!r} in {where}{did_you_mean(name, known := list(known))}")
        self.noun, self.name, self.near = noun, name, nearest(name, known)
