"""Where issues arise: the lifecycle's stages, and stage by aspect."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from kb.db.tables import Aspect, Code, Coding, CodingPass, Issue, IssueCode, IssueStage, Stage
from kb.queries import conditions, names
from kb.queries.conditions import Condition
from kb.queries.counts import COUNTED, Counts
from kb.queries.filters import Filters


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage, how many issues arise in it, and how much evidence there is for them."""

    stage: str
    title: str
    issues: int
    interviews: int
    coders: int
    codings: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A stage and an aspect, and the evidence for the issues that arise in the one and hurt the other."""

    stage: str
    aspect: str
    interviews: int
    coders: int
    codings: int


def stages(session: Session, filters: Filters | None = None) -> list[StageRow]:
    """Return every stage in the order of the lifecycle; a coding counts once in a stage.

    ``issue``, ``stage`` and ``aspect`` choose the issues whose evidence is counted.
    """
    filters = filters or Filters()
    chosen = _chosen(session, filters)
    query = _evidence(IssueStage.stage_id).where(*conditions.conditions(session, filters), *chosen)
    numbers = session.exec(query.group_by(col(IssueStage.stage_id)))
    counts = {stage_id: Counts(*counted) for stage_id, *counted in numbers}
    arising = (
        select(IssueStage.stage_id, func.count())
        .join(Issue, col(Issue.id) == IssueStage.issue_id)
        .where(*chosen)
        .group_by(col(IssueStage.stage_id))
    )
    issues = dict(session.exec(arising).all())
    return [
        StageRow(
            stage.key,
            stage.title,
            issues.get(stage.id or 0, 0),
            counted.interviews,
            counted.coders,
            counted.codings,
        )
        for stage in session.exec(select(Stage).order_by(col(Stage.position)))
        for counted in [counts.get(stage.id or 0, Counts())]
    ]


def stage_by_aspect(session: Session, filters: Filters | None = None) -> list[Cell]:
    """Return the cells of the stage-by-aspect table that have evidence."""
    filters = filters or Filters()
    query = (
        _evidence(Stage.key, Aspect.key)
        .join(Stage, col(Stage.id) == IssueStage.stage_id)
        .join(Aspect, col(Aspect.id) == Issue.aspect_id)
        .where(*conditions.conditions(session, filters), *_chosen(session, filters))
        .group_by(col(Stage.position), col(Stage.key), col(Aspect.position), col(Aspect.key))
        .order_by(col(Stage.position), col(Aspect.position))
    )
    return [Cell(*row) for row in session.exec(query)]


def _chosen(session: Session, filters: Filters) -> list[Condition]:
    """What must hold of an Issue and its IssueStage; a stage that is asked for is the only one counted."""
    chosen = conditions.chosen_issues(session, filters)
    if filters.stage is not None:
        chosen.append(col(IssueStage.stage_id) == names.stage(session, filters.stage).id)
    return chosen


def _evidence(*columns: object):  # type: ignore[no-untyped-def]  # noqa: ANN202  SQLAlchemy names no such type
    """Codings joined with the stages of the issues that their codes carry."""
    return (
        select(*columns, *COUNTED)
        .select_from(Coding)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(IssueCode, col(IssueCode.code_id) == Code.canonical_id)
        .join(Issue, col(Issue.id) == IssueCode.issue_id)
        .join(IssueStage, col(IssueStage.issue_id) == IssueCode.issue_id)
    )
