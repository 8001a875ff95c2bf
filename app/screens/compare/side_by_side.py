"""Both passes beside each other, paragraph by paragraph: they scroll together by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.screens.compare import request
from app.screens.compare.rows import coders
from app.ui import filters, templates
from app.ui.highlight import Mark, painted
from kb.analysis import agreement
from kb.queries.comparison.pass_comparison import PassComparison
from kb.queries.documents.transcript import ParagraphShown

PAGE = 100
"""Paragraphs at a time."""

_Column = Mapping[int, list[agreement.MatchedCoding]]


def show(found: PassComparison, bar: filters.Toolbar) -> None:
    """Draw the paragraphs that somebody coded, a page of them."""
    columns = [_by_paragraph(found, side) for side in (0, 1)]
    shown = [each for each in found.paragraphs if any(each.position in column for column in columns)]
    page = max(1, min(request.page(), -(-len(shown) // PAGE)))
    begin = (page - 1) * PAGE
    templates.show(
        "compare/side.html",
        key="compare-side",
        coders=coders(found),
        hues=found.hues,
        document=found.document,
        rows=[
            {"paragraph": each, "sides": [_painted(found, each, column) for column in columns]}
            for each in shown[begin : begin + PAGE]
        ],
        begin=begin,
        total=len(shown),
        before=bar.address(page=page - 1) if page > 1 else None,
        after=bar.address(page=page + 1) if begin + PAGE < len(shown) else None,
    )


def _by_paragraph(found: PassComparison, side: int) -> _Column:
    """One coder's marks by the paragraphs they touch."""
    touched: dict[int, list[agreement.MatchedCoding]] = {}
    for row in found.rows:
        mark = (row.first, row.second)[side]
        if mark is not None:
            for position in range(mark.paragraph, mark.last + 1):
                touched.setdefault(position, []).append(mark)
    return touched


def _painted(found: PassComparison, paragraph: ParagraphShown, column: _Column) -> dict[str, Any]:
    here = column.get(paragraph.position, [])
    marks = [Mark(each.start, each.end, found.hues[each.code]) for each in here]
    codes = list(dict.fromkeys(each.code for each in here))
    return {"stretches": painted(paragraph.text, paragraph.start, marks), "codes": codes}
