"""Where issues arise: the lifecycle's stages, and stage by aspect, as rows without the totals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from kb.queries.evidence.stage_aspect import arising_issues, stage_aspect_table
from kb.queries.filtering.filters import Filters


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
    table = stage_aspect_table(session, filters)
    any_aspect = {cell.stage: cell for cell in table.cells if cell.aspect is None}
    issues = arising_issues(session, filters)
    return [
        StageRow(
            stage.key,
            stage.title,
            len(issues.get(stage.key, ())),
            any_aspect[stage.key].interviews,
            any_aspect[stage.key].coders,
            any_aspect[stage.key].codings,
        )
        for stage in table.stages
    ]


def stage_by_aspect(session: Session, filters: Filters | None = None) -> list[Cell]:
    """Return the cells of the stage-by-aspect table that have evidence, stage by stage."""
    table = stage_aspect_table(session, filters)
    cells = {(cell.stage, cell.aspect): cell for cell in table.cells if cell.codings}
    return [
        Cell(stage.key, aspect.key, cell.interviews, cell.coders, cell.codings)
        for stage in table.stages
        for aspect in table.aspects
        if (cell := cells.get((stage.key, aspect.key)))
    ]
