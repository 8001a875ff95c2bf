"""A table of attributes: a row for each document or case, a column for each attribute (CSV, TSV, Excel, ODS).

::

    document,sector,years
    Interview 1,energy,7
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.parts.grid.delimited import Row, UnclosedError, dialect, rows
from ingest.formats.parts.grid.workbook import UnreadableWorkbookError, is_workbook, sheets
from ingest.source import Source

LARGEST = 20_000_000
"""Bytes of such a table; ten attributes of a hundred thousand documents have fewer."""


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """The headings, and the rows below them with the line or row of the file where each stands."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


class UnreadableTableError(ValueError):
    """The file holds no table of attributes; the message says why."""


def read_attribute_table(source: Source) -> AttributeTable:
    """Return the table in a file; of a workbook, the first sheet that has something in it.

    Raises:
        UnreadableTableError: it holds no table with headings, or two columns have one heading.
    """
    found = _rows(source)
    if len(found) < 2 or len(found[0].cells) < 2:  # noqa: PLR2004  headings and a row, a name and an attribute
        raise UnreadableTableError("no table with headings, a row and at least two columns")
    header = tuple(" ".join(cell.split()) for cell in found[0].cells)
    named = [name.casefold() for name in header if name]
    if twice := next((name for name in header if name and named.count(name.casefold()) > 1), None):
        raise UnreadableTableError(f"two columns are called {twice!r}; give each another heading")
    return AttributeTable(header, tuple(found[1:]))


def _rows(source: Source) -> list[Row]:
    try:
        if is_workbook(source.data):
            return next((sheet.rows for sheet in sheets(source.data)), [])
        how = dialect(source.head) if source.is_text else None
        return rows(source.text or "", how) if how else []
    except UnreadableWorkbookError as error:
        raise UnreadableTableError(str(error)) from error
    except UnclosedError as error:
        raise UnreadableTableError(f"line {error.line}: {error}") from error
