"""How the words of texts are written: with a capital where no sentence begins, or small, and after what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kb.analysis.names.contacts import contacts
from kb.analysis.names.known_words import known_words

WORD = re.compile(r"[^\W\d_](?:[\w]|[’'&/\-–](?=\w)|\.(?=[^\W\d_]\b))*")
_ENDS = frozenset('.?!:…"“”„»«‘(*[–—-•\n')
_GERMAN = known_words("small_german")
_ENGLISH = known_words("small_english")
DETERMINERS = known_words("determiners")

TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "professor", "herr", "herrn", "frau", "sir", "miss"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, where it stands, and whether a sentence may begin with it."""

    text: str
    start: int
    end: int
    begins: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@dataclass
class WordCounts:
    """How often each word, its case folded, is written small, and with a capital within a sentence.

    ``determined`` are those that have an article ahead somewhere: in German, where every noun has a capital.
    """

    small: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    determined: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, texts: Iterable[str]) -> WordCounts:
        """Count the words of texts."""
        counts = cls()
        for text in texts:
            before = ""
            for word in words(_without_contacts(text)):
                known = word.text.casefold()
                if not word.is_capital:
                    counts.small[known] += 1
                elif not word.begins:
                    counts.capital[known] += 1
                    if before in DETERMINERS:
                        counts.determined.add(known)
                before = known
        return counts

    def is_name_like(self, word: str) -> bool:
        """Whether a word is hardly ever written small, and has a capital within a sentence somewhere."""
        known = word.casefold()
        return self.capital[known] > _OFTEN * self.small[known]


_OFTEN = 3
"""A word that is written small so much more rarely than with a capital may be a name."""


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text."""
    title_ends = -1
    for match in WORD.finditer(text):
        before = match.start() - 1
        while before >= 0 and text[before] in " \t\u00a0":
            before -= 1
        begins = before < 0 or (text[before] in _ENDS and before != title_ends)
        yield Word(match[0], match.start(), match.end(), begins)
        title_ends = match.end() if is_title(match[0]) else -1


def _without_contacts(text: str) -> str:
    """Return a text without addresses: what is written small in them says nothing."""
    for start, end, _ in reversed(list(contacts(text))):
        text = text[:start] + text[end:]
    return text


def is_title(word: str) -> bool:
    """Whether a word is what people are called by: ``Ms``, and not the ``ms`` of a clock."""
    return word[:1].isupper() and word.rstrip(".").casefold() in TITLES


def is_german(text: str) -> bool:
    """Whether a text is German rather than English, told by its small words."""
    small = [word.casefold() for word in WORD.findall(text)]
    return sum(word in _GERMAN for word in small) > sum(word in _ENGLISH for word in small)
