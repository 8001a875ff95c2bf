"""What people see: tables and quotations that fit the terminal, and text from files made harmless.

Text from files is never markup and never a command to the terminal: its control characters are shown as
symbols, and characters that would turn the reading direction of what follows are left out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO

from kb.cli.output import words

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

NARROWEST, USUAL = 40, 100
"""Columns: no layout for less; what is assumed when there is no terminal and COLUMNS does not say."""

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

    ``key`` columns are names to copy, and stay in one piece; columns with ``room`` are shown from that
    terminal width on; of columns that can be spared, the one with the highest ``spare`` goes first.
    """

    title: str
    value: str | Callable[[Any], object] = ""
    number: bool = False
    key: bool = False
    room: int = 0
    spare: int = 0

    def of(self, row: Any) -> str:
        """Return the value for a row, as people read it."""
        if callable(self.value):
            return display_text(self.value(row))
        name = self.value or self.title
        return display_text(row.get(name) if isinstance(row, Mapping) else getattr(row, name))


def clean(text: str) -> str:
    """Return text that a terminal only shows."""
    return text.translate(_HARMLESS)


def display_text(value: object) -> str:
    """Return a value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            from kb.records import moment

            return f"{moment(value).astimezone():%Y-%m-%d %H:%M}"
        case tuple() | list():
            return ", ".join(display_text(each) for each in value)
        case _:
            return clean(str(value))


def width() -> int:
    """Return how many columns there are to fill."""
    return max(NARROWEST, shutil.get_terminal_size((USUAL, 0)).columns)


def render_table(columns: Sequence[Column], rows: Iterable[Any]) -> Table | Group:
    """Return rows as a table in which every word that fits on a line stays whole.

    Where the columns do not fit, those that can be spared go first; where the rest does not fit either, every
    row becomes a record of its own, one line a column.
    """
    from kb.cli.output.table_layout import fitted, stacked, tabulated

    wanted = [_in_words_of_study(column) for column in columns if column.room <= width()]
    cells = [[column.of(row) for column in wanted] for row in rows]
    shown_columns = fitted(wanted, cells, width())
    if shown_columns is None:
        return stacked(wanted, cells)
    return tabulated(shown_columns, wanted, cells, width())


def _in_words_of_study(column: Column) -> Column:
    return replace(column, title=words.named(column.title), value=column.value or column.title)


def needed_width(columns: Sequence[Column], rows: Iterable[Any]) -> int:
    """Return how wide a terminal must be to show a table in which nothing wraps."""
    from kb.cli.output.table_layout import GAP, widths

    columns = list(map(_in_words_of_study, columns))
    cells = [[column.of(row) for column in columns] for row in rows]
    return sum(widths(columns, cells)) + GAP * (len(columns) - 1)


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
