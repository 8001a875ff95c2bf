"""Where issues arise and what they hurt: stage by aspect, with the totals of both."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Aspect, Issue, IssueStage, Stage
from kb.queries import code_usage
from kb.queries.code_usage import CodeUsage
from kb.queries.filters import Filters


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

    A total counts distinct interviews, coders and codings: an interview that speaks of two stages is in both
    columns and once in the total, so totals are no sums. Issues that hurt no aspect are in the totals only.
    """
    used = code_usage.usage_by_code(session, filters) if used is None else used
    carried = code_usage.codes_of_issues(session)
    stages = session.exec(select(Stage).order_by(col(Stage.position))).all()
    aspects = session.exec(select(Aspect).order_by(col(Aspect.position))).all()
    arising = set(session.exec(select(IssueStage.issue_id, IssueStage.stage_id)).all())
    hurting = dict(session.exec(select(Issue.id, Issue.aspect_id)).all())

    def warmth(stage: Stage | None, aspect: Aspect | None) -> StageAspectCell:
        chosen = [
            issue_id
            for issue_id, aspect_id in hurting.items()
            if (stage is None or (issue_id, stage.id) in arising)
            and (aspect is None or aspect_id == aspect.id)
        ]
        codes = {code for issue_id in chosen for code in carried.get(issue_id or 0, ())}
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
        tuple(warmth(stage, aspect) for aspect in (*aspects, None) for stage in (*stages, None)),
    )
