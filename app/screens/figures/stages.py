"""Stage by aspect: where issues arise, and what they hurt."""

from __future__ import annotations

from sqlmodel import Session

from app.screens.figures.links import of_issues
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    COUNTS,
    Cell,
    FigureText,
    Kind,
    Params,
    Records,
    limits,
    sentences,
    table,
    whose,
)
from app.ui.drawing import drawing
from kb.queries.evidence import stage_aspect
from kb.queries.evidence.stage_aspect import StageAspectTable


def _controls(bar: Bar) -> Params:
    return {"count": bar.segments("count", "Count", COUNTS, "interviews"), "pass_role": bar.passes()}


def _answer(session: Session, params: Params) -> StageAspectTable:
    return stage_aspect.stage_aspect_table(session, limits(params))


def _told(answer: StageAspectTable, params: Params) -> FigureText:
    count = params["count"]
    width = len(answer.stages) + 1
    rows = [answer.cells[at : at + width] for at in range(0, len(answer.cells), width)]
    titles = [*(each.title for each in answer.aspects), "any aspect"]
    total = getattr(answer.cells[-1], count) if answer.cells else 0
    return FigureText(
        f"stage-by-aspect-{count}",
        "Stage by aspect",
        f"Heat map of {len(answer.aspects)} aspects by {len(answer.stages)} stages: {count} with issues that "
        f"arise in the stage and hurt the aspect, {total:,} in all; the table below has the numbers.",
        sentences(
            f"{count.capitalize()} that speak of issues which arise in a stage and hurt an aspect, in "
            f"{whose(params)}: {total:,} in all.",
            "Totals count each of them once, so they are no sums; issues that hurt no aspect are in the "
            "totals only. Spills and empty passes are left out.",
        ),
        (
            table(
                f"{count.capitalize()}, aspect by stage",
                ("Aspect", *(each.title for each in answer.stages), "Any stage"),
                (
                    (
                        Cell(title, of_issues(None, cells[0].aspect, params)),
                        *(
                            Cell(
                                getattr(cell, count),
                                of_issues(cell.stage, cell.aspect, params) if getattr(cell, count) else None,
                            )
                            for cell in cells
                        ),
                    )
                    for title, cells in zip(titles, rows, strict=True)
                ),
            ),
        ),
        empty=None if total else f"No issue is spoken of in {whose(params)}.",
    )


def _records(answer: StageAspectTable, params: Params) -> Records:
    width = len(answer.stages) + 1
    rows = [answer.cells[at : at + width] for at in range(0, len(answer.cells), width)]
    return ("aspect", *(each.key for each in answer.stages), "(any)"), [
        {"aspect": cells[0].aspect or "(any)"}
        | {cell.stage or "(any)": getattr(cell, params["count"]) for cell in cells}
        for cells in rows
    ]


KIND = Kind(
    "stages",
    "Stage by aspect",
    "Where do issues arise, and what do they hurt?",
    _controls,
    _answer,
    lambda answer, params: drawing("stage_aspect").draw(answer, count=params["count"]),
    _told,
    _records,
)
