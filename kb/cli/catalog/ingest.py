"""``kb ingest PATH…``: bring files into the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.option_groups import option_groups
from kb.cli.options import DEFAULT_TAXONOMY, Database, Format, Who
from kb.cli.output import render
from kb.cli.output.progress import progress_bar
from kb.cli.output.terminal import clean
from kb.formatting import counted

if TYPE_CHECKING:
    from ingest.files.choices import Choices
    from ingest.model import Problem
    from kb.store.ingest.files import Report


_Columns = list[str] | None


def _column(name: str, help_text: str) -> Any:
    return typer.Option(name, metavar="COLUMN", help=help_text, show_default=False)


@dataclass(frozen=True)
class ReadingOptions:
    """How a person says that the files are to be read."""

    read_as: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORMAT",
            help="Read the files as this format, such as survey; `kb recipes ways` lists those of a file.",
            show_default=False,
        ),
    ] = None
    answer: Annotated[_Columns, _column("--answer", "Survey: a column of open answers.")] = None
    attribute: Annotated[_Columns, _column("--attribute", "Survey: a column with an attribute.")] = None
    case: Annotated[str | None, _column("--case", "Survey: the column that names the cases.")] = None
    leave_out: Annotated[_Columns, _column("--leave-out", "Survey: a column that is not stored.")] = None

    def choices(self) -> Choices | None:
        """Return what was chosen; None where nothing was.

        Raises:
            typer.BadParameter: there is no such format.
        """
        from ingest.files.choices import Choices
        from ingest.formats import formats

        names = [each.name for each in formats()]
        if self.read_as is not None and self.read_as not in names:
            raise typer.BadParameter(f"--as {self.read_as}: choose one of {', '.join(names)}")

        uses = {"answer": self.answer, "attribute": self.attribute, "nothing": self.leave_out}
        columns = [(name, use) for use, names in uses.items() for name in names or ()]
        columns += [(self.case, "case")] if self.case else []
        if not columns and self.read_as is None:
            return None
        return Choices(self.read_as or "survey", columns=tuple(columns))


@option_groups
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            readable=False,
            help="Files, folders and zip archives. Folders are searched with subfolders.",
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
    workers: Annotated[
        str | None,
        typer.Option(
            "--workers",
            metavar="dask://HOST:PORT",
            help="Read on the workers of this Dask cluster, not on this machine.",
            show_default=False,
        ),
    ] = None,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read unchanged files again, for example after an update of kb.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only show what each file would be read as; nothing is stored."),
    ] = False,
    recipe: Annotated[
        str | None,
        typer.Option(
            "--recipe",
            metavar="NAME|FILE|none",
            help="Use this recipe for every file, the recipes in a file, or none.  "
            "[default: those in ingest.yaml beside the catalog, where they fit]",
            show_default=False,
        ),
    ] = None,
    reading: ReadingOptions = ReadingOptions(),
    database: Database = None,
    form: Format = "table",
) -> None:
    """Import files into the catalog.

    The catalog is created if there is none and a file can be read. Files of one interview (the transcript,
    each coder's export, the moderated export) become one document. A file that has not changed is not read
    again. Your work in the catalog is kept. Files that cannot be read are reported and all others are
    imported; the exit code is then 1. JSON gives the whole report, CSV the problems.

    Each row of a survey (CSV, TSV, Excel, ODS) becomes a case with a document of its own. kb guesses which
    columns contain open answers, attributes or the names of the cases. To correct a guess, use the options
    for surveys below. Give a column by its heading, the beginning of its heading, or its number. Your choice
    is kept for the next import.

    With --dry-run, nothing is stored. There is one line for each file: its format, title, speakers with their
    role and share of words, times, codings and questions. For a survey, its columns are listed. JSON gives
    all details.

    A recipe stores your corrections to one file for the next files of that kind: see `kb recipes`.
    """
    from kb.workers import workers_at

    if workers is not None and processes is not None:
        raise typer.BadParameter("--processes is for this machine; a cluster has as many as its workers")
    if dry_run:
        from kb.cli.catalog.dry_run import show
        from kb.store.recipes.choosing import chosen_recipes

        recipes, choices = chosen_recipes(database, recipe), reading.choices()
        with workers_at(workers, processes) as at_work:
            problems = show(paths, workers=at_work, form=form, recipes=recipes, choices=choices)
        note_problems(problems)
        if any(problem.severity == "error" for problem in problems):
            raise typer.Exit(1)
        return
    from kb.store.ingest.files import ingest as ingest_files

    choices = reading.choices()
    with workers_at(workers, processes) as at_work, progress_bar() as progress:
        report = ingest_files(
            database,
            paths,
            taxonomy=taxonomy,
            who=who,
            workers=at_work,
            progress=progress,
            reread=reread,
            recipe=recipe,
            choices=choices,
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
        f"codings:   {report.codings} stored, spilled codings included",
    ]
    for each in report.surveys:
        cases = f"{len(each.added):,} added, {len(each.changed):,} changed, {each.unchanged:,} unchanged"
        lines.append(
            f"survey:    {each.file}: cases {cases}" + (f", {each.gone:,} gone" if each.gone else "")
        )
    if report.empty_passes:
        lines.append("passes without codings (missing data, not “nothing found”):")
        lines += [f"  {each}" for each in report.empty_passes]
    if report.unplaced:
        unplaced = counted(report.unplaced, "coding")
        lines.append(f"{unplaced} could not be placed in the text; see `kb check`")
    if report.unsorted:
        unsorted = counted(len(report.unsorted), "code")
        lines.append(f"{unsorted} not in the taxonomy; see `kb codes --kind unsorted`")
    return lines


def note_problems(problems: Sequence[Problem]) -> None:
    """Write the problems to stderr, by file, each once."""
    distinct = dict.fromkeys(problems)
    by_file = groupby(sorted(distinct, key=lambda each: str(each.path)), key=lambda each: str(each.path))
    for path, found in by_file:
        render.note(path)
        for problem in found:
            where = f"{problem.location}: " if problem.location else ""
            render.note(f"  {problem.severity}: {where}{problem.message}")
