"""What leaves the catalog says whether names are replaced in it, and can be refused where they are not."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.output import render
from kb.cli.sessions import reading

Pseudonymised = Annotated[
    bool,
    typer.Option(
        "--pseudonymised", help="Stop if a document has not been pseudonymised (`kb pseudonymise`)."
    ),
]


def tell_of_names(database: str | None, *, required: bool) -> None:
    """Say how many documents are pseudonymised, in a catalog in which some are.

    Raises:
        KbError: all have to be, and are not.
    """
    from kb.queries.documents.pseudonymised import erasure_waits, pseudonym_status

    with reading(database) as session:
        status, waits = pseudonym_status(session), erasure_waits(session)
    if required:
        status.require_whole()
    if status.documents:
        render.note(status.sentence)
    if waits:
        render.note("the file of the catalog may still hold replaced names: run `kb pseudonymise --erase`")
