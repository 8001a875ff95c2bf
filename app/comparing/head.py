"""What stands over a comparison: the interview, whose passes, which view, the export, how they compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from app import agreeing_view, exporting, filters, view
from app.comparing import asked
from app.comparing.rows import AGREED, FIRST, KINDS, OTHER_CODE, SECOND, WORDS, Row, told, verdict
from kb.queries.desk import Desk

VIEWS = {"differences": "Differences", "side": "Side by side", "agreement": "Agreement"}
HELP = {
    AGREED: "The same code on the same words.",
    FIRST: "Nothing of the other coder lies on these words.",
    SECOND: "Nothing of the other coder lies on these words.",
    OTHER_CODE: "Both coded some of these words, with different codes.",
    WORDS: "The same code on words that overlap and are not the same.",
}
EXPORT = ("paragraph", "kind", "first", "first_words", "second", "second_words", "state", "decided_by")


def show(found: Desk, rows: Sequence[Row], bar: filters.Toolbar) -> str:
    """Draw what is compared, the choice of views, and the export; return the view."""
    title, tools = st.columns([0.55, 0.45], vertical_alignment="bottom")
    with title:
        view.show("compare_head.html", key="compare-head", found=found)
    with tools, st.container(horizontal=True, horizontal_alignment="right", key="compare-tools"):
        if found.others:
            known = sorted((*found.coders, *found.others))
            pairs = {f"{one},{two}": f"{one} and {two}" for one in known for two in known if one < two}
            bar.segments("passes", "Coders", pairs, ",".join(found.coders))
        chosen = bar.segments("view", "View", VIEWS, "differences")
        if chosen != "agreement":  # which has an export of its own
            exporting.export(
                "differences",
                EXPORT,
                lambda: _records(found, rows),
                shown=len(rows),
                of=len(rows),
                what="codings compared",
                key="compare",
            )
    return chosen


def kinds(found: Desk, rows: Sequence[Row], bar: filters.Toolbar) -> None:
    """Draw how the passes compare, kind by kind; a kind is a filter."""
    kind = asked.kind()
    differ = [row for row in rows if row.kind != AGREED]
    parts = [
        {
            "kind": each,
            "number": sum(row.kind == each for row in rows),
            "title": told(each, found),
            "help": HELP[each],
            "chosen": each == kind,
            "address": bar.address(kind=None if each == kind else each, item=None),
        }
        for each in KINDS
    ]
    view.show(
        "compare_bar.html",
        key="compare-bar",
        parts=parts,
        decided=sum(not row.is_open for row in differ),
        differ=len(differ),
        facts=agreeing_view.facts(found.document) if not found.others else [],
    )


def _records(found: Desk, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "paragraph": row.paragraph + 1,
            "kind": told(row.kind, found),
            "first": row.first.code if row.first else None,
            "first_words": found.text(row.first.start, row.first.end) if row.first else None,
            "second": row.second.code if row.second else None,
            "second_words": found.text(row.second.start, row.second.end) if row.second else None,
            "state": "open" if row.is_open else verdict(row),
            "decided_by": row.who,
        }
