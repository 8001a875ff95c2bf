"""A search that is put together piece by piece: a condition more, a condition less, one grammar."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kb.db.fulltext import Term
from kb.errors import KbError
from kb.queries.syntax.parse import FURTHEST
from kb.queries.syntax.tokens import FIELDS
from kb.queries.syntax.tree import (
    And,
    Expression,
    HasCode,
    HasProperty,
    HasWords,
    Leaf,
    Near,
    Not,
    Or,
    is_pass,
)

Join = Literal["and", "or", "not", "near"]
KINDS = ("words", "phrase", "code", *FIELDS)
"""What a condition can be about."""


def condition(kind: str, value: str) -> Leaf:
    """Return one condition: all of some words, a phrase, a code, or a field of the grammar.

    Raises:
        KbError: it has no value, or there is no such kind.
    """
    value = " ".join(value.replace('"', " ").split())
    if not value:
        raise KbError("a condition needs a value")
    if kind == "words":
        return HasWords(tuple((_term(word),) for word in value.split()))
    if kind == "phrase":
        return HasWords(((Term(value),),))
    if kind not in KINDS:
        raise KbError(f"there is no condition {kind!r}")
    return HasCode(value) if kind == "code" else HasProperty(kind, value)


def with_condition(expression: Expression | None, leaf: Leaf, join: Join, apart: int = 0) -> Expression:
    """Return a search with one condition more.

    ``and`` and ``not`` narrow it, ``or`` widens it, ``near`` asks for what was said last within ``apart``
    paragraphs of the condition.

    Raises:
        KbError: there is nothing that it could be near to, or that it could be taken from.
    """
    if expression is None:
        if join in ("not", "near") or is_pass(leaf):
            raise KbError("first add what the search is to find; then what it is not, or near which")
        return leaf
    if join == "near":
        return _near(expression, leaf, apart)
    if join == "or":
        parts = expression.parts if isinstance(expression, Or) else (expression,)
        return Or((*parts, leaf))
    parts = expression.parts if isinstance(expression, And) else (expression,)
    return And((*parts, Not(leaf) if join == "not" else leaf))


def without_condition(expression: Expression, place: int) -> Expression | None:
    """Return a search without one of its conditions, counted from 0 in the order of the text."""
    kept, _ = _without(expression, place)
    return kept


def _near(expression: Expression, leaf: Leaf, apart: int) -> Expression:
    if not 0 <= apart <= FURTHEST:
        raise KbError(f"near reaches 0 to {FURTHEST} paragraphs")
    if isinstance(expression, And):
        return replace(expression, parts=(*expression.parts[:-1], _near(expression.parts[-1], leaf, apart)))
    if isinstance(expression, Not) or is_pass(expression) or is_pass(leaf):
        raise KbError("near needs words or a code on both sides")
    return Near(expression, leaf, apart)


def _without(expression: Expression, place: int) -> tuple[Expression | None, int]:
    """What is left, and the place in what comes after; below nought when it has been found."""
    match expression:
        case Not(inner):
            left, after = _without(inner, place)
            return (Not(left) if left else None), after
        case Near(left, right, _):
            one, place = _without(left, place)
            other, place = _without(right, place)
            return (replace(expression, left=one, right=other) if one and other else one or other), place
        case And(parts) | Or(parts):
            kept: list[Expression] = []
            for part in parts:
                left_part, place = _without(part, place)
                kept += [left_part] if left_part else []
            if len(kept) < 2:  # noqa: PLR2004  joined are at least two
                return (kept[0] if kept else None), place
            return replace(expression, parts=tuple(kept)), place
    return (None if place == 0 else expression), place - 1


def _term(word: str) -> Term:
    return Term(word.rstrip("*"), is_beginning=word.endswith("*"))
