"""``kb export WHAT``: the catalog as a table for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO, get_args

import typer

from kb import records
from kb.cli.option_groups import filter_options, given_filters
from kb.cli.options import Database
from kb.cli.output import files, render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading
from kb.cli.sharing import archive, parquet_copy, projects
from kb.cli.sharing.pseudonymised import Pseudonymised, tell_of_names

if TYPE_CHECKING:
    from kb.queries.filtering.filters import Filters

What = Literal[
    "codings",
    "quotes",
    "paragraphs",
    "codebook",
    "frequencies",
    "issues",
    "fixes",
    "project",
    "parquet",
    "qdpx",
    "qdc",
    "qualcoder",
    "taguette",
    "taguette-highlights",
    "taguette-codebook",
    "rqda",
    "qc",
    "label-studio",
    "doccano",
    "spacy",
    "web-annotation",
    "docx",
    "html",
    "obsidian",
]
_OF_TOOLS = {
    "qdpx": "qdpx",
    "qdc": "qdc",
    "qualcoder": "qualcoder",
    "taguette": "taguette",
    "taguette-highlights": "taguette_highlights",
    "taguette-codebook": "taguette_codebook",
    "rqda": "rqda",
    "qc": "qc",
    "label-studio": "label_studio",
    "doccano": "doccano",
    "spacy": "spacy",
    "web-annotation": "web_annotation",
    "docx": "docx",
    "html": "html",
    "obsidian": "obsidian",
}
"""What is written by a form of :mod:`kb.exchange.forms`, and the form's name."""
TableForm = Literal["table", "json", "jsonl", "csv", "xlsx", "parquet"]
Profile = Literal["original", "generic", "nvivo-windows", "maxqda", "atlasti"]


@filter_options(without=("spill",))
def export(
    filters: Filters,
    what: Annotated[
        What,
        typer.Argument(
            metavar="WHAT",
            help=f"One of: {', '.join(get_args(What))}.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write to FILE; project, qualcoder, qc: to a folder or FILE.zip; parquet: to a folder.  "
            "[default: terminal]",
        ),
    ] = None,
    spill: Annotated[
        bool | None,
        typer.Option(
            "--spill/--no-spill",
            help="Include or leave out spilled codings.  [default: included in codings only]",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    form: Annotated[
        TableForm | None,
        typer.Option(
            "--format",
            help="Output format.  [default: by the ending of FILE, else jsonl]",
            show_default=False,
        ),
    ] = None,
    profile: Annotated[
        Profile | None,
        typer.Option(
            "--profile",
            help="qdpx: the program to write it for.  [default: original]",
            show_default=False,
        ),
    ] = None,
    bom: Annotated[
        bool,
        typer.Option("--bom", help="csv: write a byte order mark, so that Excel reads the file as UTF-8."),
    ] = False,
    history: Annotated[
        bool,
        typer.Option(
            "--history",
            help="parquet: include the history, texts before corrections and files of imported projects.",
        ),
    ] = False,
    pseudonymised: Pseudonymised = False,
) -> None:
    """Export tables, the codebook or the whole project.

    Tables: codings, quotes, paragraphs, codebook, frequencies, issues and fixes. They are written as CSV,
    JSON, an Excel workbook (.xlsx) or Parquet. Codings have one row for each coding of each coder, spilled
    codings included (--no-spill leaves them out). Quotes have one row for each coded passage: overlapping
    codings of one code count once. Codebook, issues and fixes include entries without codings. `kb import`
    can read tables of codings and of codes again.

    Filters select codings, and the codings that codebook, issues and fixes count. For paragraphs, only
    --document can be used. Exports of the whole project take no filters. Offsets start at 0 and count
    characters; the end is not included.

    Whole project: `project` is an archive of everything in the catalog as plain text, in a folder or a zip
    file; `kb import` turns it into an identical catalog. `parquet` is a folder of Parquet files for DuckDB
    and other programs: each of the tables above, and in `tables` each table of the catalog. `qdpx` is the
    project and `qdc` the codebook in the REFI-QDA format, which ATLAS.ti, NVivo, MAXQDA, QualCoder and others
    import. All need --out. --profile adapts the texts of qdpx to a program: generic, nvivo-windows, and the
    untested maxqda and atlasti.

    Other programs: `qualcoder` is a folder for QualCoder whose name ends in .qda, or a zip file of it.
    `qc` is a folder for qc. `taguette` and `rqda` are project files of these programs. A folder with other
    files, and an existing database, are never overwritten. `taguette-highlights` and `taguette-codebook`
    are tables for Taguette.

    Coded texts: `docx` shows every coding as a comment by its coder. `html` is a page to read and print.
    `obsidian` is a zip file of Markdown notes with tags. `label-studio`, `doccano`, `spacy` and
    `web-annotation` write texts with their codings as spans, for annotation tools and for programs.

    The command lists everything that the chosen format cannot hold. FILE is written completely or not at all.
    """
    _refuse_unfit(what, profile, history=history)
    tell_of_names(database, required=pseudonymised)
    if form_of_tool := _OF_TOOLS.get(what):
        given = [*given_filters(filters), *_given(spill, None)]
        if form == "xlsx" or form == "parquet":  # noqa: PLR1714  mypy understands this
            raise typer.BadParameter(f"{what} is not a table; leave out --format {form}")
        projects.export_project(form_of_tool, out, database, profile or "original", given=given, form=form)
        return
    if what == "project":
        archive.write_project(database, out, given=[*given_filters(filters), *_given(spill, form)])
        return
    if what == "parquet":
        unfit = [*given_filters(filters), *_given(spill, form)]
        parquet_copy.write_parquet(database, out, given=unfit, former=history)
        return
    if out is not None and out.is_dir():
        raise typer.BadParameter(f"{out} is a folder; only the project is written to a folder")
    if what == "paragraphs" and (others := given_filters(filters, but=("document",))):
        raise typer.BadParameter(f"paragraphs take --document only, not {', '.join(others)}")
    from kb.queries.exchange.tables import TABLES

    form = form or _form_of(out)
    if bom and form != "csv":
        raise typer.BadParameter("--bom is for csv")
    chosen = replace(filters, spill=what == "codings" if spill is None else spill)
    if form == "xlsx" or form == "parquet":  # noqa: PLR1714  mypy understands this
        _write_file(what, chosen, database, out, form)
        return
    with reading(database, sound=True) as session, _destination(out, bom=bom) as file:
        rows, names = TABLES[what].rows(session, chosen)
        columns = [Column(name, name) for name in names]
        render.rows(_select_fields(names, rows), of=names, columns=columns, form=form, file=file)


def _refuse_unfit(what: What, profile: Profile | None, *, history: bool) -> None:
    """Refuse options that are for something else."""
    if profile is not None and what != "qdpx":
        raise typer.BadParameter("--profile is for qdpx")
    if history and what != "parquet":
        raise typer.BadParameter("--history is for parquet; the project always has its history")


def _write_file(
    what: str, filters: Filters, database: str | None, out: Path | None, form: Literal["xlsx", "parquet"]
) -> None:
    """Write a table whose form is no text."""
    from kb.queries.exchange.table_files import parquet, workbook
    from kb.queries.exchange.tables import TABLES

    if out is None:
        raise typer.BadParameter(f"{form} needs --out FILE")
    with reading(database, sound=True) as session:
        rows, names = TABLES[what].rows(session, filters)
        made = workbook if form == "xlsx" else parquet
        content = made(names, _select_fields(names, rows))
    files.write_bytes(out, content)


def _given(spill: bool | None, form: TableForm | None) -> list[str]:
    """The options that only tables have, as far as they were given."""
    return [name for name, value in (("--spill", spill), ("--format", form)) if value is not None]


def _select_fields(names: tuple[str, ...], rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        values = records.record(row)
        yield {name: values[name] for name in names}


def _form_of(out: Path | None) -> TableForm:
    """Return the format that the file's ending names."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    known: dict[str, TableForm] = {name: name for name in get_args(TableForm) if name != "table"}
    if out and ending not in known:
        raise typer.BadParameter(f"{out.name} names no known format: add --format json, jsonl or csv")
    return known.get(ending, "jsonl")


@contextmanager
def _destination(out: Path | None, *, bom: bool) -> Iterator[TextIO]:
    """Standard output, or a file that appears under its name only when it is complete."""
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}" if bom else ""  # which is what the mark is as a character
    if out is None:
        sys.stdout.write(mark)
        yield sys.stdout
        return
    with files.open_whole(out) as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        text.write(mark)
        yield text
        text.flush()
        text.detach()
