"""The rows of a file that is a table: one grid for a text, one for each sheet of a workbook; read once."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.parts.grid.delimited import Row, UnclosedError, dialect, rows
from ingest.formats.parts.grid.workbook import (
    UnreadableWorkbookError,
    cells_without_result,
    is_workbook,
    sheets,
)
from ingest.model import Problem
from ingest.source import Source

_SEEN = "grids"
_LONG_HEAD = 500_000
"""Characters in which two rows of a table are; questions in full can head 60 columns."""


@dataclass(frozen=True)
class Grid:
    """The rows of one table; ``place`` is what their numbers count, ``line`` or ``row``."""

    name: str
    rows: list[Row]
    place: str
    problems: tuple[Problem, ...] = ()


class UnreadableGridError(Exception):
    """The file holds no table that can be read; ``location`` is where it fails."""

    def __init__(self, message: str, location: str = "") -> None:
        super().__init__(message)
        self.location = location


def grids(source: Source) -> tuple[Grid, ...]:
    """Return the tables of a file; those that were looked at are kept until the file has been read.

    Raises:
        UnreadableGridError: it is no table, or a damaged one.
    """
    if _SEEN not in source.seen:
        source.seen[_SEEN] = _grids(source)
    found: tuple[Grid, ...] = source.seen[_SEEN]
    return found


def _grids(source: Source) -> tuple[Grid, ...]:
    if not source.is_text:
        return _sheets(source)
    text = source.text or ""
    how = dialect(source.head) or dialect(text[:_LONG_HEAD])
    if how is None:
        raise UnreadableGridError("this is not a table: its rows have different numbers of cells")
    try:
        return (Grid("", rows(text, how), "line"),)
    except UnclosedError as error:
        raise UnreadableGridError(str(error), f"line {error.line}") from None


def _sheets(source: Source) -> tuple[Grid, ...]:
    if not (source.data.startswith(b"PK") and is_workbook(source.data)):
        raise UnreadableGridError("this is not a table")
    try:
        found = sheets(source.data)
    except UnreadableWorkbookError as error:
        raise UnreadableGridError(str(error)) from None
    problems: tuple[Problem, ...] = ()
    if number := cells_without_result(source.data):
        cells = "1 cell holds" if number == 1 else f"{number:,} cells hold"
        message = f"{cells} a formula without a result, or an error; open the workbook in Excel, and save it"
        problems = (Problem(source.path, "", message, "warning"),)
    return tuple(Grid(sheet.name, sheet.rows, "row", problems) for sheet in found)
