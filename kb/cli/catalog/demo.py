"""``kb demo``: a catalog of invented interviews to try kb with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.catalog.ingest import describe_report, note_problems
from kb.cli.catalog.status import describe_totals
from kb.cli.evidence.issues import COLUMNS
from kb.cli.options import Format
from kb.cli.output import render, words
from kb.cli.output.progress import progress_bar
from kb.cli.output.terminal import clean, render_table, styled
from kb.cli.sessions import catalog_file, reading

if TYPE_CHECKING:
    from kb.queries.documents.documents import Totals
    from kb.queries.evidence.issues import IssueRow
    from kb.store.ingest.files import Report

DEMO_CATALOG = Path("kb-demo") / "catalog.db"
ISSUES_SHOWN = 8


def demo(
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="PATH|URL",
            help=f"The catalog: a file or a database URL.  [default: {DEMO_CATALOG.as_posix()}]",
        ),
    ] = None,
    folder: Annotated[Path | None, typer.Option("--folder", hidden=True)] = None,
    form: Format = "table",
) -> None:
    """Build the demo catalog of invented interviews.

    The interviews come with kb. Afterwards the command shows the totals and the most frequent issues. Run it
    again to import changed files only. JSON gives one object with totals and issues, CSV the issues.
    """
    from kb.queries.documents.documents import totals
    from kb.queries.evidence.issues import IssueRow, issues

    if database is not None and folder is not None:
        raise typer.BadParameter("--folder is the old name of --database; give --database only")
    chosen = database or str(folder / "catalog.db" if folder else DEMO_CATALOG)
    report = build_demo(chosen)
    with reading(chosen) as session:
        numbers, rows = totals(session), issues(session)[:ISSUES_SHOWN]
    if form in ("json", "jsonl"):
        render.json_object({"database": chosen, "totals": numbers, "issues": rows}, form=form)
    elif form == "csv":
        render.rows(rows, of=IssueRow, columns=(), form=form)
    else:
        render.note("\n".join(describe_report(report)))
        note_problems(report.problems)
        render.blocks(*_overview(chosen, numbers, rows))


def build_demo(database: str) -> Report:
    """Ingest the sample interviews into a catalog; create its folder if there is none."""
    from kb.package_data import samples_folder
    from kb.store.demo import ingest_demo

    if (file := catalog_file(database)) is not None:
        if file.is_file() and file.stat().st_size:
            _refuse_other_interviews(file, samples_folder())
        file.parent.mkdir(parents=True, exist_ok=True)
    with progress_bar() as progress:
        return ingest_demo(database, progress=progress)


def _refuse_other_interviews(file: Path, samples: Path) -> None:
    """The invented interviews are not mixed with a study's own."""
    from kb.errors import KbError
    from kb.queries.documents.documents import source_paths

    with reading(str(file)) as session:
        sources = source_paths(session)
    if sources and not any((file.parent / path).resolve().is_relative_to(samples) for path in sources):
        raise KbError(
            f"{file} holds other interviews, and the demo would be mixed with them; "
            "give another file with --database"
        )


def _overview(database: str, numbers: Totals, rows: list[IssueRow]) -> list[Any]:
    option = f"--database {shlex.quote(database)}"
    first = rows[0].issue if rows else "ISSUE"
    examples = (f"issue {first}", "quotes --text drift --context 1", "stages --by-aspect")
    return [
        *describe_totals(numbers),
        "",
        styled(words.fill("Most frequent {issues}"), "bold"),
        "",
        render_table(COLUMNS, rows),
        "",
        "Try next",
        *(clean(f"  kb {each} {option}") for each in examples),
    ]
