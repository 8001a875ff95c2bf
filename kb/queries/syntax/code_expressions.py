"""Code expressions: ``A and B``, ``A or B``, ``A and not C``, with brackets, over the codes of a paragraph.

Names are written as they are, also with spaces (``Issues with performance alerts``); quote one that holds
``and``, ``or``, ``not`` or a bracket at its edge: ``"Model-deployment-issues [MD]"`` needs no quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.errors import KbError

_TOKEN = re.compile(
    r'\s*(?:"([^"]*)"|([()])|((?:and|or|not)(?=[\s()"]|$)|[^\s()"]+(?:\s*\([^()\s]*\))?))', re.IGNORECASE
)
"""A quoted name, a bracket, or a word; brackets around one word right behind a name belong to the name."""
_WORDS = {"and", "or", "not"}

LONGEST = 200
"""Codes, operators and brackets of an expression; databases refuse conditions that nest very deep."""


class ExpressionError(KbError):
    """A code expression that cannot be read; says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Name:
    """A code, by any of its names."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The paragraph does not have it."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    """The paragraph has all of these."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The paragraph has one of these."""

    parts: tuple[Expression, ...]


Expression = Name | Not | And | Or


def parse(text: str) -> Expression:
    """Read a code expression.

    Raises:
        ExpressionError: it is empty or endless, a bracket is open, or an operator stands alone.
    """
    tokens = _tokens(text)
    if len(tokens) > LONGEST:
        raise ExpressionError(
            f"an expression can have {LONGEST} codes, operators and brackets, not {len(tokens)}"
        )
    expression, rest = _either(tokens)
    if rest:
        raise ExpressionError(f"in {text!r}: did not expect {rest[0][1]!r}; join codes with and, or, not")
    return expression


def wanted(expression: Expression) -> tuple[str, ...]:
    """The names that a paragraph may have, that is, those not under a ``not``."""
    match expression:
        case Name(name):
            return (name,)
        case Not():
            return ()
        case And(parts) | Or(parts):
            return tuple(name for part in parts for name in wanted(part))


_Token = tuple[str, str]


def _tokens(text: str) -> list[_Token]:
    """``(kind, words)``, kind being ``name``, ``(``, ``)`` or the operator; words in a row are one name."""
    tokens: list[_Token] = []
    glue = False
    for quoted, bracket, word in _TOKEN.findall(text):
        if word and word.lower() not in _WORDS:
            if glue:
                tokens[-1] = ("name", f"{tokens[-1][1]} {word}")
            else:
                tokens.append(("name", word))
            glue = True
            continue
        glue = False
        if bracket:
            tokens.append((bracket, bracket))
        elif word:
            tokens.append((word.lower(), word))
        else:
            tokens.append(("name", quoted))
    return tokens


def _either(tokens: list[_Token]) -> tuple[Expression, list[_Token]]:
    part, tokens = _all(tokens)
    parts = [part]
    while tokens and tokens[0][0] == "or":
        part, tokens = _all(tokens[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Or(tuple(parts))), tokens


def _all(tokens: list[_Token]) -> tuple[Expression, list[_Token]]:
    part, tokens = _one(tokens)
    parts = [part]
    while tokens and tokens[0][0] in {"and", "not"}:
        part, tokens = _one(tokens[1:] if tokens[0][0] == "and" else tokens)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else And(tuple(parts))), tokens


def _one(tokens: list[_Token]) -> tuple[Expression, list[_Token]]:
    if not tokens:
        raise ExpressionError("a code is missing at the end; write for example: drift and not monitoring")
    (kind, words), rest = tokens[0], tokens[1:]
    if kind == "not":
        inner, rest = _one(rest)
        return Not(inner), rest
    if kind == "(":
        inner, rest = _either(rest)
        if not rest or rest[0][0] != ")":
            raise ExpressionError("a bracket is opened and not closed")
        return inner, rest[1:]
    if kind != "name" or not words.strip():
        raise ExpressionError(f"expected a code, found {words!r}; quote a code that holds and, or, not")
    return Name(words), rest
