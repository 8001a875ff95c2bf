"""Names and words that must not be in what is released, found as people write them.

A name stands by itself: "Ann" is in "Ann's" and in "AnnLee", not in "planning". Words of the list that a
person gave are found in any case. Names that the catalog knows (of cases, speakers, documents, coders, files)
are found as they are written, and so is each part of them, unless somebody writes it as an ordinary word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

_WORD = re.compile(r"[^\W_]+")
_NEUTRAL_WORD = re.compile(
    r"(?i)(?:interview(?:er|ee)?s?|participants?|respondents?|informants?|persons?|speakers?|moderators?|cod(?:er|ing)s?"
    r"|raters?|researchers?|analysts?|documents?|doc|transcripts?|cases?|sources?|passe?s?|group|article|slides?"
    r"|file|text|final|version|copy|unknown|other|entretien|sujet|befragter?|person|teilnehmer(?:in)?"
    r"|id|int|res|p|r|s|i|q|a|b|c|d|v|no|nr|\d+)"
)
_NUMBERED = re.compile(r"(?i)(?:int|res|id|p|r|s|i|v)?\d{1,4}[a-d]?")
_LEAST_LETTERS, _LEAST_SIGNS = 3, 2
"""A part of a name that is shorter is not looked for: letters, and signs of scripts without capitals."""


def is_neutral(name: str) -> bool:
    """Whether a name tells nothing of a person: nouns of the field, numbers, single letters.

    >>> is_neutral("Interview 11"), is_neutral("P07"), is_neutral("Coder A"), is_neutral("Interview with Ann")
    (True, True, True, False)
    """
    return all(_NEUTRAL_WORD.fullmatch(word) or _NUMBERED.fullmatch(word) for word in _WORD.findall(name))


def parts_of(names: Iterable[str], ordinary: Collection[str]) -> set[str]:
    """Return what of names is withheld: each of their words that is a name by itself, and the whole.

    A word that is no noun of the field, has at least three letters, a capital or a script without capitals,
    and is nowhere written in lower case (``ordinary``) is one.
    """
    found = set()
    for name in names:
        words = _telling(name)
        strange = {each for each in words if each.casefold() not in ordinary and not each[0].islower()}
        found |= strange
        if strange and len(words) > 1:
            found.add(" ".join(words))
    return found


def ordinary_names(names: Iterable[str]) -> set[str]:
    """Return the names that are one word: if it is an ordinary word, too ("Will"), a capital tells it."""
    return {words[0] for name in names if len(words := _telling(name)) == 1}


def _telling(name: str) -> list[str]:
    """The words of a name that may tell who it is."""
    words = (each for each in _WORD.findall(name) if not _NEUTRAL_WORD.fullmatch(each))
    return [each for each in words if len(each) >= _least(each) and not each.isdigit()]


def _least(word: str) -> int:
    return _LEAST_LETTERS if word.lower() != word.upper() else _LEAST_SIGNS


def lower_case_words(text: str) -> set[str]:
    """Return the words that a text writes in lower case somewhere."""
    return {each for each in _WORD.findall(text) if each[0].islower()}


def words_of(text: str) -> set[str]:
    """Return the words of a text, without case."""
    return {each.casefold() for each in _WORD.findall(text)}


class Withheld:
    """What is withheld: ``listed`` in any case, ``known`` as it is written, ``ordinary`` within a sentence.

    Accents make no difference.
    """

    def __init__(self, listed: Iterable[str], known: Iterable[str], ordinary: Iterable[str] = ()) -> None:
        self._listed = _any_of({_bare(each) for each in listed}, re.IGNORECASE)
        self._known = _any_of({_bare(each) for each in known}, re.NOFLAG)
        within = {_bare(each)[:1].upper() + _bare(each)[1:] for each in ordinary}
        self._ordinary = _any_of(within, re.NOFLAG, after=r"(?<=[\w,;] )")

    def first_in(self, text: str) -> str | None:
        """Return the first withheld name or word in a text, as the text has it; None if there is none."""
        return next(self._found(_bare(text)), None)

    def is_in(self, text: str) -> bool:
        """Whether a text has a withheld name or word."""
        return self.first_in(text) is not None

    def _found(self, text: str) -> Iterator[str]:
        for pattern in filter(None, (self._listed, self._known, self._ordinary)):
            yield from (match[0] for match in pattern.finditer(text) if _stands_alone(text, *match.span()))


def _any_of(names: Iterable[str], flags: re.RegexFlag, *, after: str = "") -> re.Pattern[str] | None:
    """What finds any of the names, the longest first, whatever stands between their words."""
    ordered = sorted(names, key=lambda each: (-len(each), each))
    spelled = [r"[\W_]{0,3}".join(map(re.escape, _WORD.findall(each))) for each in ordered]
    return re.compile(f"{after}(?:{'|'.join(filter(None, spelled))})", flags) if any(spelled) else None


def _bare(text: str) -> str:
    """The text without accents, so that no spelling of a name is missed."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text is no part of a longer word; "AnnLee" is two words."""
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, at: int) -> bool:
    """Whether the letters before and after a place are of one word."""
    if at in (0, len(text)):
        return False
    before, after = text[at - 1], text[at]
    if not (before.isalpha() and after.isalpha()):
        return False
    has_case = before.lower() != before.upper() and after.lower() != after.upper()
    return has_case and not (before.islower() and after.isupper())
