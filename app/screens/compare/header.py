"""What stands over a comparison: the interview, whose passes, which view, the export, how they compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from app.screens.compare import request
from app.screens.compare.rows import AGREED, FIRST, KINDS, OTHER_CODE, SECOND, WORDS, Row, kind_label, verdict
from app.ui import agreement_table, export, filters, templates
from kb.queries.comparison.machine_runs import ENOUGH
from kb.queries.comparison.pass_comparison import PassComparison

VIEWS = {"differences": "Differences", "side": "Side by side", "agreement": "Agreement"}
HELP = {
    AGREED: "The same code on the same words.",
    FIRST: "The other coder did not code these words.",
    SECOND: "The other coder did not code these words.",
    OTHER_CODE: "Both coded overlapping words, with different codes.",
    WORDS: "The same code on overlapping words, with other boundaries.",
}


def show(found: PassComparison, rows: Sequence[Row], bar: filters.Toolbar) -> str:
    """Draw what is compared, the choice of views, and the export; return the view."""
    title, tools = st.columns([0.55, 0.45], vertical_alignment="bottom")
    with title:
        templates.show("compare/head.html", key="compare-head", found=found)
    with tools, st.container(horizontal=True, horizontal_alignment="right", key="compare-tools"):
        if found.others:
            known = sorted((*found.coders, *found.others))
            titles = {each: f"{each} (machine)" if each in found.machines else each for each in known}
            pairs = {
                f"{one},{two}": f"{titles[one]} and {titles[two]}"
                for one in known
                for two in known
                if one < two
            }
            bar.segments("passes", "Coders", pairs, ",".join(found.coders))
        chosen = bar.segments("view", "View", VIEWS, "differences")
        if chosen != "agreement":  # which has an export of its own
            export.export(
                "differences",
                _header(found),
                lambda: _records(found, rows),
                shown=len(rows),
                of=len(rows),
                what="compared codings",
                key="compare",
            )
    return chosen


def kinds(found: PassComparison, rows: Sequence[Row], bar: filters.Toolbar) -> None:
    """Draw how the passes compare, kind by kind; a kind is a filter."""
    kind = request.kind()
    differ = [row for row in rows if row.kind != AGREED]
    parts = [
        {
            "kind": each,
            "number": sum(row.kind == each for row in rows),
            "title": kind_label(each, found),
            "help": HELP[each],
            "chosen": each == kind,
            "address": bar.address(kind=None if each == kind else each, item=None),
        }
        for each in KINDS
    ]
    templates.show(
        "compare/bar.html",
        key="compare-bar",
        parts=parts,
        decided=sum(not row.is_open for row in differ),
        differ=len(differ),
        facts=agreement_table.facts(found.document) if _are_all_the_people(found) else [],
    )


def machines(found: PassComparison) -> None:
    """Say of each machine that is compared what it is, how far it got, and how steady its answers are."""
    if found.runs:
        templates.show("compare/machine.html", key="compare-machine", runs=found.runs, enough=ENOUGH)


def _are_all_the_people(found: PassComparison) -> bool:
    return not found.runs and set(found.others) <= set(found.machines)


def _header(found: PassComparison) -> tuple[str, ...]:
    """The columns of the export: what each coder has, under their names."""
    one, two = found.coders
    return (
        "Paragraph",
        "Difference",
        f"Code of {one}",
        f"Words of {one}",
        f"Code of {two}",
        f"Words of {two}",
        "State",
        "Decided by",
    )


def _records(found: PassComparison, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        said = [
            (mark.code, found.text(mark.start, mark.end)) if mark else (None, None)
            for mark in (row.first, row.second)
        ]
        state = "open" if row.is_open else verdict(row)
        values = (row.paragraph + 1, kind_label(row.kind, found), *said[0], *said[1], state, row.who)
        yield dict(zip(_header(found), values, strict=True))
