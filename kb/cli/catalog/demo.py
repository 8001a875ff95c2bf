"""``kb demo``: a catalog of invented interviews to look around in."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.catalog.ingest import tell_problems, told
from kb.cli.catalog.status import in_numbers
from kb.cli.evidence.issues import COLUMNS
from kb.cli.options import Format
from kb.cli.output import render
from kb.cli.output.progress import progress_bar
from kb.cli.output.terminal import clean, styled, table
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.documents.documents import Totals
    from kb.queries.evidence.issues import IssueRow

LOUDEST = 8


def demo(
    folder: Annotated[
        Path, typer.Option("--folder", metavar="FOLDER", help="Where to keep the catalog.", file_okay=False)
    ] = Path("kb-demo"),
    form: Format = "table",
) -> None:
    """Build a catalog from the invented interviews that kb ships.

    Then show what is in it. It is kept as catalog.db in the folder; running it again only looks for changes.
    JSON gives the totals and the loudest issues as one object, CSV the issues.
    """
    from kb.package_data import samples_folder
    from kb.queries.documents.documents import totals
    from kb.queries.evidence.issues import IssueRow, issues
    from kb.store.ingest.files import ingest

    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "catalog.db"
    with progress_bar() as progress:
        report = ingest(database, [samples_folder()], progress=progress)
    with reading(str(database)) as session:
        numbers, loudest = totals(session), issues(session)[:LOUDEST]
    if form in ("json", "jsonl"):
        render.answer({"database": str(database), "totals": numbers, "issues": loudest}, form=form)
    elif form == "csv":
        render.rows(loudest, of=IssueRow, columns=(), form=form)
    else:
        render.note("\n".join(told(report)))
        tell_problems(report.problems)
        render.show(*_overview(database, numbers, loudest))


def _overview(database: Path, numbers: Totals, loudest: list[IssueRow]) -> list[Any]:
    door = f"--database {shlex.quote(str(database))}"
    first = loudest[0].issue if loudest else "ISSUE"
    more = (f"issue {first}", "quotes --text drift --context 1", "stages --by-aspect")
    return [
        *in_numbers(numbers),
        "",
        styled("What is heard most", "bold"),
        "",
        table(COLUMNS, loudest),
        "",
        "Go on with",
        *(clean(f"  kb {each} {door}") for each in more),
    ]
