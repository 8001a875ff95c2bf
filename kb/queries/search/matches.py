"""Which paragraphs a question is about, before anybody asks for their words.

A paragraph is one number while it is looked for: its document above, its position below. What a question
excludes is kept as "all but these", so that no question has to list what it does not want.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from sqlmodel import Session, col, select

from kb.db import fulltext
from kb.db.rows import rows
from kb.db.tables import Coding, Paragraph
from kb.queries import names
from kb.queries.syntax.question import And, Has, Near, Not, Or, Question, Says

_SHIFT = 32
_POSITION = (1 << _SHIFT) - 1


@dataclass(frozen=True, slots=True)
class _Where:
    """Paragraphs, or all but these."""

    places: frozenset[int]
    all_but: bool = False

    def and_(self, other: _Where) -> _Where:
        match self.all_but, other.all_but:
            case False, False:
                return _Where(self.places & other.places)
            case False, True:
                return _Where(self.places - other.places)
            case True, False:
                return _Where(other.places - self.places)
        return _Where(self.places | other.places, all_but=True)

    def other(self) -> _Where:
        return _Where(self.places, not self.all_but)


def matching_paragraphs(session: Session, question: Question) -> frozenset[int]:
    """Return the paragraphs for which a question holds that says what it wants."""
    return _where(session, question).places


def place(document_id: int, position: int) -> int:
    """Return a paragraph as a number."""
    return (document_id << _SHIFT) + position


def document_of(paragraph: int) -> int:
    """Return the id of the document that a paragraph is in."""
    return paragraph >> _SHIFT


def position_of(paragraph: int) -> int:
    """Return the position of a paragraph in its document."""
    return paragraph & _POSITION


def _where(session: Session, question: Question) -> _Where:
    match question:
        case Has(code):
            return _Where(frozenset(_coded(session, code)))
        case Says(words):
            return _Where(frozenset(_said(session, words)))
        case Not(inner):
            return _where(session, inner).other()
        case And(parts):
            return reduce(_Where.and_, (_where(session, part) for part in parts))
        case Or(parts):
            return reduce(_Where.and_, (_where(session, part).other() for part in parts)).other()
        case Near(left, right, apart):
            return _Where(
                frozenset(
                    _near(matching_paragraphs(session, left), matching_paragraphs(session, right), apart)
                )
            )


def _coded(session: Session, code: str) -> set[int]:
    ids = names.spellings(session, [names.code(session, code).id or 0])
    query = select(Coding.document_id, Coding.first, Coding.last).where(
        col(Coding.code_id).in_(ids), Coding.extent != "spill"
    )
    return {
        place(document, position)
        for document, first, last in rows(session, query)
        for position in range(first, last + 1)
    }


def _said(session: Session, words: str) -> set[int]:
    hits = fulltext.matches(session, words)
    if hits is None:
        return set()
    inner = hits.subquery("hits")
    query = select(Paragraph.document_id, Paragraph.position).join(inner, inner.c.id == Paragraph.id)
    return {(document << _SHIFT) + position for document, position in rows(session, query)}


def _near(left: Iterable[int], right: Iterable[int], apart: int) -> set[int]:
    """Those of either side that have one of the other at most so far away in their document."""
    return _close_to(left, sorted(right), apart) | _close_to(right, sorted(left), apart)


def _close_to(found: Iterable[int], others: Sequence[int], apart: int) -> set[int]:
    close = set()
    for each in found:
        at = bisect_left(others, each - apart)
        if at < len(others) and others[at] <= each + apart:
            close.add(each)
    return close
