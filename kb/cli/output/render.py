"""The only module that prints: rows as a table, JSON, JSON lines or CSV; notes go to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from kb import records
from kb.cli.output import words
from kb.cli.output.terminal import Column, clean, render_table, to_text
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.cli.options import Form

Row = TypeVar("Row")
_OURS = ("issue", "fix", "stage", "aspect")


def rows(
    given: Iterable[Any],
    *,
    of: type | Sequence[str],
    columns: Sequence[Column],
    form: Form,
    file: TextIO | None = None,
) -> None:
    """Write rows in the format that is asked for.

    ``of`` is the type of the rows, or the names of their fields: that is what machines see; ``columns`` is
    what people see. Only a table needs all rows at once; the other formats are written as the rows come.
    """
    file = file or sys.stdout
    match form:
        case "json":
            records.write_json(given, file)
        case "jsonl":
            records.write_json_lines(given, file)
        case "csv":
            header = records.names(of) if isinstance(of, type) else of
            # A terminal must not obey what a cell holds; a file gets it unchanged.
            records.write_csv(given, header, file, made_harmless=clean if file.isatty() else str)
        case _:
            if found := list(given):
                blocks(render_table(columns, found), file=file)


def limited(given: Sequence[Row], limit: int, *, noun: str) -> Sequence[Row]:
    """Return the first rows, all of them if the limit is 0; a note tells how many there are."""
    if not limit or len(given) <= limit:
        return given
    number = counted(len(given), noun) if noun not in _OURS else f"{len(given)} {words.plural(noun)}"
    note(f"{number}, showing {limit}: --limit 0 shows all")
    return given[:limit]


def json_object(value: Any, *, form: Form) -> None:
    """Write one object as JSON: over several lines, or on one for ``jsonl``."""
    sys.stdout.write(records.to_json(value, indent=2 if form == "json" else None) + "\n")


def blocks(*things: Any, file: TextIO | None = None) -> None:
    """Write tables and texts for people; a plain string is taken as it is, so clean it first."""
    file = file or sys.stdout
    file.write(to_text(things, file))


def stream(things: Iterable[Any]) -> None:
    """Write tables and texts for people as they come, some at a time."""
    waiting = iter(things)
    while some := tuple(islice(waiting, 100)):
        blocks(*some)


def note(message: str) -> None:
    """Write a message to stderr that is not part of the result."""
    sys.stderr.write(clean(message) + "\n")
