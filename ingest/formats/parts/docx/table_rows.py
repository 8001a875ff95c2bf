"""The tables of a Word file row by row, and which column of each is what.

Some programs print a table a turn, others part one long table at the end of a page; both are put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from ingest.dialogue.columns import Columns, columns, label_of
from ingest.formats.parts.docx.body.paragraphs import WordParagraph

_SMALL = 2
_MOST_TRIED = 4
"""Tables of a run of small ones from which on the rest is tried as one table."""


@dataclass
class TableRow:
    """A row of a table: its cells as text, and the paragraphs of the file in each."""

    cells: list[str]
    paragraphs: list[list[int]]
    goes_on: set[int] = field(default_factory=set)
    heads: bool = False
    spans_all: bool = False

    @property
    def all_paragraphs(self) -> list[int]:
        """Return the paragraphs of all cells."""
        return [index for cell in self.paragraphs for index in cell]


def tables_of(paragraphs: Sequence[WordParagraph]) -> list[list[TableRow]]:
    """Return the rows of each table of several columns."""
    widths: dict[int, int] = {}
    for paragraph in paragraphs:
        if (cell := paragraph.cell) is not None:
            widths[cell.table] = max(widths.get(cell.table, 0), cell.column + cell.width)
    rows: dict[tuple[int, int], TableRow] = {}
    for index, paragraph in enumerate(paragraphs):
        if (cell := paragraph.cell) is None:
            continue
        width = widths[cell.table]
        row = rows.get((cell.table, cell.row))
        if row is None:
            row = rows[cell.table, cell.row] = TableRow([""] * width, [[] for _ in range(width)])
        row.paragraphs[cell.column].append(index)
        row.heads |= cell.heads
        row.spans_all |= cell.width == width > 1
        if cell.goes_on:
            row.goes_on.add(cell.column)
        if text := paragraph.text.strip():
            before = row.cells[cell.column]
            row.cells[cell.column] = f"{before}\n{text}" if before else text
    tables: dict[int, list[TableRow]] = {number: [] for number in widths}
    for (number, _), row in rows.items():
        tables[number].append(row)
    return list(tables.values())


def with_columns(tables: Sequence[list[TableRow]]) -> Iterator[tuple[list[TableRow], Columns]]:
    """Yield the tables with their columns; a table goes on with the one before that has the same columns."""
    at = tried = run_end = 0
    before: tuple[Columns, set[str]] | None = None
    while at < len(tables):
        rows = tables[at]
        if at >= run_end:
            tried, run_end = 0, at + _run_of_small_tables(tables, at)
        small = run_end - at if tried < _MOST_TRIED else 1
        tried += 1
        joined = [row for table in tables[at : at + small] for row in table] if small > 1 else rows
        what = _columns(joined)
        if small > 1 and what.is_transcript:
            rows, at = joined, at + small - 1
        else:
            what = _columns(rows)
        if not what.is_transcript and before is not None and _goes_on(rows, *before):
            what = replace(before[0], above=-1)  # headings may stand here again, or not
        if what.speaker is not None:
            before = what, {label_of(row.cells[what.speaker])[0].casefold() for row in rows}
        yield rows, what
        at += 1


def _columns(rows: Sequence[TableRow]) -> Columns:
    cells = [row.cells[:1] if row.spans_all else row.cells for row in rows]
    return columns(cells, header=True if rows and rows[0].heads and not rows[0].spans_all else None)


def _run_of_small_tables(tables: Sequence[list[TableRow]], at: int) -> int:
    """Count the tables from here on that hold one or two rows each: some programs print a table a turn."""
    width = len(tables[at][0].cells)
    rest = (tables[number] for number in range(at, len(tables)))
    alike = takewhile(lambda rows: len(rows) <= _SMALL and len(rows[0].cells) == width, rest)
    return sum(1 for _ in alike)


def _goes_on(rows: Sequence[TableRow], what: Columns, labels: set[str]) -> bool:
    if what.speaker is None or any(len(row.cells) <= max(what.speaker, what.text or 0) for row in rows):
        return False
    mine = [label_of(row.cells[what.speaker])[0].casefold() for row in rows if not what.is_header(row.cells)]
    return bool(mine) and all(label in labels for label in mine)
