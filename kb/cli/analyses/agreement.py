"""``kb agreement [DOCUMENT…]``: intercoder agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kb.cli.options import Database, Documents, Format, Limit, OnCluster, Resamples, Seed, Structural
from kb.cli.output import render
from kb.cli.output.terminal import Column, render_table
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.analyses.agreement import Agreement, AgreementRow, ExcludedDocument

_Unit = Literal["character", "sentence", "paragraph", "document"]
_By = Literal["all", "code", "family", "document", "coders"]
_Averaging = Literal["pooled", "pairs"]
NAMES = (
    "percent, kappa, fleiss, alpha, ac1, brennan-prediger, pabak, f1 (also called positive or "
    "holsti), negative, cu-alpha (by family), Cu-alpha"
)
_SHOWN = ("kappa", "alpha", "f1", "percent", "ac1")
"""The coefficients of the table unless --coefficient names others; the other formats have all."""


def agreement(
    documents: Documents = None,
    unit: Annotated[_Unit, typer.Option("--unit", help="Unit of analysis.")] = "character",
    by: Annotated[
        _By, typer.Option("--by", help="What the rows are; all for one row with everything.")
    ] = "all",
    coefficient: Annotated[
        list[str] | None,
        typer.Option(
            "--coefficient", metavar="NAME", help=f"Limit to this coefficient. Can be repeated: {NAMES}."
        ),
    ] = None,
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help="Limit to this code.")] = None,
    with_moderator: Annotated[
        bool,
        typer.Option("--with-moderator", help="Compare coders with the moderator instead of each other."),
    ] = False,
    with_machine: Annotated[
        bool,
        typer.Option(
            "--with-machine",
            help="Compare coders with each machine coder instead of each other; with --with-moderator, "
            "compare the moderator with each.",
        ),
    ] = False,
    averaging: Annotated[
        _Averaging,
        typer.Option(
            "--averaging",
            help="Add up the tables of all pairs of coders (pooled), or take the mean of each coefficient "
            "over the pairs of coders of each interview (pairs).",
        ),
    ] = "pooled",
    structural: Structural = False,
    resamples: Resamples = 1000,
    seed: Seed = 1,
    limit: Limit = 0,
    workers: OnCluster = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Measure intercoder agreement.

    Each unit is compared for each code: coded with it or not. "every code" takes all codes together, "any
    code" compares whether a unit is coded at all. Text that one coder coded twice with a code counts once.
    Passes without codings are missing data and left out. Codes that nobody used are left out. The intervals
    are 95% bootstrap intervals over interviews. docs/analyses.md defines every coefficient. JSON and CSV give
    one row for each coefficient, with its table of counts. --limit counts the codes, families, documents or
    pairs of coders.
    """
    from kb.queries.analyses.agreement import AgreementRow
    from kb.queries.analyses.agreement import agreement as measure_agreement
    from kb.workers import partitions_at

    with partitions_at(workers) as partitions, reading(database, machines=with_machine) as session:
        answer = measure_agreement(
            session,
            documents or (),
            unit=unit,
            by=by,
            coefficients=tuple(coefficient or ()),
            code=code,
            with_moderator=with_moderator,
            with_machine=with_machine,
            structural_codes=structural,
            averaging=averaging,
            resamples=resamples,
            seed=seed,
            partitions=partitions,
        )
    answer = _limited(answer, limit)
    if form != "table":
        render.rows(answer.rows, of=AgreementRow, columns=(), form=form)
    else:
        _show_table(answer, coefficient or ())
    _note_basis(answer)


def _limited(answer: Agreement, limit: int) -> Agreement:
    """Return the agreement with the rows of the first names only."""
    names = list(dict.fromkeys(row.name for row in answer.rows))
    noun = {"all": "row", "coders": "pair"}.get(answer.by, answer.by)
    shown = set(render.limited(names, limit, noun=noun))
    return replace(answer, rows=tuple(row for row in answer.rows if row.name in shown))


def _show_table(answer: Agreement, coefficients: Sequence[str]) -> None:
    """Show a line for each name, and a column for each coefficient."""
    from kb.analysis.agreement import canonical_name

    wanted = list(dict.fromkeys(map(canonical_name, coefficients))) or [
        *(["cu-alpha"] if answer.by == "family" else []),
        *_SHOWN,
    ]
    shown = [row for row in answer.rows if row.coefficient in wanted]
    if not shown:
        render.note(f"no {answer.by} to compare")
        return
    lines = [_line(list(rows)) for _, rows in groupby(shown, key=lambda row: (row.name, row.what))]
    has_two_kinds = len({line["of"] for line in lines}) > 1 and answer.by in ("document", "coders")
    columns = [
        Column(_head(answer), "name", key=True),
        *([Column("of", key=True)] if has_two_kinds else []),
        *(Column(name, _cell(name), number=True, spare=spare) for spare, name in enumerate(wanted)),
        Column("interviews", number=True, spare=len(wanted)),
    ]
    render.blocks(render_table(columns, lines))
    for reason in _reasons(shown):
        render.note(reason)
    if aside := sum(row.aside for row in shown):
        render.note(
            f"{counted(aside, answer.unit)} to which one coder gave several labels are left out of the alphas"
        )


def _head(answer: Agreement) -> str:
    return {"all": "decisions"}.get(answer.by, answer.by)


def _line(rows: list[AgreementRow]) -> dict[str, Any]:
    first = rows[0]
    return {
        "name": first.name,
        "of": first.what if first.coefficient != "Cu-alpha" else "family membership",
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
    """Return a number with two decimals, and zero without a minus sign."""
    return f"{round(value, 2) + 0.0:.2f}"


def _reasons(rows: Sequence[AgreementRow]) -> list[str]:
    """Return each reason once, with the names it applies to."""
    of: dict[str, list[str]] = {}
    for row in rows:
        if row.why:
            of.setdefault(row.why, []).append(row.name)
    return [f"{why} ({_some(names)})" for why, names in of.items()]


def _some(names: list[str]) -> str:
    few = list(dict.fromkeys(names))
    return ", ".join(few[:3]) + (f" and {len(few) - 3} more" if len(few) > 3 else "")  # noqa: PLR2004


def _note_basis(answer: Agreement) -> None:
    pairs = "; ".join(" and ".join(pair) for pair in answer.pairs)
    intervals = f"95% intervals from {answer.resamples} bootstrap samples of interviews, seed {answer.seed}"
    averaging = "pooled" if answer.averaging == "pooled" else "means over pairs of coders and interviews"
    render.note(
        f"{pairs}, {counted(len(answer.interviews), 'interview')}, by {answer.unit}, {averaging}; "
        + (intervals if answer.resamples else "no intervals")
    )
    if left_out := _describe_excluded(answer.set_aside):
        render.note(f"left out: {left_out}")


def _describe_excluded(left: ExcludedDocument) -> str:
    numbers = (
        (left.empty, "empty pass", "empty passes"),
        (left.spills, "spilled coding", "spilled codings"),
        (left.unplaced, "unplaced coding", "unplaced codings"),
        (left.wordless, "coding without marked text", "codings without marked text"),
        (left.structural, "coding of a structural code", "codings of structural codes"),
        (left.joined, "repeated coding", "repeated codings"),
        (len(left.alone), "interview with only one coder", "interviews with only one coder"),
    )
    return numbered(numbers)


def numbered(numbers: Iterable[tuple[int, str, str]]) -> str:
    """Return numbers with what they count, in the singular and the plural; nothing for zero."""
    return ", ".join(f"{many} {one if many == 1 else several}" for many, one, several in numbers if many)
