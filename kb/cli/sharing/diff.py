"""``kb diff``: what differs between two copies of a project."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.output import render
from kb.cli.output.terminal import Column, clean
from kb.cli.sharing.archive import study_at
from kb.formatting import counted

COLUMNS = (
    Column("what", "kind"),
    Column("change"),
    Column("name"),
    Column("document"),
    Column("coder"),
    Column("before", room=100),
    Column("after"),
)
_COPY = "An archive (folder or zip) or a catalog (file)."


def diff(
    old: Annotated[Path, typer.Argument(metavar="A", help=_COPY)],
    new: Annotated[Path, typer.Argument(metavar="B", help=_COPY)],
    form: Annotated[
        Literal["table", "json", "jsonl", "csv", "markdown"], typer.Option("--format", help="Output format.")
    ] = "table",
) -> None:
    """Show what differs between two archives or catalogs.

    The table lists what was added, removed or changed from A to B: documents, their words, speakers,
    codes, memos, cases, decisions and codings by coder and document. A coding is moved if it has other
    words, and recoded if it has another code. Codings that only moved along with corrected words are not
    listed. The exit code is 1 if there are differences.
    """
    from kb.exchange.archive.difference import Difference, differences
    from kb.exchange.archive.difference.markdown import as_markdown

    found = differences(study_at(old), study_at(new))
    if form == "markdown":
        sys.stdout.writelines(f"{clean(line)}\n" for line in as_markdown(found))
    else:
        render.rows(found, of=Difference, columns=COLUMNS, form=form)
    counts = Counter((each.kind, each.change) for each in found)
    render.note(
        ", ".join(f"{counted(n, what)} {way}" for (what, way), n in counts.items()) or "no differences"
    )
    if found:
        raise typer.Exit(1)
