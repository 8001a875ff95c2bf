"""``kb export WHAT``: the catalog as a table for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO, get_args

import typer

from kb import records
from kb.cli.options import Database, Form, asks, given_filters
from kb.cli.output import files, render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.filters import Filters

What = Literal["codings", "paragraphs", "codebook", "issues", "fixes"]

CODING = (
    "document",
    "coder",
    "pass_role",
    "code",
    "start",
    "end",
    "quote",
    "paragraph",
    "paragraphs",
    "speaker",
    "extent",
    "origin",
    "created",
)
"""The fields of an exported coding, in their order; other programs rely on it."""


@asks(without=("spill",))
def export(
    filters: Filters,
    what: Annotated[
        What,
        typer.Argument(
            metavar="WHAT", help="codings, paragraphs, codebook, issues or fixes.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="Write here.  [default: standard output]"),
    ] = None,
    spill: Annotated[
        bool | None,
        typer.Option(
            "--spill/--no-spill",
            help="Whether codings that only spill into a paragraph are in.  [default: only in codings]",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="How.  [default: as FILE ends, else jsonl]", show_default=False),
    ] = None,
) -> None:
    """Write codings, paragraphs, codebook, issues or fixes.

    For other programs, and nothing is left out: codings include those that only spill into a paragraph
    (--no-spill leaves them out), and codebook, issues and fixes include what nobody spoke of. Filters choose
    the codings, and the evidence that codebook, issues and fixes count; paragraphs take --document only.
    Offsets are code points, half-open; paragraphs count from 0. A FILE is written whole or not at all.
    """
    if what == "paragraphs" and (others := given_filters(filters, but=("document",))):
        raise typer.BadParameter(f"paragraphs take --document only, not {', '.join(others)}")
    form = form or _form_of(out)
    chosen = replace(filters, spill=what == "codings" if spill is None else spill)
    with reading(database) as session, _destination(out) as file:
        rows, names = _EXPORTS[what](session, chosen)
        columns = [Column(name, name) for name in names]
        render.rows(_cut_to(names, rows), of=names, columns=columns, form=form, file=file)


Table = tuple[Iterable[Any], tuple[str, ...]]


def _codings(session: Session, filters: Filters) -> Table:
    from kb.queries.quotes.quotes import every_quote

    return every_quote(session, filters), CODING


def _paragraphs(session: Session, filters: Filters) -> Table:
    from kb.queries.documents.documents import ParagraphRow, paragraphs

    return paragraphs(session, filters.document), records.names(ParagraphRow)


def _codebook(session: Session, filters: Filters) -> Table:
    from kb.queries.codebook.codes import CodeRow, codes

    return codes(session, filters, every=True), records.names(CodeRow)


def _issues(session: Session, filters: Filters) -> Table:
    from kb.queries.evidence.issues import IssueRow, issues

    return issues(session, filters, every=True), records.names(IssueRow)


def _fixes(session: Session, filters: Filters) -> Table:
    from kb.queries.evidence.fixes import FixRow, fixes

    return fixes(session, filters, every=True), records.names(FixRow)


_EXPORTS: dict[What, Callable[[Session, Filters], Table]] = {
    "codings": _codings,
    "paragraphs": _paragraphs,
    "codebook": _codebook,
    "issues": _issues,
    "fixes": _fixes,
}


def _cut_to(names: tuple[str, ...], rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {name: getattr(row, name) for name in names}


def _form_of(out: Path | None) -> Form:
    """The format that a file's ending asks for."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    known: dict[str, Form] = {name: name for name in get_args(Form) if name != "table"}
    if out and ending not in known:
        raise typer.BadParameter(f"{out.name} does not say which format: add --format json, jsonl or csv")
    return known.get(ending, "jsonl")


@contextmanager
def _destination(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears under its name only when it is complete."""
    if out is None:
        yield sys.stdout
        return
    with files.whole(out) as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        yield text
        text.flush()
        text.detach()
