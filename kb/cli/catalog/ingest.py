"""``kb ingest PATH…``: files in, catalog out."""

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
        list[Path], typer.Argument(metavar="PATH...", readable=False, help="Files, and folders to walk.")
    ],
    taxonomy: Annotated[
        Path | None,
        typer.Option(
            "--taxonomy",
            metavar="FILE",
            help=f"What to sort by.  {DEFAULT_TAXONOMY}",
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", metavar="N", min=1, help="How many read files.  [default: one for each processor]"
        ),
    ] = None,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read known files again, too, as after an update of kb.")
    ] = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Bring files into the catalog; make it if there is none.

    Files of one interview (the transcript, each coder's export, the moderated export) become one document. A
    file that is known and has not changed is not read again; nothing a person made is lost. What could not be
    read is told, and the rest goes on: exit code 1 then. JSON gives the whole report, CSV the problems.
    """
    from kb.store.ingest.files import ingest as bring_in

    with progress_bar() as progress:
        report = bring_in(
            database,
            paths,
            taxonomy=taxonomy,
            who=who,
            processes=processes,
            progress=progress,
            reread=reread,
        )
    if form in ("json", "jsonl"):
        render.answer(report, form=form)
    elif form == "csv":
        from ingest.model import Problem

        render.rows(report.problems, of=Problem, columns=(), form=form)
    else:
        render.show(*map(clean, told(report)))
        tell_problems(report.problems)
    if any(problem.severity == "error" for problem in report.problems):
        raise typer.Exit(1)


def told(report: Report) -> list[str]:
    """Return what an ingest did, as lines for people."""
    documents = f"{len(report.added)} added, {len(report.changed)} changed, {report.unchanged} as before"
    files = f"{report.files}, {report.read} of them new or changed"
    lines = [
        f"documents: {documents}",
        f"files:     {files}",
        f"codings:   {report.codings} stored, spills included",
    ]
    if report.empty_passes:
        lines.append("empty passes, that is missing, not “no issues”:")
        lines += [f"  {each}" for each in report.empty_passes]
    if report.unplaced:
        lost = counted(report.unplaced, "coding")
        lines.append(f"{lost} could not be placed; `kb check` shows more")
    if report.unsorted:
        unsorted = counted(len(report.unsorted), "code")
        lines.append(f"{unsorted} without a place in the taxonomy; see `kb codes --kind unsorted`")
    return lines


def tell_problems(problems: tuple[Problem, ...]) -> None:
    """Tell on stderr what was wrong, file by file, each thing once."""
    once = dict.fromkeys(problems)
    by_file = groupby(sorted(once, key=lambda each: str(each.path)), key=lambda each: str(each.path))
    for path, found in by_file:
        render.note(path)
        for problem in found:
            where = f"{problem.location}: " if problem.location else ""
            render.note(f"  {problem.severity}: {where}{problem.message}")
