"""``kb report``: the study as one file, to read, to print and to check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.options import MOST, Database
from kb.cli.output import files
from kb.cli.sessions import reading

_ENDINGS = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}


def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", dir_okay=False, help="Write here: .html or .md.")
    ] = Path("report.html"),
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The report's title.")] = None,
    pass_role: Annotated[
        Literal["coder", "moderator"] | None,
        typer.Option(
            "--pass-role",
            help="Whose codings are counted.  [default: the moderator's where there are any]",
            show_default=False,
        ),
    ] = None,
    quotes: Annotated[
        int,
        typer.Option(
            "--quotes", metavar="N", min=0, max=MOST, help="Quotes an issue, fix, pair or code; 0 for all."
        ),
    ] = 3,
    pairs: Annotated[
        int, typer.Option("--pairs", metavar="N", min=0, max=MOST, help="Pairs of the network.")
    ] = 15,
    resamples: Annotated[
        int, typer.Option("--resamples", metavar="N", min=0, max=100_000, help="For intervals; 0 for none.")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, max=MOST, help="For intervals.")] = 1,
    database: Database = None,
) -> None:
    """Write the study as one file: HTML or Markdown.

    Methods, tables, figures and quotes in a file that needs nothing else: it opens in any browser, prints,
    and loads nothing. Every number leads to the words behind it. The same catalog, versions and options give
    the same bytes; checksums of the data are in it. Items of COREQ and SRQR say where they are answered, or
    that the authors have to.
    """
    from kb.report import ReportOptions
    from kb.report import report as ask

    form = _ENDINGS.get(out.suffix.lower())
    if form is None:
        raise typer.BadParameter(f"--out ends in .html or .md, not {out.suffix or 'nothing'}")
    asked = ReportOptions(pass_role=pass_role, quotes=quotes, pairs=pairs, resamples=resamples, seed=seed)
    if title:
        asked = replace(asked, title=title)
    with reading(database) as session:
        made = ask(session, asked)
    files.write_text(out, _text(made, form))


def _text(made: object, form: str) -> str:
    from kb.report.html import html
    from kb.report.markdown import markdown

    return (html if form == "html" else markdown)(made)  # type: ignore[arg-type]
