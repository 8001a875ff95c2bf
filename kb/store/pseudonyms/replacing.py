"""Find names in a text, whole words and the longest first, and what stands in their place.

A name is found as it is written, and in capitals; letters with accents are found in both ways that Unicode
has for them. White space in it is any on one line, or what names of files and addresses have there
(``Anna_Weber``). ``&`` and ``<`` are found as XML writes them, too. An underscore is no letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from html import escape

from kb.db.spacing import is_unspaced
from kb.store.pseudonyms.edits import Edits

_BLANK, _JOIN = re.compile(r"\s+"), re.compile(r"[\s_.-]+")


class Replacer:
    """What takes the place of each name: ``{"Anna Weber": "P1"}``."""

    def __init__(self, pseudonyms: Mapping[str, str]) -> None:
        """Remember the names; every way to write one leads to its pseudonym."""
        self.pseudonyms = dict(pseudonyms)
        ways = [*((way, name) for name in self.pseudonyms for way in spellings(name))]
        ways += [(name, name) for name in self.pseudonyms]
        self._of = {_joined(way): name for way, name in ways} | {_plain(way): name for way, name in ways}

    def edits(self, text: str) -> Edits:
        """Return where names stand in a text, with what stands there instead."""
        if self._pattern is None:
            return Edits()
        return Edits(tuple((start, end, self.pseudonyms[name]) for start, end, name in self.found(text)))

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where names stand in a text: from, to, and the name as the list has it."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            known = _plain(match[0])
            yield match.start(), match.end(), self._of[known if known in self._of else _joined(known)]

    def __call__(self, text: str) -> str:
        """Return the text with pseudonyms."""
        return self.edits(text).applied(text)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return pattern(self.pseudonyms)


def pattern(names: Iterable[str], flags: int = 0) -> re.Pattern[str] | None:
    """Return what finds these names as whole words; None without names."""
    ways = {way for name in names for way in (name, *spellings(name))}
    if not ways:
        return None
    ordered = sorted(ways, key=lambda way: (-len(way), way))
    words = [_whole(way) for way in ordered if _is_word(way[0])]
    others = [_whole(way) for way in ordered if not _is_word(way[0])]
    parts = [rf"(?<![^\W_])(?:{'|'.join(words)})"] * bool(words) + others
    return re.compile("|".join(parts), flags)


def names_left(texts: Iterable[str], names: Iterable[str]) -> Counter[str]:
    """Return how often names are in texts, as they are written there, whatever their case."""
    finds = pattern(names, re.IGNORECASE)
    found: Counter[str] = Counter()
    for text in texts if finds else ():
        found.update(match[0] for match in finds.finditer(text))  # type: ignore[union-attr]
    return found


def names_within(texts: Iterable[str], names: Iterable[str]) -> Counter[str]:
    """Return how often names are parts of longer words (``TalkAnna``, ``Anna2``), by these words."""
    ordered = sorted(filter(None, names), key=lambda name: (-len(name), name))
    finds = re.compile("|".join(map(re.escape, ordered)))
    found: Counter[str] = Counter()
    for text in texts if ordered else ():
        for match in finds.finditer(text):
            start, end = match.span()
            if not (_goes_on(text, start) or _goes_on(text, end)):
                while text[start - 1 : start].isalnum():
                    start -= 1
                while text[end : end + 1].isalnum():
                    end += 1
                found[text[start:end]] += text[start:end] != match[0]
    return +found


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on at a place as one word, not as another that begins with a capital or a digit."""
    before, after = text[at - 1 : at], text[at : at + 1]
    if not (before.isalnum() and after.isalnum()) or before.isdigit() != after.isdigit():
        return False
    return not before.islower() or after.islower()


def spellings(name: str) -> set[str]:
    """Return the other ways in which a name is written and means the same."""
    cased = {name, name.upper()} if len(name) > 1 and "@" not in name else {name, name.lower()}
    marked = {escape(way, quote=False) for way in cased} | cased
    return {unicodedata.normalize(form, way) for way in marked for form in ("NFC", "NFD")} - {name}


def _whole(way: str) -> str:
    """Return a pattern for a name that does not go on as a longer word."""
    words = r"(?:[^\S\n]+|[_.-])".join(re.escape(word) for word in way.split())
    return words + (r"(?![^\W_]|[\u0300-\u036f])" if _is_word(way[-1]) else "")


def _is_word(character: str) -> bool:
    is_letter = character.isalnum() or character == "_" or bool(unicodedata.combining(character))
    return is_letter and not is_unspaced(character)


def _plain(name: str) -> str:
    return _BLANK.sub(" ", name)


def _joined(name: str) -> str:
    return _JOIN.sub(" ", name)
