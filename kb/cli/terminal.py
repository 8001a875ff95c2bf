"""What people see: tables and quotations that fit the terminal, and text from files made harmless.

Text from files is never markup and never a command to the terminal: its control characters are shown as
symbols, and characters that would turn the reading direction of what follows are left out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

NARROWEST, USUAL = 40, 100
"""Columns: no layout for less; what is assumed when there is no terminal and COLUMNS does not say."""

GAP, READABLE = 3, 14
"""Columns of a terminal between two columns of a table; the fewest in which words can be read."""

_HARMLESS: dict[int, str | None] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    0x09: "    ",
    0x7F: "␡",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    0x2028: "\n",
    0x2029: "\n",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, and where its value comes from (default: the field named like it).

    ``key`` columns are names to copy, and stay in one piece while there is room; columns with ``room`` are
    shown from that terminal width on.
    """

    title: str
    value: str | Callable[[Any], object] = ""
    number: bool = False
    key: bool = False
    room: int = 0

    def of(self, row: Any) -> str:
        """Return the value for a row, as people read it."""
        if callable(self.value):
            return shown(self.value(row))
        name = self.value or self.title
        return shown(row.get(name) if isinstance(row, Mapping) else getattr(row, name))


def clean(text: str) -> str:
    """Return text that a terminal only shows."""
    return text.translate(_HARMLESS)


def shown(value: object) -> str:
    """Return a value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            from kb.cli.records import moment

            return f"{moment(value).astimezone():%Y-%m-%d %H:%M}"
        case tuple() | list():
            return ", ".join(shown(each) for each in value)
        case _:
            return clean(str(value))


def width() -> int:
    """Return how many columns there are to fill."""
    return max(NARROWEST, shutil.get_terminal_size((USUAL, 0)).columns)


def table(columns: Sequence[Column], rows: Iterable[Any]) -> Table:
    """Return rows as a table."""
    from rich import box
    from rich.table import Table

    fitting = [column for column in columns if column.room <= width()]
    cells = [[column.of(row) for column in fitting] for row in rows]
    whole = _whole_keys(fitting, cells)
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in fitting:
        result.add_column(
            column.title,
            justify="right" if column.number else "left",
            no_wrap=column.number or (column.key and whole),
            overflow="fold",
        )
    for row in cells:
        result.add_row(*map(styled, row))
    return result


def needed(columns: Sequence[Column], rows: Iterable[Any]) -> int:
    """Return how wide a terminal must be to show a table in which nothing wraps."""
    cells = [[column.of(row) for column in columns] for row in rows]
    return sum(_widths(columns, cells)) + GAP * (len(columns) - 1)


def _whole_keys(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bool:
    """Whether names to copy can stay in one piece and leave room for the words beside them."""
    widths = _widths(columns, cells)
    least = [
        wide if column.number or column.key else min(wide, READABLE)
        for column, wide in zip(columns, widths, strict=True)
    ]
    return sum(least) + GAP * (len(columns) - 1) <= width()


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int]:
    from rich.cells import cell_len

    return [
        max(cell_len(text) for text in (column.title, *values))
        for column, values in zip(
            columns, zip(*cells, strict=True) if cells else [()] * len(columns), strict=True
        )
    ]


def styled(text: str, style: str = "") -> Text:
    """Return text that is taken as it is: no markup in it is obeyed."""
    from rich.text import Text

    return Text(text, style=style)


def to_text(things: Iterable[Any], file: TextIO) -> str:
    """Return tables and texts as they are written to this file: with colour if it is a terminal."""
    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=width(),
        force_terminal=file.isatty(),
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as captured:
        for thing in things:
            console.print(styled(thing) if isinstance(thing, str) else thing)
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))
