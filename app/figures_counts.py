"""What is counted over interviews: saturation, frequencies, crosstabs, stage by aspect, density."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from sqlmodel import Session

from app import catalog, view, wording
from app.figures_bar import Bar
from app.figures_sheet import (
    LARGE,
    Cell,
    Kind,
    Params,
    Records,
    Row,
    Told,
    drawing,
    limits,
    sentences,
    some,
    table,
    thing_address,
    whose,
)
from kb.cli.records import names
from kb.crosstabs import Crosstab, Independence
from kb.density import Density
from kb.frequencies import Frequencies, Frequency
from kb.queries import crosstabs, densities, documents, frequencies, heat, saturation
from kb.queries.choices import choices
from kb.queries.heat import Heat
from kb.saturation import PERMUTATIONS, Rules, Saturation, Step

PLURALS = {"issue": "issues", "code": "codes", "fix": "fixes", "stage": "stages", "aspect": "aspects"}
COUNTS = {"interviews": "Interviews", "codings": "Codings", "coders": "Coders"}
_FEW_PERMUTATIONS = 200
_OF = {"issue": "Issues", "code": "Codes", "fix": "Fixes"}
_LEVELS = {"issue": "Issues", "fix": "Fixes", "stage": "Stages", "aspect": "Aspects", "code": "Codes"}
_SIDES = {
    **{name: name.capitalize() for name in ("issue", "fix", "stage", "aspect", "code", "interview", "coder")},
    "family": "Family of codes",
    "speaker": "Who speaks",
    "part": "Part of the interview",
    "pass": "Coder or moderator",
}
_PARTS = 20


# Saturation


def _saturation_controls(bar: Bar) -> Params:
    return {
        "of": bar.segments("of", "What is new", _OF, "issue"),
        "order": bar.segments("order", "Order", {"natural": "By name", "random": "Any order"}, "natural"),
        "pass_role": bar.passes(),
        **_rules(bar),
    }


def _rules(bar: Bar) -> Params:
    with st.popover("Rules", key="figures-rules"):
        return {
            "base": bar.whole("base", "Base, interviews", 4, low=1, high=1000),
            "run": bar.whole("run", "Run, interviews", 2, low=1, high=1000),
            "threshold": bar.whole("threshold", "New in a run at most, % of the base", 5, low=0, high=100),
            "target": bar.whole("target", "To find of what there is, %", 90, low=1, high=100),
        }


def _saturation(session: Session, params: Params) -> Saturation:
    large = documents.totals(session).codings > LARGE
    rules = Rules(
        base=params["base"],
        run=params["run"],
        threshold=params["threshold"] / 100,
        target=params["target"] / 100,
        permutations=_FEW_PERMUTATIONS if large else PERMUTATIONS,
    )
    return saturation.saturation(session, limits(params), of=params["of"], order=params["order"], rules=rules)


def _saturation_told(answer: Saturation, params: Params) -> Told:
    things = PLURALS[answer.level]
    heard = f"{wording.count(answer.interviews, 'coded interview')} in {whose(params)}"
    spoken = f"{answer.things:,} {things} in {heard}"
    few = (
        f"The catalog is large, so the band is of {answer.rules.permutations} random orders instead of "
        f"{PERMUTATIONS:,}."
    )
    return Told(
        f"saturation-{answer.level}",
        "Saturation",
        f"Accumulation curve: {spoken}. Saturation {answer.ratio.answer}.",
        sentences(
            f"How many {things} were heard after each interview: {spoken}; "
            + ("mean of all orders." if answer.order == "random" else "interviews by name."),
            f"Saturation {answer.ratio.answer} (Guest, Namey and Chen 2020: base {answer.rules.base}, run "
            f"{answer.rules.run}).",
            f"The band holds 95 % of {answer.rules.permutations:,} random orders, seed {answer.rules.seed}.",
            _left_out(answer, params),
            few if answer.rules.permutations < PERMUTATIONS else None,
        ),
        (
            table(
                "What each interview adds",
                ("Interview", "#", "New", "Heard so far", "Mean of all orders", "95 % from", "to"),
                (_step(step) for step in answer.steps),
            ),
            table(
                f"How much there is in all (Lowe et al. 2018), and how many more interviews until "
                f"{answer.rules.target:.0%} of it are found",
                ("Model", "In all", "Found", "More interviews"),
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
    return f"Missing and left out: {many} that nobody coded in {whose(params)}."


def _step(step: Step) -> Row:
    name = step.interview
    return (
        Cell(name, thing_address("interview", name, {})) if name else Cell("any order"),
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
        Cell(row.ceiling, digits=1),
        Cell(None if row.index is None else 100 * row.index, digits=1, percent=True),
        Cell(more),
    )


# Frequencies


def _frequencies_controls(bar: Bar) -> Params:
    return {"of": bar.segments("of", "Of", _LEVELS, "issue")}


def _frequencies(session: Session, params: Params) -> Frequencies:
    return frequencies.frequencies(session, of=params["of"])


def _frequencies_told(answer: Frequencies, params: Params) -> Told:
    things, coded = PLURALS[params["of"]], answer.coded
    drawn = answer.rows[: drawing("frequencies").MOST]
    both = bool(coded.before and coded.after)
    first = f"; most often {drawn[0].title!r}, in {drawn[0].interviews}" if drawn else ""
    return Told(
        f"frequencies-{params['of']}",
        f"How often {things} are spoken of",
        f"Bars of {len(drawn)} {things} by interviews, of {coded.interviews} coded{first}.",
        sentences(
            f"Interviews in which each {params['of']} is spoken of, of "
            f"{wording.count(coded.interviews, 'coded interview')}.",
            f"Before: what coders found ({wording.count(coded.before, 'interview')} coded). After: the "
            f"moderated passes ({wording.count(coded.after, 'interview')}). Not every interview has both."
            if both
            else None,
            f"{_many(answer.unplaced, 'stands', 'stand')} for none of them. Spills and empty "
            "passes are left out.",
        ),
        (
            table(
                f"{things.capitalize()} of most interviews",
                (params["of"].capitalize(), "Interviews", "Of coded", *_BEFORE, "Coders", "Codings"),
                (_frequency(row, params) for row in drawn),
                more=len(answer.rows) - len(drawn),
            ),
        ),
        empty=None if drawn else f"Nothing is coded that stands for {_a(params['of'])}.",
    )


_BEFORE = ("Before", "After")


def _many(codings: int, is_: str, are: str) -> str:
    return f"{wording.count(codings, 'coding').capitalize()} {is_ if codings == 1 else are}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _frequency(row: Frequency, params: Params) -> Row:
    return (
        Cell(row.title, thing_address(params["of"], row.thing, {})),
        Cell(row.interviews),
        Cell(100 * row.share, percent=True),
        Cell(row.before_interviews),
        Cell(row.after_interviews),
        Cell(row.coders),
        Cell(row.codings),
    )


# Crosstab


def _crosstab_controls(bar: Bar) -> Params:
    known = sorted({each.partition(":")[0] for each in catalog.ask(choices).attributes}, key=str.casefold)
    sides = {**_SIDES, **{f"{crosstabs.ATTRIBUTE}{name}": f"Case: {name}" for name in known}}
    percents = {"none": "Counts", "rows": "% of the row", "columns": "% of the column"}
    return {
        "rows": bar.one("rows", "Rows", sides, "issue"),
        "columns": bar.one("columns", "Columns", sides, "stage"),
        "count": bar.one("count", "Count", COUNTS, "codings"),
        "percent": bar.one("percent", "Cells", percents, "none"),
        "pass_role": bar.passes(),
    }


def _crosstab(session: Session, params: Params) -> Crosstab:
    return crosstabs.crosstab(
        session, params["rows"], params["columns"], limits(params), count=params["count"]
    )


def _percent(params: Params) -> Any:
    return None if params["percent"] == "none" else params["percent"]


def _crosstab_told(answer: Crosstab, params: Params) -> Told:
    most = drawing("crosstab").MOST
    percent = _percent(params)
    values = (answer.cells if percent is None else answer.percent(percent).round(1))[:most, :most].tolist()
    sides = answer.rows.name, answer.columns.name
    shown_rows, shown_columns = answer.rows.things[:most], range(min(len(answer.columns.things), most))
    what = answer.count if percent is None else f"{answer.count}, in % of the {percent.removesuffix('s')}"
    return Told(
        f"crosstab-{'-'.join(sides)}".replace(" ", "-"),
        f"{sides[0].capitalize()} by {sides[1]}",
        f"Heat map of {len(shown_rows)} by {len(shown_columns)}: {what}, {sides[0]} by {sides[1]}; the table "
        "below has the numbers.",
        sentences(
            f"Cells count {what} in {whose(params)}: {answer.total:,} {answer.count} in all. Totals count "
            "each once, so they are no sums.",
            f"{_many(answer.left_out, 'is', 'are')} in no row or no column and left out."
            if answer.left_out
            else None,
            _tested(answer.independence),
        ),
        (
            table(
                f"{what.capitalize()}, {sides[0]} by {sides[1]}",
                (sides[0].capitalize(), *(answer.columns.titles[at] for at in shown_columns), "All"),
                (
                    *(_cross(answer, at, values[at], params, shown_columns) for at in range(len(shown_rows))),
                    (
                        Cell("All"),
                        *(Cell(int(answer.column_totals[at])) for at in shown_columns),
                        Cell(answer.total),
                    ),
                ),
                more=len(answer.rows.things) - len(shown_rows),
            ),
        ),
        empty=None if answer.total else f"No coding in {whose(params)} is in such a row and column.",
    )


def _cross(answer: Crosstab, at: int, cells: list[float], params: Params, columns: range) -> Row:
    percent = params["percent"] != "none"
    return (
        Cell(answer.rows.titles[at], thing_address(answer.rows.name, answer.rows.things[at], params)),
        *(Cell(cells[column], percent=percent) for column in columns),
        Cell(int(answer.row_totals[at])),
    )


def _crosstab_records(answer: Crosstab, params: Params) -> Records:
    """The wide table that ``kb crosstab --out FILE.csv`` writes."""
    percent, names = _percent(params), answer.columns.things
    values = (answer.cells if percent is None else answer.percent(percent).round(1)).tolist()
    corner = f"{answer.rows.name} / {answer.columns.name}"
    rows = [
        {corner: thing, **dict(zip(names, cells, strict=True)), "(all)": int(total)}
        for thing, cells, total in zip(answer.rows.things, values, answer.row_totals, strict=True)
    ]
    sums = dict(zip(names, answer.column_totals.tolist(), strict=True))
    return (corner, *names, "(all)"), [*rows, {corner: "(all)", **sums, "(all)": answer.total}]


def _tested(found: Independence | str) -> str:
    if isinstance(found, str):
        return f"{found[:1].upper()}{found[1:]}."
    return (
        f"Chi-square {found.chi_square:.1f}, {found.freedom} degrees of freedom, p {found.p:.2g}, Cramér's V "
        f"{found.cramers_v:.2f}; codings of one interview hang together, so p is too small."
        + (f" {found.doubt[:1].upper()}{found.doubt[1:]}." if found.doubt else "")
    )


# Stage by aspect


def _heat_controls(bar: Bar) -> Params:
    return {"count": bar.segments("count", "Count", COUNTS, "interviews"), "pass_role": bar.passes()}


def _heat(session: Session, params: Params) -> Heat:
    return heat.heat(session, limits(params))


def _heat_told(answer: Heat, params: Params) -> Told:
    count = params["count"]
    width = len(answer.stages) + 1
    rows = [answer.cells[at : at + width] for at in range(0, len(answer.cells), width)]
    titles = [*(each.title for each in answer.aspects), "any aspect"]
    total = getattr(answer.cells[-1], count) if answer.cells else 0
    return Told(
        f"stage-by-aspect-{count}",
        "Stage by aspect",
        f"Heat map of {len(answer.aspects)} aspects by {len(answer.stages)} stages: {count} with issues that "
        f"arise in the stage and hurt the aspect, {total:,} in all; the table below has the numbers.",
        sentences(
            f"{count.capitalize()} that speak of issues which arise in a stage and hurt an aspect, in "
            f"{whose(params)}: {total:,} in all.",
            "Totals count each of them once, so they are no sums; issues that hurt no aspect are in the "
            "totals only. Spills and empty passes are left out.",
        ),
        (
            table(
                f"{count.capitalize()}, aspect by stage",
                ("Aspect", *(each.title for each in answer.stages), "Any stage"),
                (
                    (
                        Cell(title, _issues(None, cells[0].aspect, params)),
                        *(
                            Cell(
                                getattr(cell, count),
                                _issues(cell.stage, cell.aspect, params) if getattr(cell, count) else None,
                            )
                            for cell in cells
                        ),
                    )
                    for title, cells in zip(titles, rows, strict=True)
                ),
            ),
        ),
        empty=None if total else f"No issue is spoken of in {whose(params)}.",
    )


def _heat_records(answer: Heat, params: Params) -> Records:
    width = len(answer.stages) + 1
    rows = [answer.cells[at : at + width] for at in range(0, len(answer.cells), width)]
    return ("aspect", *(each.key for each in answer.stages), "(any)"), [
        {"aspect": cells[0].aspect or "(any)"}
        | {cell.stage or "(any)": getattr(cell, params["count"]) for cell in cells}
        for cells in rows
    ]


def _issues(stage: str | None, aspect: str | None, params: Params) -> str | None:
    passes = None if params.get("pass_role") == "moderator" else "all"
    return view.address("issues", stage=stage, aspect=aspect, **{"pass": passes})


# Density


def _density_controls(bar: Bar) -> Params:
    every = catalog.ask(documents.titles)
    return {
        "document": bar.one(
            "document", "Interview", {"": "All interviews", **{each: each for each in every}}, ""
        )
        or None,
        "parts": bar.whole("parts", "Parts", _PARTS, low=2, high=50),
        "pass_role": bar.passes(),
    }


def _density(session: Session, params: Params) -> Density:
    return densities.density(session, limits(params), parts=params["parts"])


def _density_told(answer: Density, params: Params) -> Told:
    most = drawing("density").MOST
    shown = answer.names[:most]
    heads = tuple(f"{100 * at // answer.parts} %" for at in range(answer.parts))
    whole = [Cell("All interviews"), *(Cell(100 * each, percent=True) for each in answer.share.tolist())]
    where = params["document"] or wording.count(len(answer.names), "coded interview")
    not_ = " not" if params["document"] else ""
    densest = int(answer.share.argmax()) + 1 if len(answer.names) else 0
    return Told(
        "density" + (f"-{params['document']}".replace(" ", "-") if params["document"] else ""),
        "Where in the interviews is coded",
        f"Bars of the coded share of the words in {answer.parts} parts of {where}, and a row for each "
        f"interview; most is coded in part {densest}.",
        sentences(
            f"The share of the words that at least one coding covers, in {answer.parts} equal parts of "
            f"{where}, in {whose(params)}; over all of them every character weighs the same.",
            "Interviews that nobody coded, empty passes and spills are left out.",
        ),
        (
            table(
                "Coded share of the words, by the part that begins at …",
                ("Interview", *heads),
                (
                    *([tuple(whole)] if len(shown) > 1 else []),
                    *(
                        (
                            Cell(name, thing_address("interview", name, params)),
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


def _density_records(answer: Density, _: Params) -> Records:
    header = ("interview", "part", "codings", "coded_characters", "characters", "share")
    numbers = np.stack([answer.codings, answer.covered, answer.sizes], axis=-1).tolist()
    return header, [
        dict(zip(header, (name, part, *row, round(row[1] / row[2], 4) if row[2] else 0.0), strict=True))
        for name, parts in zip(answer.names, numbers, strict=True)
        for part, row in enumerate(parts, start=1)
    ]


KINDS = (
    Kind(
        "saturation",
        "Saturation",
        "Would more interviews bring anything new?",
        _saturation_controls,
        _saturation,
        lambda answer, _: drawing("saturation").draw(answer),
        _saturation_told,
        lambda answer, _: (names(Step), answer.steps),
    ),
    Kind(
        "frequencies",
        "Frequencies",
        "In how many interviews is each spoken of?",
        _frequencies_controls,
        _frequencies,
        lambda answer, _: drawing("frequencies").draw(answer),
        _frequencies_told,
        lambda answer, _: (names(Frequency), answer.rows),
    ),
    Kind(
        "stages",
        "Stage by aspect",
        "Where do issues arise, and what do they hurt?",
        _heat_controls,
        _heat,
        lambda answer, params: drawing("heat").draw(answer, count=params["count"]),
        _heat_told,
        _heat_records,
    ),
    Kind(
        "crosstab",
        "Crosstab",
        "Any two ways of sorting codings, crossed.",
        _crosstab_controls,
        _crosstab,
        lambda answer, params: drawing("crosstab").draw(answer, percent=_percent(params)),
        _crosstab_told,
        _crosstab_records,
        smallest=7,
    ),
    Kind(
        "density",
        "Density",
        "Where in the interviews is coded?",
        _density_controls,
        _density,
        lambda answer, _: drawing("density").draw(answer),
        _density_told,
        _density_records,
    ),
)
