"""``kb ingest PATH…``: bring files into the catalog."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import DEFAULT_TAXONOMY, Database, Format, Who
from kb.cli.output import render
from kb.cli.output.progress import progress_bar
from kb.cli.output.terminal import clean
from kb.formatting import counted

if TYPE_CHECKING:
    from ingest.model import Problem
    from kb.store.ingest.files import Report


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", readable=False, help="Files and folders. Folders are searched with subfolders."
        ),
    ],
    taxonomy: Annotated[
        Path | None,
        typer.Option(
            "--taxonomy",
            metavar="FILE",
            help=f"The taxonomy file.  {DEFAULT_TAXONOMY}",
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", metavar="N", min=1, help="Number of parallel processes.  [default: one per CPU]"
        ),
    ] = None,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read unchanged files again, for example after an update of kb.")
    ] = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Bring files into the catalog.

    The catalog is created if there is none. Files of one interview (the transcript, each coder's export,
    the moderated export) become one document. A file that has not changed is not read again. Your work in
    the catalog is kept. Files that cannot be read are reported and the rest continues; the exit code is 1
    then. JSON gives the whole report, CSV the problems.
    """
    from kb.store.ingest.files import ingest as ingest_files

    with progress_bar() as progress:
        report = ingest_files(
            database,
            paths,
            taxonomy=taxonomy,
            who=who,
            processes=processes,
            progress=progress,
            reread=reread,
        )
    if form in ("json", "jsonl"):
        render.json_object(report, form=form)
    elif form == "csv":
        from ingest.model import Problem

        render.rows(report.problems, of=Problem, columns=(), form=form)
    else:
        render.blocks(*map(clean, describe_report(report)))
        note_problems(report.problems)
    if any(problem.severity == "error" for problem in report.problems):
        raise typer.Exit(1)


def describe_report(report: Report) -> list[str]:
    """Return what an ingest did, as lines for people."""
    documents = f"{len(report.added)} added, {len(report.changed)} changed, {report.unchanged} unchanged"
    lines = [
        f"documents: {documents}",
        f"files:     {report.files}, {report.read} of them new or changed",
        f"codings:   {report.codings} stored, spill codings included",
    ]
    if report.empty_passes:
        lines.append("passes without codings (missing data, not “no issues”):")
        lines += [f"  {each}" for each in report.empty_passes]
    if report.unplaced:
        unplaced = counted(report.unplaced, "coding")
        lines.append(f"{unplaced} could not be placed in the text; see `kb check`")
    if report.unsorted:
        unsorted = counted(len(report.unsorted), "code")
        lines.append(f"{unsorted} not in the taxonomy; see `kb codes --kind unsorted`")
    return lines


def note_problems(problems: tuple[Problem, ...]) -> None:
    """Write the problems to stderr, by file, each once."""
    distinct = dict.fromkeys(problems)
    by_file = groupby(sorted(distinct, key=lambda each: str(each.path)), key=lambda each: str(each.path))
    for path, found in by_file:
        render.note(path)
        for problem in found:
            where = f"{problem.location}: " if problem.location else ""
            render.note(f"  {problem.severity}: {where}{problem.message}")
