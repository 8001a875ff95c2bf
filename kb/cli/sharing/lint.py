"""``kb lint FILE…``: what is wrong with a project's or a codebook's file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import Format
from kb.cli.output import render
from kb.cli.output.terminal import Column

COLUMNS = (Column("file", key=True), Column("where"), Column("message"))


def lint(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", readable=False, help="Projects (.qdpx) and codebooks (.qdc)."),
    ],
    form: Format = "table",
) -> None:
    """Check REFI-QDA files for errors.

    Each file is checked against the schema of the standard. The command also finds faults that the schema
    does not cover: references to something that does not exist, two elements with the same GUID, selections
    that end before they begin or after the end of the text, positions that do not fit the words, and texts
    that are missing or stored twice. No catalog is needed, and nothing is stored. The exit code is 1 if
    anything is found.
    """
    from ingest.files.regular import UnreadableFileError, content
    from kb.errors import KbError
    from kb.exchange import lint as exchange_lint
    from kb.exchange.forms import LARGEST

    found = []
    for file in files:
        try:
            problems = exchange_lint.lint(content(file, LARGEST), file.name)
        except UnreadableFileError as error:
            message = f"{file}: {error}"
            raise KbError(message) from error
        found += [{"file": file.name, "where": each.where, "message": each.message} for each in problems]
    render.rows(found, of=("file", "where", "message"), columns=COLUMNS, form=form)
    render.note(f"{len(found)} found" if found else "nothing found")
    if found:
        raise typer.Exit(1)
