"""One field to ask with: words and codes, joined by and, or, not and near.

    "own words" drift not alert        the phrase and the word, without the third
    code:drift and code:monitoring     paragraphs that both codes touch
    code:drift not code:monitoring     the first without the second
    code:"late labels" wrong           a code and a word
    drift near:2 alert                 at most two paragraphs apart

A word beside ``near:`` that a code is called like means the code; in quotes it is the word. Words side by
side are asked of the full text together (:mod:`kb.db.fulltext`), with its ``-word``, ``OR`` and ``begin*``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.errors import KbError
from kb.queries.syntax.question import And, Has, Near, Not, Or, Question, Says, excludes

FURTHEST = 50
"""Paragraphs that ``near:`` reaches at most; further apart nothing is near."""
LONGEST = 1000
_MOST = 100
_OPERATORS = {"and", "or", "not"}

_TOKEN = re.compile(
    r"""
    (?P<code>code:\s*(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s()"]+)|(?=[()]|$)))
    | (?P<near>near(?::(?P<apart>\S*))(?=\s|$))
    | (?P<bracket>[()])
    | (?P<phrase>-?"[^"]*(?:"\*?|$))
    | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class SearchSyntaxError(KbError):
    """A question that cannot be read: the spot from ``start`` to ``end``, and what was ``expected`` there."""

    def __init__(self, expected: str, start: int, end: int) -> None:
        super().__init__(expected)
        self.expected, self.start, self.end = expected, start, end


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse_search(text: str, *, is_code: Callable[[str], bool] = lambda _: False) -> Question | None:
    """Read what a person asked, or return None where nothing is asked.

    Args:
        text: the field.
        is_code: tells whether a code is called like a word beside ``near:``.

    Raises:
        AskError: it cannot be read.
    """
    if len(text) > LONGEST:
        raise SearchSyntaxError(f"a search can have {LONGEST} characters", LONGEST, len(text))
    tokens = _tokens(text)
    if not tokens:
        return None
    if len(tokens) > _MOST:
        spot = tokens[_MOST]
        raise SearchSyntaxError(
            f"a search can have {_MOST} words, codes and operators", spot.start, tokens[-1].end
        )
    reader = _Reader(tokens, text, is_code)
    asked = reader.either()
    if rest := reader.next():
        raise SearchSyntaxError(
            "expected a word, a code or the end here; this bracket closes nothing", rest.start, rest.end
        )
    if excludes(asked):
        raise SearchSyntaxError("say also what the paragraphs should have, not only what not", 0, len(text))
    return asked


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for found in _TOKEN.finditer(text):
        words = found[0]
        kind = next(name for name in ("code", "near", "bracket", "phrase", "word") if found[name] is not None)
        if kind == "bracket" or (kind == "word" and words.lower() in _OPERATORS):
            kind = words.lower()
        tokens.append(_Token(kind, words, *found.span()))
    return tokens


class _Reader:
    """Reads tokens from left to right: or binds least, then and, then near."""

    def __init__(self, tokens: list[_Token], text: str, is_code: Callable[[str], bool]) -> None:
        self._tokens, self._text, self._is_code = tokens, text, is_code
        self._at = 0

    def next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def either(self) -> Question:
        parts = [self._all()]
        while (token := self.next()) and token.kind == "or":
            self._at += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Question:
        parts = [self._near()]
        while (token := self.next()) and token.kind not in {"or", ")"}:
            if token.kind == "and":
                self._at += 1
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _near(self) -> Question:
        left = self._one()
        while (token := self.next()) and token.kind == "near":
            self._at += 1
            left = Near(self._operand(left, token), self._operand(self._one(), token), _apart(token))
        return left

    def _operand(self, asked: Question, near: _Token) -> Question:
        """What is near something: not a "not", and a word that a code is called like is the code."""
        if excludes(asked):
            raise SearchSyntaxError(
                "near needs a code or words on both sides, not a “not”", near.start, near.end
            )
        if isinstance(asked, Says) and '"' not in asked.words and self._is_code(asked.words):
            return Has(asked.words)
        return asked

    def _one(self) -> Question:
        token = self.next()
        if token is None:
            last = self._tokens[-1]
            raise SearchSyntaxError(f"expected a word or a code after “{last.text}”", last.start, last.end)
        self._at += 1
        if token.kind == "not":
            return Not(self._one())
        if token.kind == "(":
            return self._bracket(token)
        if token.kind == "code":
            return Has(_code(token))
        if token.kind in {"word", "phrase"}:
            self._at -= 1
            return self._words()
        raise SearchSyntaxError(f"expected a word or a code before “{token.text}”", token.start, token.end)

    def _bracket(self, opened: _Token) -> Question:
        inner = self.either()
        closing = self.next()
        if closing is None or closing.kind != ")":
            raise SearchSyntaxError(
                "this bracket is opened and not closed; expected “)”", opened.start, opened.end
            )
        self._at += 1
        return inner

    def _words(self) -> Question:
        """Words in a row are one question to the full text, ``OR`` in capitals between them included."""
        words: list[str] = []
        while (token := self.next()) and (
            token.kind in {"word", "phrase"} or self._is_or_of_words(token, words)
        ):
            words.append(token.text)
            self._at += 1
        wanted = [word for word in words if not word.startswith("-")]
        without = [Not(Says(word[1:])) for word in words if word.startswith("-") and re.search(r"\w", word)]
        if not any(re.search(r"\w", word) for word in words):
            spot = self._tokens[self._at - 1]
            raise SearchSyntaxError("expected letters or numbers to look for", spot.start, spot.end)
        parts: list[Question] = [Says(" ".join(wanted))] if wanted else []
        parts += without
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _is_or_of_words(self, token: _Token, words: list[str]) -> bool:
        after = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        return bool(token.text == "OR" and words and after is not None and after.kind in {"word", "phrase"})


def _apart(token: _Token) -> int:
    number = token.text.partition(":")[2]
    if not number.isdecimal() or int(number) > FURTHEST:
        raise SearchSyntaxError(
            f"expected a number of paragraphs from 0 to {FURTHEST}, as in near:2", token.start, token.end
        )
    return int(number)


def _code(token: _Token) -> str:
    name = " ".join(token.text.partition(":")[2].strip().strip('"').split())
    if not name:
        raise SearchSyntaxError(
            'expected the name of a code, as in code:drift or code:"late labels"', token.start, token.end
        )
    return name
