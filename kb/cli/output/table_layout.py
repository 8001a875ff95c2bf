"""How rows fit a terminal: which columns are shown, how wide each is, and records where no table fits.

No word is broken that fits on a line. So every column has a least width, that of its longest word; what is
left of the terminal is shared among the columns that could use more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich import box
from rich.cells import cell_len
from rich.console import Group
from rich.table import Table
from rich.text import Text

GAP, READABLE = 3, 14
"""Columns of a terminal between two columns of a table; the fewest in which sentences can be read."""

Cells = Sequence[Sequence[str]]
"""For each row the texts of all columns."""


class Column(Protocol):
    """What the layout asks of a column; see :class:`kb.cli.output.terminal.Column`."""

    @property
    def title(self) -> str:
        """Its heading."""

    @property
    def number(self) -> bool:
        """Whether it holds numbers, which stand at the right."""

    @property
    def spare(self) -> int:
        """How gladly it is left out where there is no room; 0: never."""


def fitted(columns: Sequence[Column], cells: Cells, room: int) -> list[int] | None:
    """Return the numbers of the columns that fit, or None where only records do."""
    least = _least(columns, cells, room)
    kept = list(range(len(columns)))
    by_worth = sorted((k for k in kept if columns[k].spare), key=lambda k: columns[k].spare)
    while _total([least[k] for k in kept]) > room:
        if not by_worth:
            return None
        kept.remove(by_worth.pop())
    return kept


def tabulated(kept: Sequence[int], columns: Sequence[Column], cells: Cells, room: int) -> Table:
    """Return the columns that are kept as a table of at most ``room`` columns."""
    least, wished = _least(columns, cells, room), widths(columns, cells)
    wide = _shared([least[k] for k in kept], [wished[k] for k in kept], room)
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for k, columns_wide in zip(kept, wide, strict=True):
        result.add_column(
            columns[k].title,
            justify="right" if columns[k].number else "left",
            width=columns_wide,
            overflow="fold",
        )
    for row in cells:
        result.add_row(*(Text(row[k]) for k in kept))
    return result


def stacked(columns: Sequence[Column], cells: Cells) -> Group:
    """Return each row as lines ``title: value``, with an empty line between rows; empty values have none."""
    lines: list[Text] = []
    for row in cells:
        lines += [Text()] if lines else []
        mark = ""
        for column, value in zip(columns, row, strict=True):
            if not column.title:
                mark = f"{value} "
            elif value:
                lines.append(Text(f"{mark}{column.title}: ", "bold").append(value, "not bold"))
                mark = ""
    return Group(*lines)


def widths(columns: Sequence[Column], cells: Cells) -> list[int]:
    """Return how wide each column is when nothing in it wraps."""
    return [
        max(cell_len(line) for text in (column.title, *values) for line in text.split("\n"))
        for column, values in _by_column(columns, cells)
    ]


def _least(columns: Sequence[Column], cells: Cells, room: int) -> list[int]:
    """Return how wide each column must be: its longest word that fits on a line, and readable."""
    return [
        wide if column.number else max(_longest_word((column.title, *values), room), min(wide, READABLE))
        for wide, (column, values) in zip(widths(columns, cells), _by_column(columns, cells), strict=True)
    ]


def _longest_word(texts: Sequence[str], room: int) -> int:
    lengths = (cell_len(word) for text in texts for word in text.split())
    return max((length for length in lengths if length <= room), default=1)


def _shared(least: Sequence[int], wished: Sequence[int], room: int) -> list[int]:
    """Share what is left of the room: those that need little get all of it, the others as much each."""
    result = list(least)
    left = room - _total(least)
    waiting = sorted(range(len(least)), key=lambda k: wished[k] - least[k])
    for done, k in enumerate(waiting):
        more = min(max(0, wished[k] - least[k]), left // (len(waiting) - done))
        result[k] += more
        left -= more
    return result


def _total(wide: Sequence[int]) -> int:
    return sum(wide) + GAP * (len(wide) - 1)


def _by_column(columns: Sequence[Column], cells: Cells) -> list[tuple[Column, Sequence[str]]]:
    return [(column, [row[k] for row in cells]) for k, column in enumerate(columns)]
