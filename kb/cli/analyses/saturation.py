"""``kb saturation``: would more interviews bring anything new?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.options import MOST, Database, Format, asks
from kb.cli.output import files, render
from kb.cli.output.files import Out
from kb.cli.output.terminal import Column, table
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.analysis.saturation import Saturation, Step
    from kb.analysis.saturation.growth_models import Growth
    from kb.queries.filters import Filters

LevelName = Literal["code", "issue", "fix", "stage", "aspect", "family"]


def _number(value: float) -> str:
    """Whole numbers whole; means with one digit."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _heard(step: Step, value: float) -> str:
    """What was counted is whole; means over all orders are not."""
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
    Column("new", lambda step: _heard(step, step.new), number=True),
    Column("total", lambda step: _heard(step, step.cumulative), number=True),
    Column("any order", lambda step: f"{step.expected:.1f}", number=True, spare=1),
    Column("95% of orders", _band, number=True, spare=2),
)
GROWTH = (
    Column("model", key=True),
    Column("in all", lambda row: "" if row.ceiling is None else f"{row.ceiling:.1f}", number=True),
    Column("found", lambda row: "" if row.index is None else f"{row.index:.1%}", number=True),
    Column("off by", lambda row: "" if row.error is None else f"{row.error:.2f}", number=True, spare=1),
    Column("more interviews", _more),
)


@asks()
def saturation(
    filters: Filters,
    level: Annotated[LevelName, typer.Option("--level", help="What is to be new in an interview.")] = "code",
    order: Annotated[
        str,
        typer.Option(
            "--order",
            metavar="ORDER",
            help="natural (by name), random, coded (as first coded here), attribute:NAME, or a file with an "
            "interview a line.",
        ),
    ] = "natural",
    base: Annotated[int, typer.Option(min=1, max=MOST, help="How many interviews are the base.")] = 4,
    run: Annotated[int, typer.Option(min=1, max=MOST, help="How many interviews are a run.")] = 2,
    threshold: Annotated[
        str, typer.Option(metavar="SHARE", help="How much of the base may be new in a run.")
    ] = "5%",
    target: Annotated[
        str, typer.Option(metavar="SHARE", help="How much of what there is should be found.")
    ] = "90%",
    permutations: Annotated[
        int, typer.Option(metavar="N", min=0, max=100_000, help="How many random orders; 0 for no band.")
    ] = 1000,
    seed: Annotated[int, typer.Option(metavar="N", min=0, max=MOST, help="Which random orders.")] = 20240501,
    out: Out = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Tell what each interview adds, and how many more it takes.

    The catalog does not know when an interview was held: say the order, or look at all orders at once
    (random). The ratio is that of Guest, Namey and Chen (2020): 6+2 means that the two interviews after the
    sixth brought at most the threshold of what the base had brought. The models are those of Lowe et
    al. (2018): each estimates how much there is in all, and they need not agree. Interviews that nobody coded
    are missing and left out. JSON gives one object with everything; CSV and JSON lines give the steps.
    """
    from kb.analysis.saturation import Rules, Step
    from kb.queries.analyses.saturation import saturation as ask

    rules = Rules(
        base=base,
        run=run,
        threshold=share_of("--threshold", threshold),
        target=share_of("--target", target),
        permutations=permutations,
        seed=seed,
    )
    wanted = files.form_of(out, form)
    with reading(database) as session:
        answer = ask(session, filters, of=level, order=_order(order), rules=rules)
    if out is not None and wanted != "json":
        from kb.figures.saturation import draw

        files.write(out, wanted, figure=lambda: draw(answer), rows=answer.steps, of=Step)
    elif out is not None:
        files.write_answer(out, answer)
    elif form == "json":
        render.answer(answer, form=form)
    elif form == "table":
        _show(answer)
    else:
        render.rows(answer.steps, of=Step, columns=STEPS, form=form)


def share_of(option: str, text: str) -> float:
    """Return a share from 0 to 1, written as ``5%`` or ``0.05``.

    Raises:
        BadParameter: it is neither.
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
    try:
        lines = Path(order).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise typer.BadParameter(
            f"--order is {', '.join(ORDERS)}, attribute:NAME or a text file with an interview a line, "
            f"not {order!r}"
        ) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _show(answer: Saturation) -> None:
    from kb.formatting import counted

    if answer.steps:
        columns = STEPS if answer.order != "random" else tuple(each for each in STEPS if not each.key)
        if not answer.rules.permutations:
            columns = columns[:-1]
        render.show(table(columns, answer.steps), "")
    render.show(f"Saturation {answer.ratio.answer}.", "")
    if any(each.reason is None for each in answer.growth):
        render.show(table(GROWTH, answer.growth))
    else:
        render.show(f"How much there is in all: {answer.growth[0].reason}.")
    left_out = f"; {len(answer.uncoded)} more are not coded and left out" if answer.uncoded else ""
    render.note(
        f"{counted(answer.interviews, 'coded interview')}{left_out}; order: {answer.order}; more interviews: "
        f"until {answer.rules.target:.0%} of what there is in all is found"
    )
