"""A search tree as a condition on paragraphs, for every question that takes the grammar.

Each code and each run of words is one list of paragraphs that the database looks up once. A code is on a
paragraph when a coding of it, by whatever coder or only of the passes that are meant, touches it; those that
only spill into it do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.db import fulltext
from kb.db.tables import Code, Coding, CodingPass, Paragraph
from kb.queries import names
from kb.queries.syntax.errors import NothingToFindError
from kb.queries.syntax.parse import parse_search
from kb.queries.syntax.properties import known_property, paragraph_has
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
    with_leaves,
)

Condition = ColumnElement[bool]
_PASS_ROLES = {"moderated": "moderator", "all": None}
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
    """Return the expression with the catalog's name for every code, speaker, document and so on.

    Raises:
        UnknownNameError: there is no such code, speaker or document.
    """

    def known(leaf: Leaf) -> Leaf:
        match leaf:
            case HasCode(code):
                return HasCode(names.code(session, code).name)
            case HasProperty():
                return known_property(session, leaf)
        return leaf

    return with_leaves(expression, known)


def holds(
    session: Session,
    expression: Expression,
    paragraph_id: SQLColumnExpression[Any] = _PARAGRAPH,
    *,
    pass_role: str | None = None,
) -> Condition:
    """Return what must hold of a paragraph, given by its id, for which the expression holds.

    With ``pass_role``, a code is on a paragraph if somebody in that role put it there; ``pass:`` in the
    expression goes before it.
    """

    def also(part: Expression) -> Condition:
        return holds(session, part, paragraph_id, pass_role=pass_role)

    match expression:
        case HasCode() | HasWords() | HasProperty():
            return _leaf_holds(session, expression, paragraph_id, pass_role)
        case Not(inner):
            return not_(also(inner))
        case And(parts):
            return _all_hold(session, parts, paragraph_id, pass_role)
        case Or(parts):
            return or_(*map(also, parts))
        case Near(left, right, apart):
            return paragraph_id.in_(_near(session, left, right, apart, pass_role))


def _leaf_holds(
    session: Session, leaf: Leaf, paragraph_id: SQLColumnExpression[Any], pass_role: str | None
) -> Condition:
    match leaf:
        case HasCode(code):
            touched: Any = aliased(Paragraph)
            return paragraph_id.in_(_with_code(session, code, pass_role, touched, touched.id))
        case HasWords(groups):
            found = fulltext.matches(session, groups)
            return paragraph_id.in_(select(found.subquery("found").c.id))
    if paragraph_id is _PARAGRAPH:
        return paragraph_has(leaf)
    return paragraph_id.in_(select(Paragraph.id).where(paragraph_has(leaf)))


def _all_hold(
    session: Session,
    parts: Sequence[Expression],
    paragraph_id: SQLColumnExpression[Any],
    pass_role: str | None,
) -> Condition:
    """Every part holds; ``pass:`` among them says whose codes count in the others."""
    for part in parts:
        if isinstance(part, HasProperty) and part.field == "pass":
            pass_role = _PASS_ROLES[part.value]
    others = [part for part in parts if not is_pass(part)]
    return and_(*(holds(session, part, paragraph_id, pass_role=pass_role) for part in others))


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


def _with_code(session: Session, code: str, pass_role: str | None, paragraph: Any, *columns: Any) -> Any:
    """Columns of the paragraphs that the code is on, once for each of its codings there."""
    found = (
        select(*columns)
        .select_from(paragraph)
        .join(Coding, col(Coding.document_id) == paragraph.document_id)
        .where(
            paragraph.position.between(Coding.first_paragraph, Coding.last_paragraph),
            col(Coding.code_id).in_(code_ids(session, code)),
            Coding.extent != "spill",
        )
    )
    if pass_role is None:
        return found
    return found.join(CodingPass, col(CodingPass.id) == Coding.pass_id).where(CodingPass.role == pass_role)


def _near(
    session: Session, left: Expression, right: Expression, apart: int, pass_role: str | None
) -> Select[tuple[int]]:
    """The paragraphs of either side that have one of the other at most so far away in their document.

    One pass in the order of the text, however far ``near:`` reaches and however much either side finds.
    """
    sides = union_all(
        _side(session, left, pass_role, is_right=False),
        _side(session, right, pass_role, is_right=True),
    ).subquery("sides")
    share: Any = func.avg(sides.c.is_right).over(
        partition_by=sides.c.document_id, order_by=sides.c.position, range_=(-apart, apart)
    )
    around = select(sides.c.id, share.label("share_right")).subquery("around")
    # One window, as a second one would sort once more: a share between none and all tells that both are here.
    return select(around.c.id).where(around.c.share_right > 0, around.c.share_right < 1)


def _side(session: Session, side: Expression, pass_role: str | None, *, is_right: bool) -> Any:
    """The paragraphs of one side; looked up, so that those of neither side cost nothing."""
    paragraph: Any = aliased(Paragraph)
    place = (
        paragraph.id,
        paragraph.document_id,
        paragraph.position,
        literal(int(is_right)).label("is_right"),
    )
    if isinstance(side, HasCode):
        return _with_code(session, side.code, pass_role, paragraph, *place)
    return select(*place).where(holds(session, side, col(paragraph.id), pass_role=pass_role))
