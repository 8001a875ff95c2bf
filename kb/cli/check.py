"""``kb check``: what waits for a person."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli import render
from kb.cli.options import Database, Format
from kb.cli.sessions import file_of, reading, taxonomy_of
from kb.cli.terminal import Column

COLUMNS = (
    Column("", lambda row: "✗" if row.is_problem else "·"),
    Column("what", "kind"),
    Column("where", "subject"),
    Column("detail"),
    Column("what to do", "remedy"),
)


def check(
    problems: Annotated[
        bool, typer.Option("--problems", help="Only what should be put right, not what is good to know.")
    ] = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List what waits for a person, and how to put it right.

    Codes without a place, codings whose words are gone, files that changed since, a taxonomy that changed,
    empty passes, issues and codes nobody spoke of. Exit code 1 if something should be put right.
    """
    from kb.checks import Finding
    from kb.checks import check as ask

    with reading(database) as session:
        findings = ask(session, database=file_of(database), taxonomy=taxonomy_of(database, None))
    wrong = [each for each in findings if each.is_problem]
    shown = wrong if problems else findings
    if shown or form != "table":
        render.rows(shown, of=Finding, columns=COLUMNS, form=form)
    render.note(f"{len(wrong)} to put right, {len(findings) - len(wrong)} good to know")
    if wrong:
        raise typer.Exit(1)
