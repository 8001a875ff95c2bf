"""``kb check``: what waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, Format
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import file_of, reading, taxonomy_of

if TYPE_CHECKING:
    from kb.checks import Finding

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
    every: Annotated[
        bool, typer.Option("--all", help="List every issue, fix and code nobody spoke of, not their number.")
    ] = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List what waits for a person, and how to put it right.

    Codes without a place, codings whose words are gone, files that changed since, a taxonomy that changed,
    empty passes, issues and codes nobody spoke of (only how many, unless --all is given; the formats for
    programs list them always). Exit code 1 if something should be put right.
    """
    from kb.checks import Finding
    from kb.checks import check as ask

    with reading(database) as session:
        findings = ask(session, database=file_of(database), taxonomy=taxonomy_of(database, None))
    wrong = [each for each in findings if each.is_problem]
    shown = wrong if problems else findings
    if shown or form != "table":
        rows = shown if every or form != "table" else list(_summed(shown))
        render.rows(rows, of=Finding, columns=COLUMNS, form=form)
    render.note(f"{len(wrong)} to put right, {len(findings) - len(wrong)} good to know")
    if wrong:
        raise typer.Exit(1)


def _summed(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings; of what nobody spoke of, one line a kind, or the one thing there is."""
    from kb.checks import UNSPOKEN

    often = Counter(each.kind for each in findings)
    for each in findings:
        if each.kind not in UNSPOKEN or often[each.kind] == 1:
            yield each
        elif often[each.kind]:
            yield replace(
                each,
                subject=f"{often[each.kind]} of them",
                detail="nobody spoke of them yet",
                remedy="nothing to do; `kb check --all` lists them",
            )
            often[each.kind] = 0
