"""A search tree as a condition on paragraphs, for every question that takes the grammar.

Each code and each run of words is one list of paragraphs that the database looks up once. A code is on a
paragraph when a coding of it, by whatever coder, touches it; those that only spill into it do not count.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    and_,
    case,
    false,
    func,
    not_,
    or_,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.codebook.code_names import code_key
from kb.db import fulltext
from kb.db.tables import Code, Coding, Paragraph
from kb.queries import names
from kb.queries.syntax.errors import NothingToFindError
from kb.queries.syntax.parse import parse_search
from kb.queries.syntax.tree import And, Expression, HasCode, HasWords, Near, Not, Or

Condition = ColumnElement[bool]
_Ids = SelectOfScalar[int] | SelectOfScalar[None]
_PARAGRAPH: SQLColumnExpression[Any] = col(Paragraph.id)


def read_search(session: Session, text: str) -> Expression | None:
    """Read a search and let every code that it names be one of the catalog, those it excludes, too.

    Raises:
        SearchSyntaxError: it cannot be read.
        UnknownNameError: there is no such code.
    """
    expression = parse_search(text, is_code=lambda words: _is_code(session, words))
    return with_known_codes(session, expression) if expression else None


def with_known_codes(session: Session, expression: Expression) -> Expression:
    """Return the expression with the catalog's name for every code.

    Raises:
        UnknownNameError: there is no such code.
    """
    match expression:
        case HasCode(code):
            return HasCode(names.code(session, code).name)
        case HasWords():
            return expression
        case Not(inner):
            return Not(with_known_codes(session, inner))
        case And(parts):
            return And(tuple(with_known_codes(session, part) for part in parts))
        case Or(parts):
            return Or(tuple(with_known_codes(session, part) for part in parts))
        case Near(left, right, apart):
            return Near(with_known_codes(session, left), with_known_codes(session, right), apart)


def holds(
    session: Session, expression: Expression, paragraph_id: SQLColumnExpression[Any] = _PARAGRAPH
) -> Condition:
    """Return what must hold of a paragraph, given by its id, for which the expression holds."""
    match expression:
        case HasCode(code):
            return paragraph_id.in_(_with_code(session, code))
        case HasWords(groups):
            found = fulltext.matches(session, groups)
            return paragraph_id.in_(select(found.subquery("found").c.id))
        case Not(inner):
            return not_(holds(session, inner, paragraph_id))
        case And(parts):
            return and_(*(holds(session, part, paragraph_id) for part in parts))
        case Or(parts):
            return or_(*(holds(session, part, paragraph_id) for part in parts))
        case Near(left, right, apart):
            return paragraph_id.in_(_near(session, left, right, apart))


def finds(session: Session, text: str) -> Condition:
    """Return what must hold of a paragraph that a search finds; a search for nothing finds none."""
    with suppress(NothingToFindError):
        if expression := read_search(session, text):
            return holds(session, expression)
    return false()


def code_ids(session: Session, name: str) -> list[int]:
    """Return the ids of a code in all its spellings."""
    return names.spellings(session, [names.code(session, name).id or 0])


def _is_code(session: Session, words: str) -> bool:
    return session.exec(select(Code.id).where(Code.key == code_key(words)).limit(1)).first() is not None


def _with_code(session: Session, code: str) -> _Ids:
    touched = aliased(Paragraph)
    return (
        select(touched.id)
        .join(Coding, col(Coding.document_id) == touched.document_id)
        .where(
            col(touched.position).between(Coding.first_paragraph, Coding.last_paragraph),
            col(Coding.code_id).in_(code_ids(session, code)),
            Coding.extent != "spill",
        )
    )


def _near(session: Session, left: Expression, right: Expression, apart: int) -> Select[tuple[int]]:
    """The paragraphs of either side that have one of the other at most so far away in their document.

    One pass in the order of the text, however far ``near:`` reaches and however much either side finds.
    """
    paragraph: Any = aliased(Paragraph)
    is_left, is_right = (holds(session, side, col(paragraph.id)) for side in (left, right))
    sides = (
        select(
            paragraph.id,
            paragraph.document_id,
            paragraph.position,
            case((is_left, paragraph.position)).label("left_at"),
            case((is_right, paragraph.position)).label("right_at"),
        )
        .where(or_(is_left, is_right))
        .subquery("sides")
    )
    distances = (_distances(sides, *pair) for pair in (("left_at", "right_at"), ("right_at", "left_at")))
    placed = select(
        sides.c.id, *(each.label(f"distance_{at}") for at, each in enumerate(chain(*distances)))
    ).subquery("placed")
    _, *columns = placed.c
    return select(placed.c.id).where(or_(*(each <= apart for each in columns)))


def _distances(sides: FromClause, here: str, there: str) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How far a paragraph of one side is from the nearest of the other, backward and forward, if there is."""
    here_at, there_at, position = sides.c[here], sides.c[there], sides.c.position
    document = sides.c.document_id
    before = func.max(there_at).over(partition_by=document, order_by=position)
    after = func.min(there_at).over(partition_by=document, order_by=position.desc())
    return here_at - before, after - here_at
