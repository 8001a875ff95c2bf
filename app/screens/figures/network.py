"""The network as a picture for print; the interactive one is a page of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sqlmodel import Session

from app import data
from app.screens.figures.links import of_thing, passes
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    Cell,
    FigureText,
    Kind,
    Params,
    Records,
    Row,
    limits,
    sentences,
    table,
    whose,
)
from app.ui import templates, wording
from app.ui.drawing import drawing
from kb.analysis.cooccurrence import Definition, Node, NodeSet, Pair
from kb.queries.analyses import cooccurrence

_LEVELS = {
    "issue": "{Issues}",
    "issue-fix": "{Issues} and {fixes}",
    "issue-stage": "{Issues} and {stages}",
    "code": "Codes",
}
_UNITS = {
    "paragraph": "Paragraphs",
    "overlap": "Overlapping words",
    "same": "Same words",
    "window": "Three paragraphs",
    "document": "Interviews",
}
_MEASURES = {
    "jaccard": "Jaccard",
    "count": "Count",
    "interviews": "Interviews",
    "lift": "Lift",
    "npmi": "NPMI",
}


def _controls(bar: Bar) -> Params:
    levels = wording.levels(_LEVELS)
    return {
        "level": bar.listed("level", "Level", levels, "issue" if "issue" in levels else "code"),
        "unit": bar.listed("unit", "Co-occurrence in", _UNITS, "paragraph"),
        "measure": bar.listed("measure", "Strength", _MEASURES, "jaccard"),
        "pairs": bar.whole("pairs", "Strongest pairs", 40, low=1, high=200),
        "pass_role": bar.passes(),
    }


def _answer(session: Session, params: Params) -> Any:
    found = cooccurrence.pairs(
        session, limits(params), level=params["level"], definition=Definition(unit=params["unit"])
    )
    rows = found.rows(params["measure"], limit=params["pairs"])
    made = import_module("kb.analysis.network.graphs").graph(found, measure=params["measure"], rows=rows)
    return found.things, rows, made


def _describe(answer: Any, params: Params) -> FigureText:
    things, rows, made = answer
    known = made.graph
    strongest = f"; strongest: {rows[0].a_title} with {rows[0].b_title}" if rows else ""
    return FigureText(
        f"network-{params['level']}-{params['unit']}",
        "Co-occurrence",
        f"Network of {len(made)} nodes and {len(rows)} edges{strongest}; the table below lists every pair.",
        sentences(
            f"The {len(rows)} strongest of {known['pairs_found']:,} pairs that occur together "
            f"({known['pairs_tested']:,} tested), in {whose(params)}. Count: {known['definition']}.",
            f"Width: {_MEASURES[params['measure']]}. Size: interviews. Colour: groups ("
            f"{known['communities']}). Only codings of the same coder form pairs. Spilled codings and empty "
            "passes are left out.",
        ),
        (
            table(
                "Pairs, strongest first",
                (
                    "First",
                    "Second",
                    "Count",
                    "Interviews",
                    "Jaccard",
                    "95% from",
                    "to",
                    "Lift",
                    "NPMI",
                    "p corrected",
                ),
                (_edge(row, things, params) for row in rows),
                words=(1,),
                more=known["pairs_found"] - len(rows),
            ),
        ),
        empty=None
        if rows
        else f"No co-occurrences in {whose(params)}. Choose a larger unit, such as interviews.",
    )


def _edge(row: Pair, things: NodeSet, params: Params) -> Row:
    return (
        Cell(row.a_title, of_thing(row.a_kind, row.a, params)),
        Cell(row.b_title, of_thing(row.b_kind, row.b, params)),
        Cell(row.count, _both(row, things, params)),
        Cell(row.interviews),
        Cell(row.jaccard, digits=2),
        Cell(row.jaccard_low, digits=2),
        Cell(row.jaccard_high, digits=2),
        Cell(row.lift, digits=1),
        Cell(row.npmi, digits=2),
        Cell("<0.001" if row.q is not None and row.q < 0.001 else row.q, digits=3),  # noqa: PLR2004
    )


def _both(row: Pair, things: NodeSet, params: Params) -> str:
    """The words in which both are, on the page of the network."""
    name_of = import_module("kb.analysis.network.graphs").name_of
    ends = Node(row.a, row.a_title, row.a_kind), Node(row.b, row.b_title, row.b_kind)
    counted = {"level": params["level"], "unit": params["unit"], "pass": passes(params)}
    return templates.address("network", pair="~".join(name_of(things, each) for each in ends), **counted)


def _records(answer: Any, _: Params) -> Records:
    """The edges as ``kb network --out FILE.csv`` writes them."""
    written: bytes = import_module("kb.analysis.network.writers").edges_csv(answer[2])
    return written


KIND = Kind(
    "network",
    "Network",
    "Which codes occur together?",
    _controls,
    _answer,
    lambda answer, _: drawing("network").draw(answer[2], words=data.study().words),
    _describe,
    _records,
    smallest=7,
)
