"""Frequencies: in how many interviews each is spoken of, before and after moderation side by side."""

from __future__ import annotations

from sqlmodel import Session

from app import data
from app.screens.figures.links import of_count, of_thing
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    Cell,
    FigureText,
    Kind,
    Params,
    Row,
    codings_that,
    sentences,
    table,
)
from app.ui import wording
from app.ui.drawing import drawing
from kb.analysis.frequencies import Frequencies, Frequency
from kb.codebook.words import Term
from kb.queries.analyses import frequencies
from kb.records import names

_LEVELS = {"issue": "{Issues}", "fix": "{Fixes}", "stage": "{Stages}", "aspect": "{Aspects}", "code": "Codes"}


def _controls(bar: Bar) -> Params:
    study = data.study()
    themes = {"family": "Themes"} if study.is_plain else {}
    return {"of": bar.segments("of", "Of", {**wording.levels(_LEVELS), **themes}, study.level)}


def _answer(session: Session, params: Params) -> Frequencies:
    return frequencies.frequencies(session, of=params["of"])


def _describe(answer: Frequencies, params: Params) -> FigureText:
    thing, things, coded = wording.named(params["of"]), wording.plural(params["of"]), answer.coded
    drawn = answer.rows[: drawing("frequencies").MOST]
    both = bool(coded.before and coded.after)
    first = f"; most often {drawn[0].title!r}, in {drawn[0].interviews}" if drawn else ""
    return FigureText(
        f"frequencies-{params['of']}",
        f"Frequency of {things}",
        f"Bars of {len(drawn)} {things} by interviews, of {coded.interviews} coded{first}.",
        sentences(
            f"Interviews in which each {thing} is coded, of "
            f"{wording.count(coded.interviews, 'coded interview')}.",
            f"Before: the coders' own passes ({wording.count(coded.before, 'interview')} coded). After: the "
            f"moderated passes ({wording.count(coded.after, 'interview')}). Not every interview has both."
            if both
            else None,
            f"{codings_that(answer.unplaced, 'has', 'have')} no {thing}. Spilled codings and empty "
            "passes are left out.",
        ),
        (
            table(
                f"{things.capitalize()} by number of interviews",
                (thing.capitalize(), "Interviews", "Of coded", "Before", "After", "Coders", "Codings"),
                (_frequency(row, params) for row in drawn),
                more=len(answer.rows) - len(drawn),
            ),
        ),
        empty=None if drawn else f"No codings with {Term(thing, things).article}.",
    )


def _frequency(row: Frequency, params: Params) -> Row:
    level, thing = params["of"], row.thing
    every = of_count(level, thing, {})
    after = of_count(level, thing, {"pass_role": "moderator"}) if row.after_codings else None
    return (
        Cell(row.title, of_thing(level, thing, {})),
        Cell(row.interviews, every),
        Cell(100 * row.share, percent=True),
        Cell(row.before_interviews),
        Cell(row.after_interviews, after),
        Cell(row.coders, every if level != "code" else None),
        Cell(row.codings, every),
    )


KIND = Kind(
    "frequencies",
    "Frequencies",
    "In how many interviews is each one coded?",
    _controls,
    _answer,
    lambda answer, _: drawing("frequencies").draw(answer),
    _describe,
    lambda answer, _: (names(Frequency), answer.rows),
)
