"""``kb report``: a report of the study as one file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import MAX_NUMBER, CountedRole, Database, Resamples, Seed, Title
from kb.cli.output import files
from kb.cli.sessions import reading
from kb.cli.sharing.pseudonymised import Pseudonymised, tell_of_names

_ENDINGS = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}


def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", dir_okay=False, help="Write to FILE: .html or .md.")
    ] = Path("report.html"),
    title: Title = None,
    pass_role: CountedRole = None,
    quotes: Annotated[
        int,
        typer.Option(
            "--quotes",
            metavar="N",
            min=0,
            max=MAX_NUMBER,
            help="Maximum number of quotes per issue, fix, pair and code; 0 for all.",
        ),
    ] = 3,
    pairs: Annotated[
        int,
        typer.Option(
            "--pairs", metavar="N", min=0, max=MAX_NUMBER, help="Maximum number of pairs that are listed."
        ),
    ] = 15,
    resamples: Resamples = 1000,
    seed: Seed = 1,
    pseudonymised: Pseudonymised = False,
    database: Database = None,
) -> None:
    """Write a report of the study as HTML or Markdown.

    The report contains methods, tables, figures and quotes in one file. It opens in any browser without a
    network connection. Every number links to the quotes behind it. The same catalog, version and options
    always give the same file. It contains checksums of the data, and the COREQ and SRQR checklists: each item
    says where it is answered, or that the authors have to answer it.
    """
    from kb.db import engine as db
    from kb.queries import names
    from kb.report import ReportOptions
    from kb.report import report as build_report

    form = _ENDINGS.get(out.suffix.lower())
    if form is None:
        raise typer.BadParameter(f"{out.name} must end in .html or .md")
    tell_of_names(database, required=pseudonymised)
    options = ReportOptions(
        title=title or db.name_of(db.locate(database)),
        pass_role=pass_role,
        quotes=quotes,
        pairs=pairs,
        resamples=resamples,
        seed=seed,
    )
    with reading(database, sound=True) as session:
        study = names.study(session).name
        named = replace(options, title=study) if study and not title else options
        built = build_report(session, named)
    files.write_text(out, _text(built, form))


def _text(built: object, form: str) -> str:
    from kb.report.html import html
    from kb.report.markdown import markdown

    return (html if form == "html" else markdown)(built)  # type: ignore[arg-type]
