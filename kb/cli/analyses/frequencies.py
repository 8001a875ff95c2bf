"""``kb frequencies``: how often each thing is spoken of, before and after moderation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from kb.cli.analyses.saturation import LevelName
from kb.cli.options import Database, Every, Format, asks
from kb.cli.output import files, render
from kb.cli.output.files import Out
from kb.cli.output.terminal import Column, table
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.analysis.frequencies import Frequencies
    from kb.queries.filters import Filters

_LevelName = Literal["code", "issue", "fix", "stage", "aspect", "family", "all"]

COLUMNS = (
    Column("level", key=True),
    Column("thing", key=True),
    Column("title", room=160),
    Column("interviews", number=True),
    Column("of coded", lambda row: f"{row.share:.0%}", number=True, spare=4),
    Column("coders", number=True, spare=2),
    Column("codings", number=True),
    Column("interviews before", "before_interviews", number=True, spare=1),
    Column("after", "after_interviews", number=True, spare=1),
    Column("codings before", "before_codings", number=True, spare=3),
    Column("after ", "after_codings", number=True, spare=3),
)


@asks()
def frequencies(
    filters: Filters,
    level: Annotated[_LevelName, typer.Option("--level", help="What is counted, or all of it.")] = "issue",
    every: Every = False,
    out: Out = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Count codings, interviews and coders of each thing.

    A thing is a code, issue, fix, stage, aspect or family. Before counts the coders' own passes, after the
    moderated ones; not every interview has both, so look at how many were coded. A coding counts once for a
    thing; the sum of the rows is more than the total, where one code stands for several things. Programs also
    get the numbers of coders before and after.
    """
    from kb.analysis.frequencies import Frequency
    from kb.queries.analyses.frequencies import frequencies as ask

    wanted = files.form_of(out, form)
    levels = get_args(LevelName) if level == "all" else (level,)
    with reading(database) as session:
        answers = [ask(session, filters, of=each, every=every) for each in levels]
    rows = [row for answer in answers for row in answer.rows]
    if out is not None:
        from kb.figures.frequencies import draw

        if level == "all" and wanted in ("svg", "png", "pdf"):
            raise typer.BadParameter("a figure shows one --level, not all")
        files.write(out, wanted, figure=lambda: draw(answers[0]), rows=rows, of=Frequency)
    elif form != "table":
        render.rows(rows, of=Frequency, columns=COLUMNS, form=form)
    else:
        _show(answers)


def _show(answers: list[Frequencies]) -> None:
    from kb.formatting import counted

    columns = COLUMNS if len(answers) > 1 else COLUMNS[1:]
    if rows := [row for answer in answers for row in answer.rows]:
        render.show(table(columns, rows))
    for answer in answers:
        total = answer.total
        render.note(
            f"any {total.level}: {counted(total.interviews, 'interview')}, {counted(total.coders, 'coder')}, "
            f"{counted(total.codings, 'coding')}; "
            f"codings that stand for none: {answer.unplaced}"
        )
    coded = answers[0].coded
    render.note(
        f"{counted(coded.interviews, 'interview')} coded: {coded.before} by coders (before), {coded.after} "
        "moderated (after)"
    )
