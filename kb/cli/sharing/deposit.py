"""``kb deposit``: the study as a journal or a repository of data wants it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.options import CountedRole, Database, Resamples, Seed, Title
from kb.cli.sessions import reading
from kb.cli.sharing.pseudonymised import Pseudonymised, tell_of_names
from kb.cli.sharing.release_options import Allow, Names, Released, Withhold, chosen, write_released

Profile = Literal["codebook", "quotes", "transcripts"]


def deposit(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", file_okay=False, help="The folder to write to.", show_default=False),
    ],
    profile: Annotated[
        Profile, typer.Option("--profile", help="How much to include; each profile includes those before it.")
    ] = "codebook",
    released: Released = None,
    withhold: Withhold = None,
    allow: Allow = None,
    names: Names = False,
    title: Title = None,
    author: Annotated[
        list[str] | None,
        typer.Option(
            "--author",
            metavar="NAME",
            help="An author: 'Family, Given'. Can be repeated.",
            show_default=False,
        ),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(
            "--licence", metavar="ID", help="Licence of the data: CC-BY-4.0, CC0-1.0 …", show_default=False
        ),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            metavar="YYYY-MM-DD",
            formats=["%Y-%m-%d"],
            help="Date of publication.  [default: date of the last coding]",
            show_default=False,
        ),
    ] = None,
    pass_role: CountedRole = None,
    resamples: Resamples = 1000,
    seed: Seed = 1,
    pseudonymised: Pseudonymised = False,
    database: Database = None,
) -> None:
    """Write the data of the study for a journal or a repository.

    The folder contains a README, the codebook, tables of numbers (frequencies, agreement, moderation,
    saturation, co-occurrence), a data dictionary, checklists (COREQ, SRQR, empirical standards), a licence,
    CITATION.cff, RO-Crate metadata and checksums. The profile `quotes` adds the quotes behind every number,
    and `transcripts` also adds the texts. Both need --released. Items that only the researchers can answer
    are marked to be filled in.

    FOLDER is replaced completely, but only if it contains nothing else and no file in it was changed.
    """
    from kb.report.deposit import DEPOSIT, HEAD, DepositOptions
    from kb.report.deposit import deposit as files_of

    tell_of_names(database, required=pseudonymised)
    asked = DepositOptions(
        profile=profile,
        title=title,
        release=chosen(released, withhold, allow, names=names),
        authors=tuple(author or ()),
        licence=licence,
        day=day.date() if day else None,
        pass_role=pass_role,
        resamples=resamples,
        seed=seed,
    )
    with reading(database, sound=True) as session:
        write_released(folder, HEAD, DEPOSIT, files_of(session, asked), shown=folder)
