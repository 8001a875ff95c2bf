"""``kb demo``: a catalog of invented interviews to look around in."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli import render
from kb.cli.ingest import tell_problems, told
from kb.cli.issues import COLUMNS
from kb.cli.options import Format
from kb.cli.progress import progress_bar
from kb.cli.sessions import reading
from kb.cli.status import in_numbers
from kb.cli.terminal import clean, styled, table

if TYPE_CHECKING:
    from kb.queries.documents import Totals
    from kb.queries.issues import IssueRow

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
    from kb.demo import samples_folder
    from kb.ingestion import ingest
    from kb.queries.documents import totals
    from kb.queries.issues import IssueRow, issues

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
