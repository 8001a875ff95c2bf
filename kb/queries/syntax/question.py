"""A question to the catalog, read: what a paragraph must have, say and be near; and how it was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Has:
    """A code touches the paragraph."""

    code: str


@dataclass(frozen=True, slots=True)
class Says:
    """The paragraph says this, in the grammar of :mod:`kb.db.fulltext`."""

    words: str


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    inner: Question


@dataclass(frozen=True, slots=True)
class And:
    """All of these hold."""

    parts: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of these holds."""

    parts: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """One holds in the paragraph, and the other at most so many paragraphs away."""

    left: Question
    right: Question
    apart: int


Question = Has | Says | Not | And | Or | Near


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of a question as it was read: a ``code``, ``words``, ``near`` or ``or``."""

    kind: str
    text: str
    without: bool = False


def chips(asked: Question | None, *, without: bool = False) -> tuple[Chip, ...]:
    """Return how a question was read, piece by piece."""
    match asked:
        case Not(inner):
            return chips(inner, without=not without)
        case And(parts):
            return tuple(chip for part in parts for chip in chips(part, without=without))
        case Or(parts):
            first, *more = (chips(part, without=without) for part in parts)
            return (*first, *(chip for each in more for chip in (Chip("or", "or"), *each)))
        case Near(left, right, apart):
            near = Chip("near", _how_near(apart))
            return (*chips(left, without=without), near, *chips(right, without=without))
    return _leaf(asked, without=without) if asked else ()


def _leaf(asked: Question, *, without: bool) -> tuple[Chip, ...]:
    match asked:
        case Has(code):
            return (Chip("code", code, without),)
        case Says(words):
            return (Chip("words", words, without),)
    return ()


def _how_near(apart: int) -> str:
    return f"within {apart} paragraph{'' if apart == 1 else 's'} of" if apart else "in the same paragraph as"


def leaves(asked: Question | None) -> tuple[Has | Says, ...]:
    """Return the codes and words that a paragraph may have been found by, not those it must not have."""
    match asked:
        case Has() | Says():
            return (asked,)
        case And(parts) | Or(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Near(left, right, _):
            return (*leaves(left), *leaves(right))
    return ()


def excludes(asked: Question) -> bool:
    """Whether a question only says what a paragraph must not have."""
    match asked:
        case Not(inner):
            return not excludes(inner)
        case And(parts):
            return all(map(excludes, parts))
        case Or(parts):
            return any(map(excludes, parts))
    return False
