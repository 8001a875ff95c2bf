"""A search that was read: which codes and words a paragraph must have, must not have, and have near it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.db.fulltext import Term


@dataclass(frozen=True, slots=True)
class HasCode:
    """A coding with this code touches the paragraph."""

    code: str


@dataclass(frozen=True, slots=True)
class HasWords:
    """The paragraph has one term of every group."""

    groups: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class HasProperty:
    """Who speaks the paragraph, or where it is: ``field`` is ``speaker``, ``role``, ``document`` and so on.

    ``pass`` is no property of a paragraph: it says whose codes count in what it is joined with by ``and``.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All of these hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of these holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """One holds in the paragraph, and the other at most so many paragraphs away."""

    left: Expression
    right: Expression
    apart: int


Leaf = HasCode | HasWords | HasProperty
Expression = Leaf | Not | And | Or | Near


def leaves(expression: Expression | None) -> tuple[HasCode | HasWords, ...]:
    """Return the codes and words that a paragraph may be found by, not those it must not have."""
    match expression:
        case HasCode() | HasWords():
            return (expression,)
        case And(parts) | Or(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Near(left, right, _):
            return (*leaves(left), *leaves(right))
    return ()


def with_leaves(expression: Expression, change: Callable[[Leaf], Leaf]) -> Expression:
    """Return an expression with each of its leaves changed."""
    match expression:
        case Not(inner):
            return Not(with_leaves(inner, change))
        case And(parts):
            return And(tuple(with_leaves(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(with_leaves(part, change) for part in parts))
        case Near(left, right, apart):
            return Near(with_leaves(left, change), with_leaves(right, change), apart)
        case _:
            return change(expression)


def has_no_pass_alone(expression: Expression) -> bool:
    """Whether every ``pass:`` is joined by ``and`` with something that it can be about."""
    match expression:
        case HasProperty("pass", _):
            return False
        case And(parts):
            others = [part for part in parts if not is_pass(part)]
            return bool(others) and all(map(has_no_pass_alone, others))
        case Or(parts):
            return all(map(has_no_pass_alone, parts))
        case Not(inner):
            return has_no_pass_alone(inner)
        case Near(left, right, _):
            return has_no_pass_alone(left) and has_no_pass_alone(right)
    return True


def is_pass(expression: Expression) -> bool:
    """Whether an expression only says whose codes count."""
    return isinstance(expression, HasProperty) and expression.field == "pass"


def excludes(expression: Expression) -> bool:
    """Whether an expression holds where nothing is: it only says what a paragraph must not have."""
    match expression:
        case Not(inner):
            return not excludes(inner)
        case And(parts):
            return all(map(excludes, parts))
        case Or(parts):
            return any(map(excludes, parts))
    return False
