"""Agreement: how far coders agree, with the interval of each coefficient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from app.screens.figures.links import of_thing
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    LARGE,
    Cell,
    FigureText,
    Kind,
    Params,
    Records,
    Row,
    sentences,
    table,
)
from app.ui import templates, wording
from app.ui.agreement_table import ABOUT, UNITS
from app.ui.drawing import drawing
from kb.queries.analyses import agreement
from kb.queries.analyses.agreement import Agreement, AgreementRow
from kb.queries.documents import documents
from kb.records import names

_RESAMPLES, _FEW_RESAMPLES = 1000, 100
_COEFFICIENTS = {
    "alpha": "Krippendorff's alpha",
    "kappa": "Cohen's kappa",
    "ac1": "Gwet's AC1",
    "f1": "F1",
    "percent": "Percent agreement",
}
_ROWS = {"code": "Codes", "family": "Families", "document": "Interviews", "coders": "Coders"}
_NOUNS = {"code": "code", "family": "family", "document": "interview", "coders": "pair of coders"}


def _controls(bar: Bar) -> Params:
    return {
        "by": bar.segments("by", "By", _ROWS, "code"),
        "unit": bar.segments("unit", "Unit", UNITS, "character"),
        "coefficient": bar.listed("coefficient", "Coefficient", _COEFFICIENTS, "alpha"),
    }


def _answer(session: Session, params: Params) -> Agreement:
    large = documents.codings(session) > LARGE
    return agreement.agreement(
        session,
        unit=params["unit"],
        by=params["by"],
        coefficients=(params["coefficient"],),
        resamples=_FEW_RESAMPLES if large else _RESAMPLES,
    )


def _describe(answer: Agreement, params: Params) -> FigureText:
    coefficient, title = params["coefficient"], _COEFFICIENTS[params["coefficient"]]
    rows = drawing("agreement").chosen(answer, coefficient)
    total = sum(row.coefficient == coefficient for row in answer.rows)
    defined = [row for row in rows if row.value is not None]
    ends = (
        f", from {wording.two(defined[0].value or 0)} ({defined[0].name}) to "
        f"{wording.two(defined[-1].value or 0)} ({defined[-1].name})"
        if defined
        else ""
    )
    pairs = {" and ".join(pair): pair for pair in answer.pairs}
    return FigureText(
        f"agreement-{coefficient}-by-{params['by']}",
        f"{title}, by {_NOUNS[params['by']]}",
        f"Dots with intervals: {title} of {len(rows)} {_ROWS[params['by']].lower()}{ends}.",
        sentences(
            f"{title} in {UNITS[answer.unit].lower()}, of {', '.join(list(pairs)[:3])}"
            + (f" and {len(answer.pairs) - 3} pairs more" if len(answer.pairs) > 3 else "")  # noqa: PLR2004
            + f" in {wording.count(len(answer.interviews), 'interview')}, pooled.",
            ABOUT[coefficient],
            f"Lines: 95% bootstrap intervals over interviews, {answer.resamples:,} samples, seed "
            f"{answer.seed}. Rings: too few interviews for an interval. “undefined”: cannot be computed.",
            f"Because the catalog is large, {answer.resamples} samples are drawn instead of {_RESAMPLES:,}."
            if answer.resamples < _RESAMPLES
            else None,
            _aside(answer),
        ),
        (
            table(
                title,
                (
                    _NOUNS[params["by"]].capitalize(),
                    "Value",
                    "95% from",
                    "to",
                    "Both",
                    "Only first",
                    "Only second",
                    "Neither",
                ),
                (_rated(row, params["by"], pairs) for row in rows),
                more=total - len(rows),
            ),
        ),
        empty=None if rows else "Nothing to compare with these settings.",
    )


def _aside(answer: Agreement) -> str | None:
    left = answer.set_aside
    alone, empty = (
        wording.count(len(left.alone), "interview"),
        wording.count(left.empty, "empty pass", "empty passes"),
    )
    return wording.left_out(
        (len(left.alone), f"{alone} with codings in one pass only"),
        (left.empty, f"{empty} (missing data, not disagreement)"),
        (left.spills, wording.count(left.spills, "spilled coding")),
        (left.structural, f"{wording.count(left.structural, 'coding')} of structural codes"),
        (left.unplaced, wording.count(left.unplaced, "unplaced coding")),
    )


def _rated(row: AgreementRow, by: str, pairs: Mapping[str, Sequence[str]]) -> Row:
    label = drawing("agreement").label
    return (
        Cell(
            label(row) if by in ("document", "coders") else row.name,
            _where(row.name, by),
            parts=_coders(pairs[row.name], label(replace(row, name=""))) if by == "coders" else (),
        ),
        Cell(row.value if row.value is not None else "undefined", digits=2),
        Cell(row.low, digits=2),
        Cell(row.high, digits=2),
        *(Cell(number) for number in (row.both, row.first, row.second, row.neither)),
    )


def _where(name: str, by: str) -> str | None:
    return templates.address("compare", document=name) if by == "document" else of_thing(by, name, {})


def _coders(pair: Sequence[str], rest: str) -> tuple[Cell, ...]:
    """Two coders, each with what they coded, and their coefficient."""
    one, other = (Cell(name, of_thing("coder", name, {})) for name in pair)
    return one, Cell(" and "), other, Cell(rest)


def _records(answer: Agreement, params: Params) -> Records:
    kept = [row for row in answer.rows if row.coefficient == params["coefficient"]]
    return names(AgreementRow), kept


KIND = Kind(
    "agreement",
    "Agreement",
    "How well do coders agree, code by code?",
    _controls,
    _answer,
    lambda answer, params: drawing("agreement").draw(answer, coefficient=params["coefficient"]),
    _describe,
    _records,
    smallest=8,
)
