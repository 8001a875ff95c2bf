"""Names and words that must not be in what is released, found as people write them.

A name stands by itself: "Ann" is in "Ann's" and in "AnnLee", not in "planning". Words of the list that a
person gave are found in any case, and so is the whole name of a person. The parts of names that the catalog
knows (of cases, speakers, documents, coders, files) are found with a capital or in capitals, unless somebody
writes them as ordinary words. A name all of whose words are ordinary ("Mark Price") is found with capitals.
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

    A word that is no noun of the field, has at least three letters, or two of a script without capitals, and
    is nowhere written in lower case (``ordinary``) is one. One in small letters is, where the whole name has
    them.
    """
    found = set()
    for name in names:
        words, is_small = _telling(name), name == name.lower()
        strange = {each for each in words if _small(each) not in ordinary}
        strange = {each for each in strange if is_small or not each[0].islower()}
        found |= strange
        if strange and len(words) > 1:
            found.add(" ".join(words))
    return found


def whole_names(names: Iterable[str]) -> set[tuple[str, ...]]:
    """Return the words of names that have several: all of them, the first with the last, and these turned.

    >>> sorted(whole_names(["Mark J. Price", "Ann", "Interviewer 2"]))
    [('Mark', 'J', 'Price'), ('Mark', 'Price'), ('Price', 'Mark')]
    """
    found = set()
    for name in names:
        words = [each for each in _WORD.findall(name) if not _NEUTRAL_WORD.fullmatch(each)]
        if len(words) > 1:
            found |= {tuple(words), (words[0], words[-1]), (words[-1], words[0])}
    return found


def with_capitals(names: Iterable[str]) -> set[str]:
    """Return how names are written otherwise: with a capital, in capitals, with an s of the genitive.

    >>> sorted(with_capitals(["Weber", "anna"]))
    ['ANNA', 'Anna', 'Annas', 'WEBER', 'Weber', 'Webers']
    """
    found = set()
    for name in names:
        titled = _WORD.sub(lambda word: word[0][:1].upper() + word[0][1:], name)
        lowered = _WORD.sub(lambda word: word[0].capitalize(), name)
        found |= {titled, lowered, name.upper()}
        found |= {
            f"{each}s"
            for each in (titled, lowered)
            if len(each) >= _LEAST_LETTERS and each[-1].islower() and each[-1] not in "sxzß"
        }
    return found


def ordinary_names(names: Iterable[str]) -> set[str]:
    """Return the names that are one word: if it is an ordinary word, too ("Will"), a capital tells it."""
    return {words[0] for name in names if len(words := _telling(name)) == 1}


def _telling(name: str) -> list[str]:
    """The words of a name that may tell who it is; one that is the whole name can be as short as "Bo"."""
    words = [each for each in _WORD.findall(name) if not _NEUTRAL_WORD.fullmatch(each)]
    alone = len(words) == 1
    return [each for each in words if len(each) >= _least(each, alone=alone) and not each.isdigit()]


def _least(word: str, *, alone: bool) -> int:
    is_short_name = alone and word.istitle()
    return _LEAST_SIGNS if is_short_name or word.lower() == word.upper() else _LEAST_LETTERS


def lower_case_words(text: str) -> set[str]:
    """Return the words that a text writes in lower case somewhere, without accents."""
    return {_small(each) for each in _WORD.findall(text) if each[0].islower()}


def words_of(text: str) -> set[str]:
    """Return the words of a text, without case and accents."""
    return {_small(each) for each in _WORD.findall(text)}


def _small(word: str) -> str:
    return _bare(word).casefold()


class Withheld:
    """What is withheld: ``listed`` in any case, ``known`` as it is written, ``ordinary`` within a sentence.

    ``whole`` names of persons are found in any case, too. Accents make no difference.
    """

    def __init__(
        self,
        listed: Iterable[str],
        known: Iterable[str],
        ordinary: Iterable[str] = (),
        whole: Iterable[str] = (),
    ) -> None:
        within = {_bare(each)[:1].upper() + _bare(each)[1:] for each in ordinary}
        self._sought = (
            _Names(map(_bare, listed), re.IGNORECASE),
            _Names(map(_bare, known), re.NOFLAG),
            _Names(within, re.NOFLAG, after=r"(?<=[\w,;] )"),
            _Names(map(_bare, whole), re.IGNORECASE),
        )

    def first_in(self, text: str) -> str | None:
        """Return the first withheld name or word in a text, as the text has it; None if there is none."""
        bare = _bare(text)
        return next((found[0] for names in self._sought for found in names.found_in(bare)), None)

    def is_in(self, text: str) -> bool:
        """Whether a text has a withheld name or word."""
        return self.first_in(text) is not None

    def without(self, text: str) -> str:
        """Return the text, without accents, with a blank where a withheld name or word was."""
        text = _bare(text)
        for names in self._sought:
            kept, at = [], 0
            for found in names.found_in(text):
                kept += [text[at : found.start()], " "]
                at = max(at, found.end())
            text = "".join((*kept, text[at:]))
        return text


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

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where names are in a text; no two overlap, but where one word has several."""
        at = 0
        while match := self._any.search(text, at) if self._any else None:
            at = match.start() + 1  # the next name may begin within words that are none
            if _joins(text, match.start()):
                continue
            if not _joins(text, match.end()):
                yield match
                at = match.end()
            else:
                yield from self._shorter(text, match.start())

    def _shorter(self, text: str, start: int) -> Iterator[re.Match[str]]:
        """What else begins there: the longest name is only a part of a longer word."""
        for letter in {text[start], text[start].lower()}:
            for pattern in self._alone.get(letter, ()):
                if (match := pattern.match(text, start)) and not _joins(text, match.end()):
                    yield match


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
