"""``kb saturation``: what each interview adds, and how many more interviews are needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.option_groups import filter_options
from kb.cli.options import MAX_NUMBER, Database, Format, OnCluster, Seed
from kb.cli.output import files, render
from kb.cli.output.files import Out
from kb.cli.output.terminal import Column, render_table
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.analysis.saturation import Saturation, Step
    from kb.analysis.saturation.growth_models import Growth
    from kb.queries.filtering.filters import Filters

_LONGEST_ORDER = 10_000_000
"""Bytes of a list of interviews; a hundred thousand names have fewer."""

LevelName = Literal["code", "issue", "fix", "stage", "aspect", "family"]


def _number(value: float) -> str:
    """Return whole numbers without decimals, means with one."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _count(step: Step, value: float) -> str:
    """Return a count without decimals; a mean over all orders with one."""
    return f"{value:.1f}" if step.interview is None else f"{value:.0f}"


def _band(step: Step) -> str:
    return "" if step.low is None or step.high is None else f"{_number(step.low)}-{_number(step.high)}"


def _more(row: Growth) -> str:
    if row.reason is not None:
        return row.reason
    return "over a million" if row.more is None else str(row.more)


STEPS = (
    Column("#", "position", number=True),
    Column("interview", key=True),
    Column("new", lambda step: _count(step, step.new), number=True),
    Column("total", lambda step: _count(step, step.cumulative), number=True),
    Column("mean of orders", lambda step: f"{step.expected:.1f}", number=True, spare=1),
    Column("95% of orders", _band, number=True, spare=2),
)
GROWTH = (
    Column("model", key=True),
    Column("estimated total", lambda row: "" if row.total is None else str(row.total), number=True),
    Column("share found", lambda row: "" if row.index is None else f"{row.index:.0%}", number=True),
    Column("error", lambda row: "" if row.error is None else f"{row.error:.2f}", number=True, spare=1),
    Column("more interviews", _more),
)


@filter_options()
def saturation(
    filters: Filters,
    level: Annotated[LevelName, typer.Option("--level", help="What to count in each interview.")] = "code",
    order: Annotated[
        str,
        typer.Option(
            "--order",
            metavar="ORDER",
            help="Order of the interviews: natural (by name), random, coded (by date of the first coding), "
            "attribute:NAME, or a file with one interview per line.",
        ),
    ] = "natural",
    base: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            max=MAX_NUMBER,
            help="Number of interviews in the base, from the first one on.",
        ),
    ] = 4,
    run: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            max=MAX_NUMBER,
            help="Run length: number of interviews in each window after the base.",
        ),
    ] = 2,
    threshold: Annotated[
        str,
        typer.Option(
            metavar="SHARE",
            help="Saturation is reached when the new entries of a window are at most this share of the base.",
        ),
    ] = "5%",
    target: Annotated[
        str, typer.Option(metavar="SHARE", help="Share of the estimated total that you want to find.")
    ] = "90%",
    permutations: Annotated[
        int, typer.Option(metavar="N", min=0, max=100_000, help="Number of random orders; 0 for no interval.")
    ] = 1000,
    seed: Seed = 20240501,
    workers: OnCluster = None,
    out: Out = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Measure saturation: what each interview adds.

    Also estimate how many more interviews are needed. The catalog does not store the date of an
    interview: give the order, or use all orders (random). The saturation ratio is that of Guest, Namey
    and Chen (2020): 6+2 means that the two interviews after the sixth added no more than the threshold,
    relative to the base. The growth models are those of Lowe et al. (2018): each estimates the total, and
    they can disagree. Interviews without codings are missing data and left out. JSON gives one object
    with all results; CSV and JSON lines give one row for each interview.
    """
    from kb.analysis.saturation import Rules, Step
    from kb.queries.analyses.saturation import saturation as measure_saturation
    from kb.workers import partitions_at

    rules = Rules(
        base=base,
        run=run,
        threshold=share_of("--threshold", threshold),
        target=share_of("--target", target),
        permutations=permutations,
        seed=seed,
    )
    wanted = files.form_of(out, form)
    with partitions_at(workers) as partitions, reading(database) as session:
        answer = measure_saturation(
            session, filters, of=level, order=_order(order), rules=rules, partitions=partitions
        )
    if out is not None and wanted != "json":
        from kb.figures.saturation import draw

        files.write_rows(out, wanted, figure=lambda: draw(answer), rows=answer.steps, of=Step)
    elif out is not None:
        files.write_object(out, answer)
    elif form == "json":
        render.json_object(answer, form=form)
    elif form == "table":
        _show_tables(answer)
    else:
        render.rows(answer.steps, of=Step, columns=STEPS, form=form)


def share_of(option: str, text: str) -> float:
    """Return a share from 0 to 1, written as ``5%`` or ``0.05``.

    Raises: BadParameter: it is neither.
    """
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1 or (value == 1 and not text.endswith("%")):
        raise typer.BadParameter(f"{option} is a share such as 5% or 0.05, not {text!r}")
    return value


def _order(order: str) -> str | list[str]:
    """The order, or the names in the file that it names."""
    from kb.queries.analyses.saturation import ATTRIBUTE, ORDERS

    if order in ORDERS or order.startswith(ATTRIBUTE):
        return order
    from ingest.files.regular import UnreadableFileError, content

    try:
        lines = content(Path(order), _LONGEST_ORDER).decode("utf-8-sig").splitlines()
    except (UnreadableFileError, UnicodeDecodeError) as error:
        raise typer.BadParameter(
            f"--order is {', '.join(ORDERS)}, attribute:NAME or a text file with one interview per line, "
            f"not {order!r} ({error})"
        ) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _show_tables(answer: Saturation) -> None:
    from kb.formatting import counted

    if answer.steps:
        columns = STEPS if answer.order != "random" else tuple(each for each in STEPS if not each.key)
        if not answer.rules.permutations:
            columns = columns[:-1]
        render.blocks(render_table(columns, answer.steps), "")
    render.blocks(f"Saturation {answer.ratio.answer}.", "")
    if any(each.reason is None for each in answer.growth):
        render.blocks(render_table(GROWTH, answer.growth))
        render.blocks(*(("", " ".join(answer.doubts)) if answer.doubts else ()))
    else:
        render.blocks(f"Estimated total: {answer.growth[0].reason}.")
    missing = counted(len(answer.uncoded), "interview")
    left_out = f"; {missing} without codings left out" if answer.uncoded else ""
    render.note(
        f"{counted(answer.interviews, 'coded interview')}{left_out}; order: {answer.order}; more interviews: "
        f"needed to find {answer.rules.target:.0%} of the estimated total"
    )
