"""Stage by aspect: where issues arise, and what they hurt."""

from __future__ import annotations

from sqlmodel import Session

from app import data
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
from app.ui import wording
from app.ui.drawing import drawing
from kb.queries.evidence import stage_aspect
from kb.queries.evidence.stage_aspect import StageAspectTable


def _controls(bar: Bar) -> Params:
    return {"count": bar.segments("count", "Count", COUNTS, "interviews"), "pass_role": bar.passes()}


def _answer(session: Session, params: Params) -> StageAspectTable:
    return stage_aspect.stage_aspect_table(session, limits(params))


def _describe(answer: StageAspectTable, params: Params) -> FigureText:
    count, words = params["count"], data.study().words.forms
    width = len(answer.stages) + 1
    rows = [answer.cells[at : at + width] for at in range(0, len(answer.cells), width)]
    titles = [*(each.title for each in answer.aspects), wording.fill("any {aspect}")]
    total = getattr(answer.cells[-1], count) if answer.cells else 0
    return FigureText(
        f"stage-by-aspect-{count}",
        wording.fill("{Stage} by {aspect}"),
        f"Heat map of {len(answer.aspects)} {words['aspects']} by {len(answer.stages)} {words['stages']}: "
        f"{count} with {words['issues']} that belong to both, {total:,} in all; "
        "the table below has the numbers.",
        sentences(
            f"{count.capitalize()} with {words['issues']} of that {words['stage']} and {words['aspect']}, in "
            f"{whose(params)}: {total:,} in all.",
            f"Totals count each one once, so they can be less than the sum. {words['Issues']} without "
            f"{words['an aspect']} are in the totals only. Spilled codings and empty passes are left out.",
        ),
        (
            table(
                f"{count.capitalize()}, {words['aspect']} by {words['stage']}",
                (words["Aspect"], *(each.title for each in answer.stages), f"Any {words['stage']}"),
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
        empty=None if total else f"No {words['issue']} is coded in {whose(params)}.",
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
    "{Stage} by {aspect}",
    "Where do {issues} arise, and what do they affect?",
    _controls,
    _answer,
    lambda answer, params: drawing("stage_aspect").draw(
        answer, count=params["count"], words=data.study().words
    ),
    _describe,
    _records,
    needs="issue-stage-aspect",
)
