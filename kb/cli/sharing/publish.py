"""``kb publish``: the catalog as a web site in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import MAX_NUMBER, CountedRole, Database, Resamples, Seed, Title
from kb.cli.sessions import reading
from kb.cli.sharing.pseudonymised import Pseudonymised, tell_of_names
from kb.cli.sharing.release_options import Allow, Names, Released, Withhold, chosen, write_released


def publish(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", file_okay=False, help="The folder to write to.", show_default=False),
    ],
    released: Released = None,
    context: Annotated[
        int,
        typer.Option(
            "--context",
            metavar="N",
            min=0,
            max=MAX_NUMBER,
            help="Number of paragraphs to show before and after each released quote.",
        ),
    ] = 0,
    withhold: Withhold = None,
    allow: Allow = None,
    names: Names = False,
    title: Title = None,
    pass_role: CountedRole = None,
    resamples: Resamples = 1000,
    seed: Seed = 1,
    pseudonymised: Pseudonymised = False,
    database: Database = None,
) -> None:
    """Write the catalog as a web site that needs no server.

    The folder contains a page for each issue, fix and code, the network, and a search. Open index.html in any
    browser, or copy the folder to any web server. Without --released, it contains only the codebook and
    numbers, and no words of any document. Passages that contain a withheld name are left out. If such a name
    is in the codebook, the command stops. Documents and coders are numbered, unless their names cannot
    identify a person (such as Interview 11) or you give --names.

    The same catalog, version and options always give the same files, and pages keep their addresses. FOLDER
    is replaced completely, but only if it contains nothing else.
    """
    from kb.report.site import HEAD, SITE, SiteOptions, site

    tell_of_names(database, required=pseudonymised)
    asked = SiteOptions(
        title=title,
        release=chosen(released, withhold, allow, names=names),
        context=context,
        pass_role=pass_role,
        resamples=resamples,
        seed=seed,
    )
    with reading(database, sound=True) as session:
        write_released(folder, HEAD, SITE, site(session, asked), shown=folder / "index.html")
