"""A search tree as text: what a person could have typed to get it."""

from __future__ import annotations

import re

from kb.db.fulltext import Term
from kb.queries.syntax.tokens import OPERATORS
from kb.queries.syntax.tree import And, Expression, HasCode, HasProperty, HasWords, Leaf, Near, Not, Or

_PLAIN = re.compile(r'(?!-|[a-z]{3,}:)[^\s()"]*[^\s()"*]', re.IGNORECASE)


def as_text(expression: Expression) -> str:
    """Return the text that :func:`kb.queries.syntax.parse.parse` reads as this expression.

    >>> as_text(And((HasCode("late labels"), Not(HasWords(((Term("drift"),),))))))
    'code:"late labels" and not drift'
    """
    match expression:
        case HasCode() | HasWords() | HasProperty():
            return _leaf(expression)
        case Not(inner):
            return f"not {_within(inner, And, Or, Near)}"
        case And(parts):
            return " and ".join(_within(part, And, Or) for part in parts)
        case Or(parts):
            return " or ".join(_within(part, Or) for part in parts)
        case Near(left, right, apart):
            return f"{_side(left)} near:{apart} {_side(right)}"


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case HasCode(code):
            return _asked("code", code)
        case HasProperty(field, value):
            return _asked(field, value)
    return words_as_text(leaf)


def _asked(field: str, value: str) -> str:
    return f"{field}:{value}" if _PLAIN.fullmatch(value) else f'{field}:"{value}"'


def words_as_text(words: HasWords, *, quoted: bool = False) -> str:
    """Return words as text, those in quotes that need them or, if wanted, all."""
    return " ".join(" OR ".join(_term(term, quoted=quoted) for term in group) for group in words.groups)


def _within(inner: Expression, *bracketed: type) -> str:
    text = as_text(inner)
    return f"({text})" if isinstance(inner, bracketed) else text


def _side(expression: Expression) -> str:
    """One side of ``near:``: words go in quotes, so that none is taken for a code."""
    if isinstance(expression, HasWords):
        return words_as_text(expression, quoted=True)
    return _within(expression, And, Or, Near)


def _term(term: Term, *, quoted: bool) -> str:
    is_plain = _PLAIN.fullmatch(term.words) and term.words.lower() not in OPERATORS
    words = term.words if is_plain and not quoted else f'"{term.words}"'
    return f"{words}*" if term.is_beginning else words
