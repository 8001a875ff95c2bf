"""``kb ingest --dry-run PATH…``: a line for each file, and nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ingest.summary import FileSummary, SpeakerShare, clock
from kb import records
from kb.cli.output import render
from kb.cli.output.progress import progress_bar
from kb.cli.output.terminal import Column, render_table
from kb.store.ingest.dry_run import dry_run

if TYPE_CHECKING:
    from ingest.files.choices import Choices
    from ingest.files.recipes import Recipe
    from ingest.model import Problem
    from ingest.workers import Workers
    from kb.cli.options import Form


def show(
    paths: list[Path],
    *,
    workers: Workers,
    form: Form,
    recipes: Sequence[Recipe] = (),
    choices: Choices | None = None,
) -> list[Problem]:
    """Show what each file would be read as; return what is to be told besides, and what failed."""
    with progress_bar() as progress:
        rows, problems = dry_run(paths, workers=workers, progress=progress, recipes=recipes, choices=choices)
    if form == "table" and any(row.columns for row in rows):
        render.blocks(
            render_table(_columns(rows), rows),
            *(block for row in rows if row.columns for block in ("", *_survey(row))),
        )
    else:
        render.rows(rows, of=FileSummary, columns=_columns(rows), form=form)
    shown = {Path(row.file) for row in rows} if form != "table" else set()
    return [each for each in problems if Path(each.path).absolute() not in shown or each.severity == "error"]


def _survey(row: FileSummary) -> list[Any]:
    """Return the columns of a survey, with what each of them holds."""
    numbered = [
        SimpleNamespace(number=number, **records.record(each)) for number, each in enumerate(row.columns, 1)
    ]
    columns = (
        Column("number", lambda each: each.number, number=True),
        Column("column", lambda each: each.name, key=True),
        Column("holds", lambda each: f"{each.use}?" if each.doubtful else each.use),
        Column("why", lambda each: each.reason),
        Column("filled", number=True),
        Column("examples", lambda each: each.examples[:1]),
    )
    return [f"columns of {PurePath(row.file).name}:", render_table(columns, numbered)]


def _speakers(row: FileSummary) -> list[str]:
    told = [_speaker(each) for each in row.speakers]
    return [*told, f"no speaker {row.unattributed:.0%}"] if told and row.unattributed else told


def _speaker(each: SpeakerShare) -> str:
    role = f" ({each.role})" if each.role.casefold() not in each.name.casefold() else ""
    return f"{each.name}{role} {each.share:.0%}"


def _times(row: FileSummary) -> str:
    if row.begins is None or row.ends is None:
        return ""
    return f"{clock(row.begins)}–{clock(row.ends)}"  # noqa: RUF001  a range


def _columns(rows: Sequence[FileSummary]) -> list[Column]:
    """Return the columns; times and codings only where a file has any, so that a file stays on one line."""
    columns = [
        Column("file", lambda row: PurePath(row.file).name, key=True),
        Column("form", lambda row: (row.form or "not read").partition(" (")[0]),
        Column("title"),
        Column("speakers", _speakers),
    ]
    if any(row.begins is not None for row in rows):
        columns.append(Column("times", _times, key=True))
    if any(row.recipe for row in rows):
        columns.append(Column("recipe"))
    if any(row.cases for row in rows):
        columns.append(Column("cases", number=True))
    if any(row.codings for row in rows):
        columns.append(Column("codings", number=True))
    return [*columns, Column("questions", lambda row: len(row.questions), number=True)]
