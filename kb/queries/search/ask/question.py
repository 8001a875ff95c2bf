"""A question as it is read: the words that tell what it is about, and what is asked for first."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kb.analysis.ranking.porter import stem
from kb.db.spacing import spaced
from kb.errors import KbError
from kb.queries.search.ask.function_words import FUNCTION_WORDS

LONGEST = 1000
"""Characters of a question."""
MOST_WORDS = 30
"""Words of a question that count; nobody asks one thing in more."""

Wanted = Literal["issues", "fixes", "quotes"]

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_HALF = re.compile("[\ud800-\udfff]")
_FIXES = re.compile(
    r"\bwhat (?:do|does|did|can|could|would|should) (?:\w+ ){1,3}do\b|\bwhat (?:can|could) be done\b|"
    r"\b(?:do(?:es)?|did|done|tr(?:y|ied)) (?:\w+ )?(?:about|against|with)\b"
    r"|\b(?:is|are|was|be|been|gets?) (?:\w+ )?(?:done|handled|solved|mended|mitigated|avoided|kept)\b"
    r"|\b(?:cope|coping|deal|dealing|handle|mitigate|tackle|overcome|avoid|prevent|solve|remedy|remedies"
    r"|solutions?|strateg(?:y|ies)|work-?arounds?|counter)\b"
)
_QUOTES = re.compile(
    r"\b(?:(?:in )?whose words|in (?:their|his|her) (?:own )?words|quotes?|quotations?"
    r"|who (?:said|says|speaks|told|tells|mentions?)|what (?:did|do|does) (?:\w+ )?(?:say|tell))\b"
)


class NoQuestionError(KbError):
    """A question that names nothing that could be looked for."""


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of a question, as it was typed and without its ending."""

    word: str
    stem: str


@dataclass(frozen=True, slots=True)
class Question:
    """The words that tell what a question is about, each once, and what it asks for first."""

    words: tuple[QuestionWord, ...]
    wanted: Wanted


def read_question(text: str) -> Question:
    """Read a question.

    Raises:
        NoQuestionError: it is too long, no text, or has no word that says what it is about.
    """
    if len(text) > LONGEST:
        raise NoQuestionError(f"a question can have {LONGEST:,} characters, not {len(text):,}")
    if _HALF.search(text):
        raise NoQuestionError("the question contains an invalid character; type it again")
    plain = text.casefold().replace("\u2019", "'")
    said = [word for word in words_of(plain) if word not in FUNCTION_WORDS and _tells(word)]
    by_stem = {stem(word): QuestionWord(word, stem(word)) for word in reversed(said)}
    words = tuple(reversed(by_stem.values()))[:MOST_WORDS]
    if not words:
        raise NoQuestionError(
            "the question names nothing to look for; ask about something, such as data or labels"
        )
    return Question(words, _wanted(plain))


def _tells(word: str) -> bool:
    """Whether a word could be one: a single letter is none, but a character of some scripts is."""
    return len(word) > 1 or not word.isascii()


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case; of scripts without blanks, each character is one.

    >>> words_of("It didn\u2019t drift!")
    ['it', "didn't", 'drift']
    """
    return _WORD.findall(spaced(text.casefold().replace("\u2019", "'")))


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of a text, those that say nothing left out."""
    return [stem(word) for word in words_of(text) if word not in FUNCTION_WORDS]


def ranges_of(text: str, words: Collection[QuestionWord]) -> tuple[tuple[int, int], ...]:
    """Return where a text has some words, in any form of them, as half-open ranges in order."""
    stems = {each.stem for each in words}
    found = []
    for match in _WORD.finditer(text):
        is_one = spaced(match[0]) == match[0]
        pieces = [match.span()] if is_one else [(at, at + 1) for at in range(*match.span())]
        found += [span for span in pieces if stems.intersection(map(stem, words_of(text[slice(*span)])))]
    return tuple(found)


def _wanted(text: str) -> Wanted:
    if _QUOTES.search(text):
        return "quotes"
    return "fixes" if _FIXES.search(text) else "issues"
