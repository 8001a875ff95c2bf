"""A search that was read: which codes and words a paragraph must have, must not have, and have near it."""

from __future__ import annotations

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


Expression = HasCode | HasWords | Not | And | Or | Near


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
