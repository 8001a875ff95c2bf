"""The work list: what is open, and what was decided, the discarded still readable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.screens.compare import request
from app.screens.compare.rows import Row, coders, kind_label, listed, verdict
from app.ui import filters, parameters, templates, wording
from app.ui.components import answers
from kb.queries.comparison.differences import CodingWithoutWords
from kb.queries.comparison.pass_comparison import PassComparison


def looked_at(rows: Sequence[Row]) -> Row | None:
    """Return the row that the address names, else the first open one, else the first."""
    wanted = next((row for row in rows if row.key == parameters.text("item")), None)
    if wanted is None and parameters.text("item"):
        parameters.refuse("item", "which is not a difference between these two coders")
    some = listed(rows, request.kind())
    return wanted or next((row for row in some if row.is_open), None) or next(iter(some), None)


def show(found: PassComparison, rows: Sequence[Row], bar: filters.Toolbar, at: Row | None) -> None:
    """Draw the list of one kind, or of all differences."""
    kind = request.kind()
    some = listed(rows, kind)
    templates.show(
        "compare/work.html",
        key="compare-work",
        document=found.document,
        after=answers.newest(),
        coders=coders(found),
        open=[_line(row, found, bar) for row in some if row.is_open],
        decided=[_line(row, found, bar) for row in some if not row.is_open],
        at=at.key if at else None,
        every=parameters.one_of("all", ("1",)) == "1",
        all_address=bar.address(all="1"),
        chosen_kind=kind,
        left_out=_left_out(found.left_out),
        moderated=f"{found.moderator}:moderator" if found.moderator else None,
    )


def _left_out(of: CodingWithoutWords) -> str:
    """What of both passes is not compared, in words; nothing if everything is."""
    parts = (
        (of.structural, "of structural codes"),
        (of.spills + of.wordless, "without marked text"),
        (of.unplaced, "unplaced"),
    )
    return "; ".join(f"{wording.count(number, 'coding')} {what}" for number, what in parts if number)


def _line(row: Row, found: PassComparison, bar: filters.Toolbar) -> dict[str, Any]:
    return {
        "key": row.key,
        "paragraph": row.paragraph,
        "first": row.first,
        "second": row.second,
        "kind": kind_label(row.kind, found),
        "verdict": "" if row.is_open else verdict(row),
        "address": bar.address(item=row.key),
    }
