"""Where issues arise and what they hurt: stage by aspect, with the totals of both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Aspect, Issue, IssueStage, Stage
from kb.queries import names
from kb.queries.counting import code_usage
from kb.queries.counting.code_usage import CodeUsage
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class Heading:
    """A stage or an aspect."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class StageAspectCell:
    """The evidence for the issues of one stage and one aspect; None stands for any of them."""

    stage: str | None
    aspect: str | None
    interviews: int
    coders: int
    codings: int


@dataclass(frozen=True, slots=True)
class StageAspectTable:
    """The table: every stage in the order of the lifecycle, every aspect, and every cell with its totals."""

    stages: tuple[Heading, ...]
    aspects: tuple[Heading, ...]
    cells: tuple[StageAspectCell, ...]


def stage_aspect_table(
    session: Session, filters: Filters | None = None, *, used: dict[int, CodeUsage] | None = None
) -> StageAspectTable:
    """Return stage by aspect; ``used`` is what the filters mean, where it is known already.

    ``issue``, ``stage`` and ``aspect`` choose the issues whose evidence is counted. A total counts distinct
    interviews, coders and codings: an interview that speaks of two stages is in both columns and once in the
    total, so totals are no sums. Issues that hurt no aspect are in the totals only.
    """
    used = code_usage.usage_by_code(session, filters) if used is None else used
    carried = code_usage.codes_of_issues(session)
    stages = session.exec(select(Stage).order_by(col(Stage.position))).all()
    aspects = session.exec(select(Aspect).order_by(col(Aspect.position))).all()
    aspect_of = _aspects_of_issues(session, filters)
    arising = arising_issues(session, filters)

    def cell(stage: Stage | None, aspect: Aspect | None) -> StageAspectCell:
        chosen = set(aspect_of) if stage is None else arising.get(stage.key, set())
        if aspect is not None:
            chosen = {issue_id for issue_id in chosen if aspect_of[issue_id] == aspect.id}
        codes = {code for issue_id in chosen for code in carried.get(issue_id, ())}
        counts = code_usage.union(used, codes).counts()
        return StageAspectCell(
            stage.key if stage else None,
            aspect.key if aspect else None,
            counts.interviews,
            counts.coders,
            counts.codings,
        )

    return StageAspectTable(
        tuple(Heading(each.key, each.title) for each in stages),
        tuple(Heading(each.key, each.title) for each in aspects),
        tuple(cell(stage, aspect) for aspect in (*aspects, None) for stage in (*stages, None)),
    )


def arising_issues(session: Session, filters: Filters | None = None) -> dict[str, set[int]]:
    """Return the issues (their ids) that arise in each stage (its key), of those that the filters mean.

    A stage that is asked for is the only one: an issue that arises in two is counted in that one.
    """
    filters = filters or Filters()
    query = (
        select(Stage.key, IssueStage.issue_id)
        .join(Stage, col(Stage.id) == IssueStage.stage_id)
        .join(Issue, col(Issue.id) == IssueStage.issue_id)
        .where(*conditions.chosen_issues(session, filters))
    )
    if filters.stage is not None:
        query = query.where(Stage.id == names.stage(session, filters.stage).id)
    found: dict[str, set[int]] = defaultdict(set)
    for stage, issue_id in session.exec(query):
        found[stage].add(issue_id)
    return dict(found)


def _aspects_of_issues(session: Session, filters: Filters | None) -> dict[int, int | None]:
    """The aspect that each issue hurts, of the issues that the filters mean."""
    query = select(Issue.id, Issue.aspect_id).where(*conditions.chosen_issues(session, filters or Filters()))
    return {id_ or 0: aspect_id for id_, aspect_id in session.exec(query)}
