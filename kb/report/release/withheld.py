"""Names and words that must not be in what is released, found as people write them.

A name stands by itself: "Ann" is in "Ann's" and in "AnnLee", not in "planning". Words of the list that a
person gave are found in any case. Names that the catalog knows (of cases, speakers, documents, coders, files)
are found as they are written, and so is each part of them, unless somebody writes it as an ordinary word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

_WORD = re.compile(r"[^\W_]+")
_NEUTRAL_WORD = re.compile(
    r"(?i)(?:interview(?:er|ee)?s?|participants?|respondents?|informants?|persons?|speakers?|moderators?|cod(?:er|ing)s?"
    r"|raters?|researchers?|analysts?|documents?|doc|transcripts?|cases?|sources?|passe?s?|group|article|slides?"
    r"|file|text|final|version|copy|unknown|other|entretien|sujet|befragter?|person|teilnehmer(?:in)?"
    r"|id|int|res|p|r|s|i|q|a|b|c|d|v|no|nr|\d+)"
)
_NUMBERED = re.compile(r"(?i)(?:int|res|id|p|r|s|i|v)?\d{1,4}[a-d]?")
_GAP = r"[\W_]{0,3}"
_LEAST_LETTERS, _LEAST_SIGNS = 3, 2
"""A part of a name that is shorter is not looked for: letters, and signs of scripts without capitals."""

_Tree: TypeAlias = "dict[str, _Tree]"
"""Names, letter by letter; where one ends, there is an empty step."""


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
        within = {_bare(each)[:1].upper() + _bare(each)[1:] for each in ordinary}
        self._sought = (
            _Names(map(_bare, listed), re.IGNORECASE),
            _Names(map(_bare, known), re.NOFLAG),
            _Names(within, re.NOFLAG, after=r"(?<=[\w,;] )"),
        )

    def first_in(self, text: str) -> str | None:
        """Return the first withheld name or word in a text, as the text has it; None if there is none."""
        bare = _bare(text)
        return next((found for names in self._sought for found in names.found_in(bare)), None)

    def is_in(self, text: str) -> bool:
        """Whether a text has a withheld name or word."""
        return self.first_in(text) is not None


class _Names:
    """Names that are looked for together, whatever stands between their words.

    A name that begins with the words of another needs not be looked for: where it stands, that one stands.
    """

    def __init__(self, names: Iterable[str], flags: re.RegexFlag, *, after: str = "") -> None:
        ignores_case = bool(flags & re.IGNORECASE)
        split = {tuple(_WORD.findall(each.lower() if ignores_case else each)) for each in names} - {()}
        first = {each for each in split if not any(each[:size] in split for size in range(1, len(each)))}
        self._alone: dict[str, list[re.Pattern[str]]] = defaultdict(list)
        for words in sorted(first):
            spelled = _GAP.join(map(re.escape, words))
            self._alone[words[0][:1]].append(re.compile(spelled, flags))
        tree: _Tree = {}
        for words in first:
            _grow(tree, words)
        self._any = re.compile(f"{after}{_spelled(tree)}", flags) if first else None

    def found_in(self, text: str) -> Iterator[str]:
        """Yield the names in a text, as the text has them."""
        for match in self._any.finditer(text) if self._any else ():
            if _joins(text, match.start()):
                continue
            if not _joins(text, match.end()):
                yield match[0]
            else:
                yield from self._shorter(text, match.start())

    def _shorter(self, text: str, start: int) -> Iterator[str]:
        """What else begins there: the longest name is only a part of a longer word."""
        for letter in {text[start], text[start].lower()}:
            for pattern in self._alone.get(letter, ()):
                if (match := pattern.match(text, start)) and not _joins(text, match.end()):
                    yield match[0]


def _bare(text: str) -> str:
    """The text without accents, so that no spelling of a name is missed."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _grow(tree: _Tree, words: tuple[str, ...]) -> None:
    """Add a name to a tree, letter by letter; between two words is a gap."""
    here = tree
    for place, word in enumerate(words):
        steps = [*([_GAP] if place else []), *map(re.escape, word)]
        for step in steps:
            here = here.setdefault(step, {})
    here[""] = {}


def _spelled(tree: _Tree) -> str:
    """A tree as a pattern, which tries few letters at each place of a text, however many names there are."""
    ways = [step + _spelled(below) for step, below in sorted(tree.items()) if step]
    if not ways:
        return ""
    together = ways[0] if len(ways) == 1 and "" not in tree else f"(?:{'|'.join(ways)})"
    return f"{together}?" if "" in tree else together


def _joins(text: str, at: int) -> bool:
    """Whether the letters before and after a place are of one word."""
    if at in (0, len(text)):
        return False
    before, after = text[at - 1], text[at]
    if not (before.isalpha() and after.isalpha()):
        return False
    has_case = before.lower() != before.upper() and after.lower() != after.upper()
    return has_case and not (before.islower() and after.isupper())
