"""What is told of the coders: how far they agree, and what a moderator made of their codings."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app import agreeing_view, view, wording
from app.figures_bar import Bar
from app.figures_sheet import (
    LARGE,
    Cell,
    Kind,
    Params,
    Records,
    Row,
    Told,
    code_address,
    drawing,
    sentences,
    table,
)
from kb.cli.records import names
from kb.queries import agreeing, documents, moderation
from kb.queries.agreeing import Agreement, AgreementRow
from kb.queries.moderation import Moderation, ModerationRow

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
_BY = {"coder": "Coders", "code": "Codes", "document": "Interviews"}
_Moderated = tuple[Moderation, list[ModerationRow]]
_COUNTS = ("moderated", "kept", "changed", "recoded", "dropped", "added")


# Agreement


def _agreement_controls(bar: Bar) -> Params:
    return {
        "by": bar.segments("by", "By", _ROWS, "code"),
        "unit": bar.segments("unit", "Unit", agreeing_view.UNITS, "character"),
        "coefficient": bar.one("coefficient", "Coefficient", _COEFFICIENTS, "alpha"),
    }


def _agreement(session: Session, params: Params) -> Agreement:
    large = documents.totals(session).codings > LARGE
    return agreeing.agreement(
        session,
        unit=params["unit"],
        by=params["by"],
        coefficients=(params["coefficient"],),
        resamples=_FEW_RESAMPLES if large else _RESAMPLES,
    )


def _agreement_told(answer: Agreement, params: Params) -> Told:
    coefficient, title = params["coefficient"], _COEFFICIENTS[params["coefficient"]]
    module = drawing("agreement")
    rows = module.chosen(answer, coefficient)
    total = sum(row.coefficient == coefficient for row in answer.rows)
    defined = [row for row in rows if row.value is not None]
    ends = (
        f", from {wording.two(defined[0].value or 0)} ({defined[0].name}) to "
        f"{wording.two(defined[-1].value or 0)} ({defined[-1].name})"
        if defined
        else ""
    )
    pairs = ", ".join(" and ".join(pair) for pair in answer.pairs[:3])
    return Told(
        f"agreement-{coefficient}-by-{params['by']}",
        f"{title}, by {_NOUNS[params['by']]}",
        f"Dots with intervals: {title} of {len(rows)} {_ROWS[params['by']].lower()}{ends}.",
        sentences(
            f"{title} in {agreeing_view.UNITS[answer.unit].lower()}, of {pairs}"
            + (f" and {len(answer.pairs) - 3} pairs more" if len(answer.pairs) > 3 else "")  # noqa: PLR2004
            + f" in {wording.count(len(answer.interviews), 'interview')}.",
            agreeing_view.ABOUT[coefficient],
            f"Lines hold 95 % of {answer.resamples:,} resamples of whole interviews, seed {answer.seed}; a "
            "ring has too few interviews for an interval, “undefined” nothing to compute from.",
            f"The catalog is large, so they are {answer.resamples} resamples instead of {_RESAMPLES:,}."
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
                    "95 % from",
                    "to",
                    "Both",
                    "First",
                    "Second",
                    "Neither",
                ),
                (_rated(row, params, module.label(row)) for row in rows),
                more=total - len(rows),
            ),
        ),
        empty=None if rows else "Nothing that two coders used can be compared like this.",
    )


def _aside(answer: Agreement) -> str | None:
    left = answer.set_aside
    alone = wording.count(len(left.alone), "interview")
    return (
        f"Set aside: {alone} with one filled pass; {wording.count(left.empty, 'empty pass', 'empty passes')} "
        f"(missing, not disagreement); {wording.count(left.spills, 'spilled coding')}; "
        f"{wording.count(left.structural, 'coding')} of structural codes; "
        f"{wording.count(left.unplaced, 'coding')} without a place."
    )


def _rated(row: AgreementRow, params: Params, label: str) -> Row:
    where = {
        "code": lambda: code_address(row.name),
        "document": lambda: view.address("compare", document=row.name),
        "family": lambda: code_address(row.name),
    }.get(params["by"])
    return (
        Cell(label if params["by"] in ("document", "coders") else row.name, where() if where else None),
        Cell(row.value if row.value is not None else "undefined", digits=2),
        Cell(row.low, digits=2),
        Cell(row.high, digits=2),
        *(Cell(number) for number in (row.both, row.first, row.second, row.neither)),
    )


def _agreement_records(answer: Agreement, params: Params) -> Records:
    kept = [row for row in answer.rows if row.coefficient == params["coefficient"]]
    return names(AgreementRow), kept


# Moderation


def _moderation_controls(bar: Bar) -> Params:
    return {"by": bar.segments("by", "By", _BY, "coder")}


def _moderation(session: Session, params: Params) -> _Moderated:
    found = moderation.moderation(session)
    return found, found.rows(params["by"])


def _moderation_told(asked: _Moderated, params: Params) -> Told:
    answer, every = asked
    rows = drawing("moderation").chosen(every)
    decided = [each for each in answer.documents if each.moderator is not None and each.coders]
    sums = {name: sum(getattr(row, name) for row in every) for name in _COUNTS}
    told = (
        f"{sums['kept']} of {sums['moderated']} kept as they were, {sums['changed']} on other words, "
        f"{sums['recoded']} under another code, {sums['dropped']} dropped, {sums['added']} added"
    )
    left = answer.left_out
    return Told(
        f"moderation-by-{params['by']}",
        "What became of the codings",
        f"Stacked bars of codings by {params['by'].replace('document', 'interview')}: {told}.",
        sentences(
            f"Coders' codings where a coder's and a moderated pass are known, in "
            f"{wording.count(len(decided), 'interview')}: {told}.",
            "Kept: the same code on the very same words. Each coding is answered by at most one of the "
            "moderated pass; added is what answers no coder's.",
            f"Left out: {wording.count(left.spills, 'spilled coding')}; "
            f"{wording.count(left.structural, 'coding')} of structural codes; "
            f"{wording.count(left.unplaced, 'coding')} without a place; "
            f"{wording.count(answer.empty, 'empty pass', 'empty passes')}; "
            f"{wording.count(len(answer.alone), 'interview')} with one pass only.",
        ),
        (
            table(
                "Codings and what became of them",
                (
                    _BY[params["by"]].removesuffix("s"),
                    "Moderated",
                    "Kept",
                    "Other words",
                    "Other code",
                    "Dropped",
                    "Added",
                ),
                (_moderated(row, params) for row in rows),
                more=sum(bool(row.moderated or row.added) for row in every) - len(rows),
            ),
        ),
        empty=None
        if rows
        else "Nothing is moderated yet: no interview has both a coder's and a moderated pass with codings.",
    )


def _moderated(row: ModerationRow, params: Params) -> Row:
    where: dict[str, Any] = {
        "code": lambda: code_address(row.name),
        "document": lambda: view.address("compare", document=row.name),
    }
    link = where[params["by"]]() if params["by"] in where else None
    return (Cell(row.name, link), *(Cell(getattr(row, name)) for name in _COUNTS))


KINDS = (
    Kind(
        "agreement",
        "Agreement",
        "How far do coders agree, code by code?",
        _agreement_controls,
        _agreement,
        lambda answer, params: drawing("agreement").draw(answer, coefficient=params["coefficient"]),
        _agreement_told,
        _agreement_records,
        smallest=8,
    ),
    Kind(
        "moderation",
        "Moderation",
        "What became of each coder's codings?",
        _moderation_controls,
        _moderation,
        lambda answer, _: drawing("moderation").draw(answer[1]),
        _moderation_told,
        lambda answer, _: (names(ModerationRow), answer[1]),
    ),
)
