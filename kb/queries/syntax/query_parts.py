"""How a search was read, piece by piece, for a person to check."""

from __future__ import annotations

from dataclasses import dataclass

from kb.queries.syntax.render import words_as_text
from kb.queries.syntax.tree import And, Expression, HasCode, HasProperty, HasWords, Leaf, Near, Not, Or


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A piece of a search as it was read: a ``code``, ``words``, ``near``, ``or``, or a field."""

    kind: str
    text: str
    without: bool = False


def query_parts(expression: Expression | None, *, without: bool = False) -> tuple[QueryPart, ...]:
    """Return how a search was read, piece by piece."""
    match expression:
        case HasCode() | HasWords() | HasProperty():
            return (_leaf(expression, without=without),)
        case Not(inner):
            return query_parts(inner, without=not without)
        case And(parts):
            return tuple(piece for part in parts for piece in query_parts(part, without=without))
        case Or(parts):
            first, *more = (query_parts(part, without=without) for part in parts)
            return (*first, *(piece for pieces in more for piece in (QueryPart("or", "or"), *pieces)))
        case Near(left, right, apart):
            near = QueryPart("near", _distance(apart))
            return (*query_parts(left, without=without), near, *query_parts(right, without=without))
    return ()


def _leaf(leaf: Leaf, *, without: bool) -> QueryPart:
    if isinstance(leaf, HasProperty):
        return QueryPart(leaf.field, leaf.value, without)
    if isinstance(leaf, HasCode):
        return QueryPart("code", leaf.code, without)
    return QueryPart("words", words_as_text(leaf), without)


def _distance(apart: int) -> str:
    return f"within {apart} paragraph{'' if apart == 1 else 's'} of" if apart else "in the same paragraph as"
