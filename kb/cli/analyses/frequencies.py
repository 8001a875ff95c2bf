"""``kb frequencies``: how often each code, issue, fix, stage, aspect or family is coded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from kb.cli.analyses.saturation import LevelName
from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, IncludeEmpty, Limit
from kb.cli.output import files, render, words
from kb.cli.output.files import Out
from kb.cli.output.terminal import Column, render_table
from kb.cli.sessions import default_level, reading

if TYPE_CHECKING:
    from kb.analysis.frequencies import Frequencies
    from kb.queries.filtering.filters import Filters

_LevelName = Literal["code", "issue", "fix", "stage", "aspect", "family", "all"]

COLUMNS = (
    Column("level", lambda row: words.level(row.level), key=True),
    Column("name", "thing", key=True),
    Column("title", room=160),
    Column("interviews", number=True),
    Column("share", lambda row: f"{row.share:.0%}", number=True, spare=4),
    Column("coders", number=True, spare=2),
    Column("codings", number=True),
    Column("interviews before", "before_interviews", number=True, spare=1),
    Column("interviews after", "after_interviews", number=True, spare=1),
    Column("codings before", "before_codings", number=True, spare=3),
    Column("codings after", "after_codings", number=True, spare=3),
)


@filter_options()
def frequencies(
    filters: Filters,
    level: Annotated[
        _LevelName | None,
        typer.Option(
            "--level",
            help="What to count; all for every level.  [default: issue; without issues, fix or code]",
            show_default=False,
        ),
    ] = None,
    include_empty: IncludeEmpty = False,
    limit: Limit = 0,
    out: Out = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Count codings, interviews and coders.

    --level sets what is counted. "share" is the share of all coded interviews. "before" counts the passes
    of the coders, "after" the moderated passes; not every interview has both, so compare with the number
    of coded interviews in the note. Rows can add up to more than the total, because one code can belong
    to several issues. --limit counts the rows of a level. The other formats also have the number of coders
    before and after.
    """
    from kb.analysis.frequencies import Frequency
    from kb.queries.analyses.frequencies import frequencies as count_frequencies

    wanted = files.form_of(out, form)
    with reading(database) as session:
        levels = get_args(LevelName) if level == "all" else (level or default_level(session),)
        counted = [count_frequencies(session, filters, of=each, every=include_empty) for each in levels]
    answers = [_limited(each, limit) for each in counted]
    rows = [row for answer in answers for row in answer.rows]
    if out is not None:
        from kb.figures.frequencies import draw

        if level == "all" and wanted in ("svg", "png", "pdf"):
            raise typer.BadParameter(
                "a figure shows one level: give --level code, issue, fix, stage, aspect or family"
            )
        files.write_rows(out, wanted, figure=lambda: draw(answers[0]), rows=rows, of=Frequency)
    elif form != "table":
        render.rows(rows, of=Frequency, columns=COLUMNS, form=form)
    else:
        _show_table(answers)


def _limited(answer: Frequencies, limit: int) -> Frequencies:
    """Return the frequencies with the first rows only; the totals are still those of all rows."""
    rows = render.limited(answer.rows, limit, noun=answer.total.level)
    return replace(answer, rows=tuple(rows))


def _show_table(answers: list[Frequencies]) -> None:
    from kb.formatting import counted

    columns = COLUMNS if len(answers) > 1 else COLUMNS[1:]
    if rows := [row for answer in answers for row in answer.rows]:
        render.blocks(render_table(columns, rows))
    for answer in answers:
        total = answer.total
        render.note(
            f"any {words.level(total.level)}: {counted(total.interviews, 'interview')}, "
            f"{counted(total.coders, 'coder')}, "
            f"{counted(total.codings, 'coding')}; "
            f"codings without {words.level(total.level)}: {answer.unplaced}"
        )
    coded = answers[0].coded
    render.note(
        f"{counted(coded.interviews, 'interview')} coded: {coded.before} by coders (before), {coded.after} "
        "with a moderated pass (after)"
    )
