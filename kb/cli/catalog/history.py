"""``kb history``: who changed what, where, when and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kb.cli.option_groups import option_groups
from kb.cli.options import ID_LENGTH, MAX_NUMBER, Database, DocumentName
from kb.cli.output import render
from kb.cli.output.terminal import Column, clean
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.history import Entry

SHOWN = 20
"""Actions that a person or a program sees unless they ask for more; an appendix is whole."""

COLUMNS = (
    Column("action", lambda row: row.batch[:ID_LENGTH]),
    Column("when", "at"),
    Column("who"),
    Column("what", lambda row: "\n".join(line.placed for line in row.lines)),
    Column("changes", "changes", number=True, spare=1),
    Column("undone"),
)

Kind = Literal[
    "codings",
    "moderation",
    "codes",
    "memos",
    "documents",
    "corrections",
    "speakers",
    "cases",
    "searches",
    "people",
    "tasks",
]
HistoryForm = Literal["table", "json", "jsonl", "csv", "markdown"]


def _filter(flag: str, metavar: str | None, text: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=text, rich_help_panel="Filters")


def _moment(text: str) -> datetime:
    """Return a moment; without an offset it is UTC, and a day is its beginning."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date; write 2026-11-20 or 2026-11-20T14:30") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _end(text: str) -> datetime:
    """Return the first moment that is left out: a day is whole."""
    moment = _moment(text)
    is_day = "T" not in text and " " not in text and moment.time() == time()
    try:
        return moment + timedelta(days=1) if is_day else moment
    except OverflowError as error:
        raise typer.BadParameter(f"{text!r} is too late; leave the option out") from error


@dataclass(frozen=True)
class HistoryFilters:
    """The options that limit the history."""

    who: Annotated[str | None, _filter("--who", "NAME", "Changes by this person.")] = None
    document: DocumentName = None
    code: Annotated[
        str | None, _filter("--code", "CODE", "Changes of this code: its definition, place and use.")
    ] = None
    kind: Annotated[Kind | None, _filter("--kind", None, "Changes of this kind.")] = None
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            metavar="DATE",
            parser=_moment,
            help="Changes since this date or time (UTC).",
            rich_help_panel="Filters",
        ),
    ] = None
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            metavar="DATE",
            parser=_end,
            help="Changes up to and including this date, or before this time (UTC).",
            rich_help_panel="Filters",
        ),
    ] = None


@option_groups
def history(
    filters: HistoryFilters,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            max=MAX_NUMBER,
            help=f"Show at most N; 0 for all.  [default: {SHOWN}, for csv and markdown all]",
        ),
    ] = None,
    database: Database = None,
    form: Annotated[HistoryForm, typer.Option("--format", help="Output format.")] = "table",
) -> None:
    """List the changes to the catalog, newest first.

    Each line says who did what, where and why. To undo an action, give its id to `kb undo`. The format csv
    has a row for each change. The format markdown is an appendix for reviewers: it lists sittings, the oldest
    first. A pause of half an hour begins a new sitting.
    """
    from kb.queries.history import TrailFilters, trail

    if limit is None:
        limit = 0 if form in ("csv", "markdown") else SHOWN
    asked = vars(filters)
    with reading(database, machines=True) as session:
        found = trail(session, TrailFilters(**asked), limit=limit or None)
    said = {"since": "from", "until": "before"}
    limited = [f"{said.get(name, name)} {_said(each)}" for name, each in asked.items() if each is not None]
    _write(found, form, limited)


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _write(found: list[Entry], form: HistoryForm, limited_to: list[str]) -> None:
    from kb.queries.history.appendix import HistoryRow, history_markdown, history_rows

    match form:
        case "markdown":
            _lines(history_markdown(found, limited_to=limited_to))
        case "csv":
            render.rows(history_rows(found), of=HistoryRow, columns=(), form=form)
        case _:
            fields = ("batch", "at", "who", "what", "changes", "documents", "undone", "sequence", "lines")
            rows = found if form == "table" else (_record(each, fields) for each in found)
            render.rows(rows, of=fields, columns=COLUMNS, form=form)


def _record(entry: Entry, fields: Iterable[str]) -> dict[str, Any]:
    """Return an action as an object of JSON; paragraphs count from 1, as everywhere people see them."""
    lines = [
        {
            "what": line.text,
            "document": line.document,
            "paragraph": None if line.paragraph is None else line.paragraph + 1,
            "code": line.code,
            "reason": line.reason,
        }
        for line in entry.lines
    ]
    return {name: lines if name == "lines" else getattr(entry, name) for name in fields}


def _lines(lines: Iterator[str]) -> None:
    """Write lines of text; a terminal must not obey what they hold."""
    is_terminal = sys.stdout.isatty()
    for line in lines:
        sys.stdout.write(f"{clean(line) if is_terminal else line}\n")
