"""``kb evaluate suggestions``: how good suggested codes are on interviews that they know nothing of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.group import Command
from kb.cli.options import Database, Format, Resamples, Seed
from kb.cli.output import render
from kb.cli.output.terminal import Column, render_table
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.analysis.suggestion_quality.measures import Measure, Quality
    from kb.suggest.evaluation.leave_one_out import Evaluation

BLIND, AS_THEY_ARE = "blind", "as they are"
_MODES = {True: BLIND, False: AS_THEY_ARE}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: of what is suggested, over which interviews or codes, with its interval."""

    suggestions: str
    over: str
    measure: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a table: a name, and the quality that it has."""

    name: str
    quality: Quality


def _column(title: str, name: str, spare: int = 0) -> Column:
    return Column(title, lambda line: _short(getattr(line.quality, name)), number=True, spare=spare)


def _short(measure: Measure) -> str:
    if measure.value is None:
        return ""
    value = f"{measure.value:.2f}"
    return value if measure.low is None else f"{value} [{measure.low:.2f}, {measure.high:.2f}]"


COLUMNS = (
    _column("recall at 5", "recall_at_5"),
    _column("recall at 10", "recall_at_10", 4),
    _column("MRR", "mrr", 3),
    _column("micro F1", "micro_f1"),
    _column("macro F1", "macro_f1", 6),
    _column("precision", "precision", 5),
    _column("recall", "recall", 5),
    _column("coded or not", "average_precision", 2),
    _column("sequential", "sequential_recall_at_5", 1),
)


def suggestions(
    blind: Annotated[
        bool,
        typer.Option(
            "--blind", help="Only the blind figures: cues count only where something else supports them."
        ),
    ] = False,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="DOCUMENT",
            help="Evaluate only this document. Can be repeated.",
        ),
    ] = None,
    resamples: Resamples = 1000,
    seed: Seed = 20240501,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Evaluate suggested codes, one interview left out at a time.

    Each coded interview is left out in turn. Weights, threshold and similar passages are learned from the
    other interviews only. The suggestions are compared with the moderated pass, or with what any coder coded
    if there is none. Spilled codings, empty passes, structural codes and umbrella codes are left out.

    The cues of the codebook count in two ways. Blind (to the interview that is left out): a cue counts only
    if its words are in the name or the definition of its code, or if it occurs in a passage with that code in
    another interview. These are the figures to expect for a new interview. As they are: all cues count, also
    those that somebody may have taken from the interview that is left out.

    Recall at 5: share of the pairs of paragraph and code whose code is among the five best suggestions. MRR:
    mean of 1 / rank of the first correct code of a coded paragraph. Precision, recall and F1: pairs at the
    threshold chosen in the other interviews; macro F1 is the mean over codes. Coded or not: average precision
    of ranking the paragraphs by whether they are coded, mean over interviews. Sequential: recall at 5 if the
    codes of all paragraphs before are known. Intervals are 95% bootstrap intervals over interviews.
    """
    from kb.suggest.evaluation.leave_one_out import evaluate

    with reading(database) as session:
        answer = evaluate(
            session,
            documents=document or (),
            modes=(True,) if blind else (True, False),
            resamples=resamples,
            seed=seed,
        )
    if form == "json":
        render.json_object(_as_object(answer), form=form)
    elif form == "table":
        _show_tables(answer)
    else:
        render.rows(_rows(answer), of=MeasureRow, columns=(), form=form)


def _as_object(answer: Evaluation) -> dict[str, Any]:
    """The first mode's measures first, then everything else."""
    first, *others = answer.modes
    return {
        **_measures(first.overall),
        "mode": _MODES[first.blind],
        **{_MODES[each.blind].replace(" ", "_"): _measures(each.overall) for each in others},
        "compared_with": {name: _measures(quality) for name, quality in _compared(answer)},
        "families": {
            _MODES[mode.blind]: {name: _measures(quality) for name, quality in mode.families.items()}
            for mode in answer.modes
        },
        "by_interview": {
            _MODES[mode.blind]: {name: _measures(quality) for name, quality in mode.interviews.items()}
            for mode in answer.modes
        },
        **{
            name: getattr(answer, name)
            for name in (
                "interviews",
                "left_out",
                "pairs",
                "codes",
                "resamples",
                "seed",
                "seconds",
                "memory_mb",
            )
        },
    }


def _measures(quality: Quality) -> dict[str, Measure]:
    return {each.name: getattr(quality, each.name) for each in fields(quality)}


def _compared(answer: Evaluation) -> tuple[tuple[str, Quality], ...]:
    return (
        ("most frequent codes", answer.most_frequent),
        ("names and definitions only", answer.names_and_definitions),
        ("coder with coder", answer.coder_coder),
        ("coder with moderator", answer.coder_moderator),
    )


def _rows(answer: Evaluation) -> Iterator[MeasureRow]:
    for mode in answer.modes:
        name = _MODES[mode.blind]
        yield from _rows_of(name, "all interviews", mode.overall)
        for family, quality in mode.families.items():
            yield from _rows_of(name, f"family {family}", quality)
        for interview, quality in mode.interviews.items():
            yield from _rows_of(name, interview, quality)
    for name, quality in _compared(answer):
        yield from _rows_of(name, "all interviews", quality)


def _rows_of(name: str, over: str, quality: Quality) -> Iterator[MeasureRow]:
    for measure, found in _measures(quality).items():
        yield MeasureRow(name, over, measure, found.value, found.low, found.high)


def _show_tables(answer: Evaluation) -> None:
    lines = [_Line(_MODES[mode.blind], mode.overall) for mode in answer.modes]
    lines += [_Line(name, quality) for name, quality in _compared(answer)]
    render.blocks(render_table((Column("suggestions", "name", key=True), *COLUMNS), lines))
    families = [_Line(name, quality) for name, quality in answer.modes[0].families.items()]
    title = f"family ({_MODES[answer.modes[0].blind]})"
    render.blocks("", render_table((Column(title, "name", key=True), *COLUMNS[:5]), families))
    pairs = f"{counted(answer.pairs, 'pair')} of paragraph and code"
    basis = ", ".join((counted(len(answer.interviews), "interview"), pairs, counted(answer.codes, "code")))
    memory = f", {answer.memory_mb:.0f} MB" if answer.memory_mb is not None else ""
    render.note(f"{basis}; 95% intervals over interviews; {answer.seconds:.1f} s{memory}")
    if answer.left_out:
        render.note(f"left out because there are too many: {counted(answer.left_out, 'coded interview')}")


commands = typer.Typer(
    help="Evaluate suggestions against people's codings.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.command("suggestions", cls=Command, epilog="Example: kb evaluate suggestions --blind")(suggestions)


@commands.callback()
def _evaluate() -> None:
    """Keep the name of the only command below this one."""
