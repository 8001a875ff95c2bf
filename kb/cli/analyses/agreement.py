"""``kb agreement [DOCUMENT…]``: how far the people who coded the same interviews agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kb.cli.options import MOST, Database, Format
from kb.cli.output import render
from kb.cli.output.terminal import Column, table
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.analyses.agreement import Agreement, AgreementRow, ExcludedDocument

_Unit = Literal["character", "sentence", "paragraph", "document"]
_By = Literal["all", "code", "family", "document", "coders"]
NAMES = (
    "percent, kappa, fleiss, alpha, ac1, brennan-prediger, pabak, f1, positive, negative, holsti, cu-alpha "
    "(by family), Cu-alpha"
)
_SHOWN = ("kappa", "alpha", "f1", "percent", "ac1")
"""What people see when they ask for nothing; programs get everything."""

Documents = Annotated[
    list[str] | None,
    typer.Argument(metavar="DOCUMENT", help="Only these documents.", show_default=False),
]
Structural = Annotated[
    bool, typer.Option("--structural", help="Also codes that only structure the interview (its questions).")
]


def agreement(
    documents: Documents = None,
    unit: Annotated[_Unit, typer.Option("--unit", help="What is decided about, one by one.")] = "character",
    by: Annotated[_By, typer.Option("--by", help="A row for each of these.")] = "all",
    coefficient: Annotated[
        list[str] | None,
        typer.Option("--coefficient", metavar="NAME", help=f"Only this one, or these: {NAMES}."),
    ] = None,
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help="Only this code.")] = None,
    with_moderator: Annotated[
        bool,
        typer.Option("--with-moderator", help="Compare each coder with the moderator, not with each other."),
    ] = False,
    structural: Structural = False,
    resamples: Annotated[
        int, typer.Option("--resamples", metavar="N", min=0, max=100_000, help="For intervals; 0 for none.")
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, max=MOST, help="Where drawing begins.")
    ] = 1,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Measure how far coders of the same interviews agree.

    Every unit and code is a decision: coded with it or not. *every code* adds up all codes, *any code* asks
    whether a unit was coded at all. What one coder coded twice counts once; empty passes are missing data;
    codes that nobody used are no decisions. Intervals hold 95 % of the bootstrap samples of whole interviews.
    All terms are defined in docs/analyses.md. JSON and CSV give a row for each coefficient, with its table.
    """
    from kb.queries.analyses.agreement import AgreementRow
    from kb.queries.analyses.agreement import agreement as ask

    with reading(database) as session:
        answer = ask(
            session,
            documents or (),
            unit=unit,
            by=by,
            coefficients=tuple(coefficient or ()),
            code=code,
            with_moderator=with_moderator,
            structural_codes=structural,
            resamples=resamples,
            seed=seed,
        )
    if form != "table":
        render.rows(answer.rows, of=AgreementRow, columns=(), form=form)
    else:
        _show(answer, coefficient or ())
    _tell(answer)


def _show(answer: Agreement, asked: Sequence[str]) -> None:
    """A line for each name, and a column for each coefficient."""
    from kb.analysis.agreement import canonical_name

    wanted = list(dict.fromkeys(map(canonical_name, asked))) or [
        *(["cu-alpha"] if answer.by == "family" else []),
        *_SHOWN,
    ]
    shown = [row for row in answer.rows if row.coefficient in wanted]
    if not shown:
        render.note(f"there is no {answer.by} to show")
        return
    lines = [_line(list(rows)) for _, rows in groupby(shown, key=lambda row: (row.name, row.what))]
    both = len({line["of"] for line in lines}) > 1 and answer.by in ("document", "coders")
    columns = [
        Column(_head(answer), "name", key=True),
        *([Column("of", key=True)] if both else []),
        *(Column(name, _cell(name), number=True, spare=spare) for spare, name in enumerate(wanted)),
        Column("interviews", number=True, spare=len(wanted)),
    ]
    render.show(table(columns, lines))
    for said in _reasons(shown):
        render.note(said)
    if aside := sum(row.aside for row in shown):
        render.note(
            f"{counted(aside, answer.unit)} with several labels of one coder set aside for the alphas"
        )


def _head(answer: Agreement) -> str:
    return {"all": "decisions"}.get(answer.by, answer.by)


def _line(rows: list[AgreementRow]) -> dict[str, Any]:
    first = rows[0]
    return {
        "name": first.name,
        "of": first.what if first.coefficient != "Cu-alpha" else "families told apart",
        "interviews": first.interviews,
        **{row.coefficient: row for row in rows},
    }


def _cell(name: str) -> Any:
    def of(line: dict[str, Any]) -> str:
        row: AgreementRow | None = line.get(name)
        if row is None or row.value is None:
            return ""
        if row.low is None or row.high is None:
            return _number(row.value)
        return f"{_number(row.value)} [{_number(row.low)} {_number(row.high)}]"

    return of


def _number(value: float) -> str:
    """Two decimals, and no minus before nothing."""
    return f"{round(value, 2) + 0.0:.2f}"


def _reasons(rows: Sequence[AgreementRow]) -> list[str]:
    """Each reason once, with the names it holds for."""
    of: dict[str, list[str]] = {}
    for row in rows:
        if row.why:
            of.setdefault(row.why, []).append(row.name)
    return [f"{why} ({_some(names)})" for why, names in of.items()]


def _some(names: list[str]) -> str:
    few = list(dict.fromkeys(names))
    return ", ".join(few[:3]) + (f" and {len(few) - 3} more" if len(few) > 3 else "")  # noqa: PLR2004


def _tell(answer: Agreement) -> None:
    pairs = "; ".join(" and ".join(pair) for pair in answer.pairs)
    drawn = f"95 % intervals of {answer.resamples} bootstrap samples of interviews, seed {answer.seed}"
    render.note(
        f"{pairs}, {counted(len(answer.interviews), 'interview')}, by {answer.unit}; "
        + (drawn if answer.resamples else "no intervals")
    )
    if said := _aside(answer.set_aside):
        render.note(f"set aside: {said}")


def _aside(left: ExcludedDocument) -> str:
    numbers = (
        (left.empty, "empty pass", "empty passes"),
        (left.spills, "spilled coding", "spilled codings"),
        (left.unplaced, "coding without a place", "codings without a place"),
        (left.wordless, "coding without words", "codings without words"),
        (left.structural, "coding of a structural code", "codings of structural codes"),
        (left.joined, "coding of words coded alike already", "codings of words coded alike already"),
        (len(left.alone), "interview without two to compare", "interviews without two to compare"),
    )
    return numbered(numbers)


def numbered(numbers: Iterable[tuple[int, str, str]]) -> str:
    """Return numbers with what they count, in the singular and the plural; nothing for zero."""
    return ", ".join(f"{many} {one if many == 1 else several}" for many, one, several in numbers if many)
