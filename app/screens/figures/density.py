"""Density: where in the interviews is coded."""

from __future__ import annotations

import numpy as np
from sqlmodel import Session

from app import data
from app.screens.figures.links import of_thing
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import (
    Cell,
    FigureText,
    Kind,
    Params,
    Records,
    limits,
    sentences,
    table,
    whose,
)
from app.ui import wording
from app.ui.drawing import drawing
from kb.analysis.density import Density
from kb.queries.analyses import density
from kb.queries.documents import documents

_PARTS = 20


def _controls(bar: Bar) -> Params:
    every = data.cached_query(documents.titles)
    return {
        "document": bar.listed(
            "document", "Interview", {"": "All interviews", **{each: each for each in every}}, ""
        )
        or None,
        "parts": bar.whole("parts", "Parts", _PARTS, low=2, high=50),
        "pass_role": bar.passes(),
    }


def _answer(session: Session, params: Params) -> Density:
    return density.density(session, limits(params), parts=params["parts"])


def _describe(answer: Density, params: Params) -> FigureText:
    most = drawing("density").MOST
    shown = answer.names[:most]
    heads = tuple(f"{100 * at // answer.parts}%" for at in range(answer.parts))
    whole = [Cell("All interviews"), *(Cell(100 * each, percent=True) for each in answer.share.tolist())]
    where = params["document"] or wording.count(len(answer.names), "coded interview")
    not_ = " not" if params["document"] else ""
    densest = int(answer.share.argmax()) + 1 if len(answer.names) else 0
    return FigureText(
        "density" + (f"-{params['document']}".replace(" ", "-") if params["document"] else ""),
        "Coding density over the interview",
        f"Bars of the coded share of the words in {answer.parts} parts of {where}, and a row for each "
        f"interview; part {densest} has the most coded text.",
        sentences(
            f"Share of the text covered by at least one coding, in {answer.parts} equal parts of {where}, in "
            f"{whose(params)}. Long interviews weigh more in the total than short ones.",
            "Uncoded interviews, empty passes and spilled codings are left out.",
        ),
        (
            table(
                "Coded share of the text, by the start of each part",
                ("Interview", *heads),
                (
                    *([tuple(whole)] if len(shown) > 1 else []),
                    *(
                        (
                            Cell(name, of_thing("interview", name, params)),
                            *(Cell(100 * each, percent=True) for each in shares),
                        )
                        for name, shares in zip(shown, answer.shares.tolist(), strict=False)
                    ),
                ),
                more=len(answer.names) - len(shown),
            ),
        ),
        empty=None if shown else f"{params['document'] or 'No interview'} is{not_} coded in {whose(params)}.",
    )


def _records(answer: Density, _: Params) -> Records:
    header = ("interview", "part", "codings", "coded_characters", "characters", "share")
    numbers = np.stack([answer.codings, answer.covered, answer.sizes], axis=-1).tolist()
    return header, [
        dict(zip(header, (name, part, *row, round(row[1] / row[2], 4) if row[2] else 0.0), strict=True))
        for name, parts in zip(answer.names, numbers, strict=True)
        for part, row in enumerate(parts, start=1)
    ]


KIND = Kind(
    "density",
    "Density",
    "Which parts of the interviews are coded?",
    _controls,
    _answer,
    lambda answer, _: drawing("density").draw(answer),
    _describe,
    _records,
)
