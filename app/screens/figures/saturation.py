"""Saturation: what each interview adds, and how many more it would take."""

from __future__ import annotations

from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.figures.links import of_thing
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    LARGE,
    TEXT_ROWS,
    Cell,
    FigureText,
    Kind,
    Params,
    Row,
    limits,
    sentences,
    some,
    table,
    whose,
)
from app.ui import wording
from app.ui.drawing import drawing
from kb.analysis.saturation import PERMUTATIONS, Rules, Saturation, Step
from kb.queries.analyses import saturation
from kb.queries.documents import documents
from kb.records import names

_FEW_PERMUTATIONS = 200
_OF = {"issue": "{Issues}", "code": "Codes", "fix": "{Fixes}"}


def _controls(bar: Bar) -> Params:
    return {
        "of": bar.segments("of", "Count", wording.levels(_OF), data.study().level),
        "order": bar.segments("order", "Order", {"natural": "By name", "random": "Random (mean)"}, "natural"),
        "pass_role": bar.passes(),
        **_rules(bar),
    }


def _rules(bar: Bar) -> Params:
    with st.popover("Settings", key="figures-rules"):
        return {
            "base": bar.whole("base", "Base size (interviews)", 4, low=1, high=1000),
            "run": bar.whole("run", "Run length (interviews)", 2, low=1, high=1000),
            "threshold": bar.whole("threshold", "New information threshold (% of base)", 5, low=0, high=100),
            "target": bar.whole("target", "Target coverage (%)", 90, low=1, high=100),
        }


def _answer(session: Session, params: Params) -> Saturation:
    large = documents.codings(session) > LARGE
    rules = Rules(
        base=params["base"],
        run=params["run"],
        threshold=params["threshold"] / 100,
        target=params["target"] / 100,
        permutations=_FEW_PERMUTATIONS if large else PERMUTATIONS,
    )
    return saturation.saturation(session, limits(params), of=params["of"], order=params["order"], rules=rules)


def _describe(answer: Saturation, params: Params) -> FigureText:
    things = wording.plural(answer.level)
    heard = f"{wording.count(answer.interviews, 'coded interview')} in {whose(params)}"
    spoken = f"{answer.things:,} {things} in {heard}"
    few = (
        f"Because the catalog is large, the band is of {answer.rules.permutations} random orders instead of "
        f"{PERMUTATIONS:,}."
    )
    return FigureText(
        f"saturation-{answer.level}",
        "Saturation",
        f"Accumulation curve: {spoken}. Saturation {answer.ratio.answer}.",
        sentences(
            f"Number of different {things} after each interview: {spoken}; "
            + (
                "mean over all orders of interviews."
                if answer.order == "random"
                else "interviews in order of their names."
            ),
            f"Saturation {answer.ratio.answer} (Guest, Namey and Chen 2020: base {answer.rules.base}, run "
            f"{answer.rules.run}).",
            f"The band covers 95% of {answer.rules.permutations:,} random orders, seed {answer.rules.seed}.",
            " ".join(answer.doubts) or None,
            _left_out(answer, params),
            few if answer.rules.permutations < PERMUTATIONS else None,
        ),
        (
            table(
                "New in each interview",
                ("Interview", "#", "New", "Total", "Mean of orders", "95% from", "to"),
                (_step(step) for step in answer.steps[:TEXT_ROWS]),
                more=max(0, len(answer.steps) - TEXT_ROWS),
            ),
            table(
                f"Estimated total (Lowe et al. 2018), and the number of additional interviews to reach "
                f"{answer.rules.target:.0%} of it",
                ("Model", "Estimated total", "Share found", "More interviews"),
                (_growth(each) for each in answer.growth),
                words=(3,),
            ),
        ),
        empty=None if answer.steps else f"No interview is coded in {whose(params)}.",
    )


def _left_out(answer: Saturation, params: Params) -> str | None:
    if not answer.uncoded:
        return None
    many = wording.count(len(answer.uncoded), "interview")
    return f"Left out: {many} without codings in {whose(params)}."


def _step(step: Step) -> Row:
    name = step.interview
    return (
        Cell(name, of_thing("interview", name, {})) if name else Cell("mean"),
        Cell(step.position),
        some(step.new),
        some(step.cumulative),
        Cell(step.expected, digits=1),
        Cell(step.low, digits=1),
        Cell(step.high, digits=1),
    )


def _growth(row: Any) -> Row:
    more = row.reason or ("over a million" if row.more is None else f"{row.more:,}")
    return (
        Cell(row.model),
        Cell(row.total),
        Cell(None if row.index is None else 100 * row.index, digits=0, percent=True),
        Cell(more),
    )


KIND = Kind(
    "saturation",
    "Saturation",
    "Do further interviews still add anything new?",
    _controls,
    _answer,
    lambda answer, _: drawing("saturation").draw(answer, words=data.study().words),
    _describe,
    lambda answer, _: (names(Step), answer.steps),
)
