"""``kb check``: problems in the catalog, and how to solve them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, Format, IncludeEmpty
from kb.cli.output import render, words
from kb.cli.output.terminal import Column
from kb.cli.sessions import catalog_file, reading, taxonomy_path, user_name, writing
from kb.formatting import counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.checks import Finding

COLUMNS = (
    Column("", lambda row: "✗" if row.is_problem else "·"),
    Column("what", lambda row: " ".join(map(words.named, row.kind.split()))),
    Column("where", "subject"),
    Column("detail"),
    Column("what to do", "remedy"),
)


def check(
    problems: Annotated[bool, typer.Option("--problems", help="Show problems only, no hints.")] = False,
    deep: Annotated[
        bool,
        typer.Option(
            "--deep", help="First check the catalog's file for damage, and the history for tampering."
        ),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="With --deep: accept what another program changed in the file."),
    ] = False,
    head: Annotated[
        str | None,
        typer.Option(
            "--head", metavar="HASH", help="With --deep: check that the history still contains this head."
        ),
    ] = None,
    include_empty: IncludeEmpty = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Check the catalog for problems, and show how to solve them.

    Problems (✗) are codes that are not in the taxonomy, codings whose text can no longer be found, files that
    changed since they were imported, a taxonomy that has not been applied, and replaced names that are still
    in unused parts of the catalog's file. Hints (·) are missing files, passes without codings, machine runs
    that stopped early, and issues, fixes and codes without codings. The table gives only the number of
    entries without codings unless you give --all; the other formats always list them. The exit code is 1 if
    there are problems.

    With --deep, the whole file is checked first: its structure, references, full-text index and checksum,
    every text, and the place of every coding. Then kb checks that no entry of the history was changed or
    removed, and prints the head of the history, a fingerprint of all its entries. Note the head somewhere
    else. Later, --head checks that the history still contains everything up to it.
    """
    from kb.checks import Finding, check_machines, damage
    from kb.checks import check as check_catalog

    deep = deep or accept or head is not None

    file = catalog_file(database)
    damaged = damage(file, accept=accept) if deep and file and file.is_file() else []
    if damaged:
        render.rows(damaged, of=Finding, columns=COLUMNS, form=form)
        render.note(f"the catalog is damaged; problems: {len(damaged)}")
        raise typer.Exit(1)
    with reading(database) as session:
        findings = check_catalog(
            session, database=catalog_file(database), taxonomy=taxonomy_path(database, None)
        )
    if accept:
        _accept_history(database)
    with reading(database, machines=True) as session:
        findings = [*(_history(session, head) if deep else ()), *findings, *check_machines(session)]
    findings.sort(key=lambda each: not each.is_problem)
    found = [each for each in findings if each.is_problem]
    listed = found if problems else findings
    if listed or form != "table":
        rows = listed if include_empty or form != "table" else list(_summarize(listed))
        render.rows(rows, of=Finding, columns=COLUMNS, form=form)
    render.note(f"problems: {len(found)}, hints: {len(findings) - len(found)}")
    if found:
        raise typer.Exit(1)


def _history(session: Session, head: str | None) -> list[Finding]:
    """Look through the history, and say what its head is."""
    from kb.checks import check_history

    chain, findings = check_history(session, head=head.strip().lower() if head else None)
    if chain.head:
        render.note(f"the history has {counted(chain.entries, 'entry')}; its head is {chain.head}")
    if head and chain.head_at:
        since = counted(chain.entries - chain.head_at, "entry")
        render.note(f"the head that you gave is that of entry {chain.head_at}; since then: {since}")
    return findings


def _accept_history(database: str | None) -> None:
    """Let the history go on where its chain does not hold, and say in it who wanted that."""
    from kb.db.soundness.sealing import accept

    with writing(database) as session:
        accept(session, who=user_name(None), what="accept the history as it is")


def _summarize(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings; for entries without codings, one line a kind."""
    from kb.checks import WITHOUT_CODINGS

    numbers = Counter(each.kind for each in findings)
    for each in findings:
        if each.kind not in WITHOUT_CODINGS or numbers[each.kind] == 1:
            yield each
        elif numbers[each.kind]:
            yield replace(
                each,
                subject=f"{numbers[each.kind]} entries",
                detail="no codings yet",
                remedy="nothing to do; `kb check --all` lists them",
            )
            numbers[each.kind] = 0
