"""How far coders agree, as a table: by code, family, interview or pair of coders, in a unit one chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from app import data
from app.ui import export, filters, templates, wording
from kb.analysis.agreement import COEFFICIENTS
from kb.errors import KbError
from kb.queries.analyses import agreement
from kb.queries.analyses.agreement import Agreement, AgreementGrouping, AgreementRow
from kb.queries.analyses.units_of_analysis import Unit

UNITS = {"character": "Characters", "sentence": "Sentences", "paragraph": "Paragraphs"}
GROUPS = {"code": "Code", "family": "Family", "document": "Interview", "coders": "Coders"}
SHOWN = ("percent", "kappa", "alpha", "ac1", "f1")
"""What the table has room for; the export and the command line have all of them."""
SHORT = {"percent": "Percent", "kappa": "Kappa", "alpha": "Alpha", "ac1": "AC1", "f1": "F1"}
ABOUT = {
    "percent": "The share of units on which the coders agree: both coded it, or neither did.",
    "kappa": "Cohen's kappa, corrected for agreement by chance. By characters, it is the kappa of NVivo.",
    "alpha": "Krippendorff's alpha for binary decisions (coded or not). Missing passes are left out.",
    "ac1": "Gwet's AC1: corrected for chance like kappa, but more stable for rare codes.",
    "f1": "The overlap of the two coders: 2 · both / (coded by the first + coded by the second).",
}
EXPORT = ("name", "what", "coefficient", "value", "low", "high", "why", "interviews", "units")
EXPORT_COUNTS = ("both", "first", "second", "neither", "aside")
_RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what it is about, its counts, and the coefficients by name."""

    name: str
    what: str
    units: int
    both: int
    first: int
    second: int
    values: dict[str, AgreementRow]


def show(document: str | None) -> None:
    """Draw the coefficients of one interview, or of all."""
    bar = filters.Toolbar("compare")
    with st.container(horizontal=True, vertical_alignment="center", key="agree-tools"):
        unit = bar.segments("unit", "Unit", UNITS, "paragraph")
        groups = {key: title for key, title in GROUPS.items() if document is None or key != "document"}
        by = bar.segments("by", "By", groups, "code")
        try:
            found = _asked(document, unit, by)
            overall = _asked(document, unit, "all")
        except KbError as error:
            templates.show(
                "compare/none.html",
                key="agree-none",
                document=document or "Agreement",
                reason=str(error),
                pairs=(),
            )
            return
        every = (*overall.rows, *found.rows)
        export.export(
            "agreement",
            (*EXPORT, *EXPORT_COUNTS),
            lambda: _records(every),
            shown=len(every),
            of=len(every),
            what="coefficients",
            key="agree",
        )
    templates.show(
        "compare/agreement.html",
        key="agree-table",
        document=document,
        by=by,
        title=GROUPS[by],
        unit=UNITS[unit].lower(),
        overall=lines(overall.rows),
        lines=lines(found.rows),
        shown=SHOWN,
        short=SHORT,
        about=ABOUT,
        found=found,
        wording=wording,
    )


def _asked(document: str | None, unit: str, by: str) -> Agreement:
    """Ask for the coefficients; whoever waits for a page does not wait for more than it shows."""
    return data.cached_query(
        agreement.agreement,
        (document,) if document else (),
        unit=cast("Unit", unit),  # the segments offer nothing else
        by=cast("AgreementGrouping", by),
        coefficients=tuple(COEFFICIENTS),
        resamples=0 if document else _RESAMPLES,
    )


def facts(document: str) -> list[dict[str, Any]]:
    """Return the two numbers that a study of this kind reports, for one interview."""
    rows = _asked(document, "paragraph", "all").rows
    wanted = (
        ("kappa", "any code", "Kappa, paragraph coded or not", ABOUT["kappa"]),
        ("f1", "every code", "F1, paragraph × code", ABOUT["f1"]),  # noqa: RUF001  a product
    )
    found: dict[tuple[str, str], AgreementRow] = {(row.coefficient, row.what): row for row in rows}
    return [
        {"title": title, "about": about, **_numbers(found.get((name, what)))}
        for name, what, title, about in wanted
    ]


def lines(rows: Sequence[AgreementRow]) -> list[Line]:
    """Return coefficients as rows of a table, in the order they come."""
    grouped: dict[tuple[str, str], dict[str, AgreementRow]] = {}
    for row in rows:
        if row.coefficient in SHOWN:
            grouped.setdefault((row.name, row.what), {})[row.coefficient] = row
    made = []
    for (name, what), values in grouped.items():
        one = next(iter(values.values()))
        made.append(Line(name, what, one.units, one.both, one.first, one.second, values))
    return made


def _numbers(row: AgreementRow | None) -> dict[str, float | None]:
    if row is None:
        return {"value": None, "low": None, "high": None}
    return {"value": row.value, "low": row.low, "high": row.high}


def _records(rows: Sequence[AgreementRow]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {name: getattr(row, name) for name in (*EXPORT, *EXPORT_COUNTS)}
