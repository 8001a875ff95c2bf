"""Which codings the filters mean: conditions on Coding, Issue and Paragraph."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from kb.db.tables import (
    Code,
    Coding,
    CodingPass,
    FixCode,
    Issue,
    IssueCode,
    IssueStage,
    Paragraph,
)
from kb.queries import names
from kb.queries.filtering.filters import Filters
from kb.queries.syntax.conditions import code_ids, finds, holds
from kb.queries.syntax.errors import NothingToFindError
from kb.queries.syntax.parse import parse
from kb.queries.syntax.properties import documents_with_attribute, spoken_by
from kb.queries.syntax.tree import HasCode, leaves

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
        given.append(col(Coding.document_id).in_(documents_with_attribute(filters.attribute)))
    if filters.coder is not None or filters.pass_role is not None:
        meant = select(CodingPass.id).where(*passes(session, filters))
        given.append(col(Coding.pass_id).in_(_ids(session, meant)))
    given += [_touches(each) for each in paragraphs(session, filters)]
    return given


def passes(session: Session, filters: Filters) -> list[Condition]:
    """Return what must hold of a CodingPass for it to be meant: its document or case, coder and role."""
    given: list[Condition] = []
    if filters.document is not None:
        given.append(col(CodingPass.document_id) == names.document(session, filters.document).id)
    if filters.attribute is not None:
        given.append(col(CodingPass.document_id).in_(documents_with_attribute(filters.attribute)))
    if filters.coder is not None:
        given.append(col(CodingPass.coder_id) == names.coder(session, filters.coder).id)
    if filters.pass_role is not None:
        given.append(col(CodingPass.role) == filters.pass_role)
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
        given.append(spoken_by(filters.speaker_role))
    if filters.text is not None:
        given.append(finds(session, filters.text))
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
    expression = HasCode(text) if _is_code(session, text) else parse(text, bare="codes")
    if expression is None:
        raise NothingToFindError("expected a code, as in: drift and not monitoring", 0, 0)
    if isinstance(expression, HasCode):
        return [col(Coding.code_id).in_(code_ids(session, expression.code))]
    paragraph_is = holds(session, expression)
    wanted = [leaf.code for leaf in leaves(expression) if isinstance(leaf, HasCode)]
    if not wanted:
        raise NothingToFindError("a condition needs at least one code without “not”", 0, len(text))
    ids = {each for code in wanted for each in code_ids(session, code)}
    return [col(Coding.code_id).in_(sorted(ids)), _touches(paragraph_is)]


def _is_code(session: Session, text: str) -> bool:
    """Whether a code is called just so (a code may be named "trial and error")."""
    return session.exec(select(Code.id).where(Code.name == text)).first() is not None


def _touches(paragraph_is: Condition) -> Condition:
    """The coding touches a paragraph for which the condition holds."""
    return exists().where(
        col(Paragraph.document_id) == Coding.document_id,
        col(Paragraph.position).between(Coding.first_paragraph, Coding.last_paragraph),
        paragraph_is,
    )
