"""Which codings the filters mean: conditions on Coding, Issue and Paragraph."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, exists, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db import fulltext
from kb.db.tables import (
    Attribute,
    Code,
    Coding,
    CodingPass,
    Document,
    FixCode,
    Issue,
    IssueCode,
    IssueStage,
    Paragraph,
    Speaker,
)
from kb.queries import names
from kb.queries.filters import Filters
from kb.queries.syntax import code_expressions

Condition = ColumnElement[bool]


def conditions(session: Session, filters: Filters) -> list[Condition]:
    """Return what must hold of a Coding for it to be meant.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    given: list[Condition] = []
    if not filters.spill:
        given.append(col(Coding.extent) != "spill")
    given += [col(Coding.code_id).in_(ids) for ids in _code_ids(session, filters)]
    if filters.code is not None:
        given += _code_conditions(session, filters.code)
    if filters.document is not None:
        given.append(col(Coding.document_id) == names.document(session, filters.document).id)
    if filters.attribute is not None:
        given.append(col(Coding.document_id).in_(_with_attribute(filters.attribute)))
    if filters.coder is not None or filters.pass_role is not None:
        given.append(col(Coding.pass_id).in_(_passes(session, filters)))
    given += [_touches(each) for each in paragraphs(session, filters)]
    return given


def chosen_issues(session: Session, filters: Filters) -> list[Condition]:
    """Return what must hold of an Issue for it to be meant: it is this one, arises there and hurts that."""
    chosen: list[Condition] = []
    if filters.issue is not None:
        chosen.append(col(Issue.id) == names.issue(session, filters.issue).id)
    if filters.stage is not None:
        stage = names.stage(session, filters.stage)
        arises = select(IssueStage.issue_id).where(IssueStage.stage_id == stage.id)
        chosen.append(col(Issue.id).in_(arises))
    if filters.aspect is not None:
        chosen.append(col(Issue.aspect_id) == names.aspect(session, filters.aspect).id)
    return chosen


def paragraphs(session: Session, filters: Filters) -> list[Condition]:
    """Return what must hold of a Paragraph for it to be meant: said by such a speaker, with such words."""
    given: list[Condition] = []
    if filters.speaker_role is not None:
        given.append(_spoken_by(filters.speaker_role))
    if filters.text is not None:
        given.append(_found(session, filters.text))
    return given


def _code_ids(session: Session, filters: Filters) -> list[list[int]]:
    """For what a code is to carry, an issue or a fix: the codes, in every spelling, that carry one."""
    carried: list[list[int]] = []
    if chosen := chosen_issues(session, filters):
        carries = select(IssueCode.code_id).join(Issue, col(Issue.id) == IssueCode.issue_id)
        carried.append(_ids(session, carries.where(*chosen).distinct()))
    if filters.fix is not None:
        named = names.fix(session, filters.fix)
        carried.append(_ids(session, select(FixCode.code_id).where(FixCode.fix_id == named.id)))
    return [names.spellings(session, ids) for ids in carried]


def _ids(session: Session, query: object) -> list[int]:
    return list(session.exec(query))


def _code_conditions(session: Session, text: str) -> list[Condition]:
    """A plain code is a lookup; an expression asks about the paragraphs that the coding touches."""
    expression = _whole_name(session, text) or code_expressions.parse(text)

    def ids_of(name: str) -> list[int]:
        found = names.code(session, name)
        return names.spellings(session, [found.id or 0])

    if isinstance(expression, code_expressions.Name):
        return [col(Coding.code_id).in_(ids_of(expression.name))]
    wanted = [each for name in code_expressions.wanted(expression) for each in ids_of(name)]
    if not wanted:
        raise code_expressions.ExpressionError(
            "say also which code the paragraphs should have, not only which not"
        )
    return [col(Coding.code_id).in_(wanted), _touches(_holds(expression, ids_of))]


def _whole_name(session: Session, text: str) -> code_expressions.Name | None:
    """The text as one name, if a code is called just so (a code may be named "trial and error")."""
    known = session.exec(select(Code.id).where(Code.name == text)).first()
    return code_expressions.Name(text) if known is not None else None


def _holds(expression: code_expressions.Expression, ids_of: Callable[[str], list[int]]) -> Condition:
    """The expression as a condition on a Paragraph. Spilled codings do not code a paragraph."""
    match expression:
        case code_expressions.Not(inner):
            return not_(_holds(inner, ids_of))
        case code_expressions.And(parts):
            return and_(*(_holds(part, ids_of) for part in parts))
        case code_expressions.Or(parts):
            return or_(*(_holds(part, ids_of) for part in parts))
        case code_expressions.Name(name):
            other = aliased(Coding)
            return exists().where(
                other.document_id == Paragraph.document_id,  # type: ignore[arg-type]
                other.first <= Paragraph.position,  # type: ignore[arg-type]
                other.last >= Paragraph.position,  # type: ignore[arg-type]
                other.extent != "spill",  # type: ignore[arg-type]
                other.code_id.in_(ids_of(name)),  # type: ignore[attr-defined]
            )


def _touches(paragraph_is: Condition) -> Condition:
    """The coding touches a paragraph for which the condition holds."""
    return exists().where(
        col(Paragraph.document_id) == Coding.document_id,
        col(Paragraph.position).between(Coding.first, Coding.last),
        paragraph_is,
    )


def _spoken_by(role: str) -> Condition:
    return col(Paragraph.speaker_id).in_(select(Speaker.id).where(Speaker.role == role))


def _found(session: Session, text: str) -> Condition:
    found = fulltext.matches(session, text)
    if found is None:
        return col(Paragraph.id).is_(None)
    return col(Paragraph.id).in_(select(found.subquery("hits").c.id))


def _with_attribute(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  SQLAlchemy names no such type
    """The documents of the cases of which this is known."""
    name, _, value = text.partition(":")
    return (
        select(Document.id)
        .join(Attribute, col(Attribute.case_id) == Document.case_id)
        .where(Attribute.name == name.strip(), Attribute.value == value.strip())
    )


def _passes(session: Session, filters: Filters) -> list[int]:
    query = select(CodingPass.id)
    if filters.coder is not None:
        query = query.where(CodingPass.coder_id == names.coder(session, filters.coder).id)
    if filters.pass_role is not None:
        query = query.where(CodingPass.role == filters.pass_role)
    return _ids(session, query)
