"""Rows as JSON and CSV: every field of a row by its name, in its order, nothing cut.

JSON keeps lists as lists. CSV joins them by ``; `` and puts an apostrophe before text that a spreadsheet
would run as a formula (text that begins with ``= + - @``, a tab or a carriage return).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any, TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Within JSON an escape is the same character: a terminal cannot be made to obey it, nor a line to end in it.
_ESCAPED = {
    code: f"\\u{code:04x}"
    for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def names(row: Any) -> tuple[str, ...]:
    """Return the names of the fields of a row, or of its type."""
    return tuple(each.name for each in fields(row))


def record(row: Any) -> dict[str, Any]:
    """Return a row as a mapping from names to values; a mapping stays what it is."""
    return dict(row) if isinstance(row, Mapping) else {name: getattr(row, name) for name in names(row)}


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON: rows as objects, moments in ISO 8601 with their offset from UTC."""
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=indent).translate(_ESCAPED)


def write_json(rows: Iterable[Any], file: TextIO) -> None:
    """Write rows as one array, a row a line."""
    before = "[\n"
    for row in rows:
        file.write(before + to_json(record(row)))
        before = ",\n"
    file.write("[]\n" if before == "[\n" else "\n]\n")


def write_json_lines(rows: Iterable[Any], file: TextIO) -> None:
    """Write rows as one object a line."""
    file.writelines(to_json(record(row)) + "\n" for row in rows)


def write_csv(
    rows: Iterable[Any], header: Sequence[str], file: TextIO, *, made_harmless: Callable[[str], str] = str
) -> None:
    """Write rows as CSV with a header; fields that are not in the header are left out."""
    writer = csv.writer(_Lines(file, made_harmless))
    writer.writerow(header)
    for row in rows:
        values = record(row)
        writer.writerow([cell(values[name]) for name in header])


def csv_bytes(rows: Iterable[Any], header: Sequence[str]) -> bytes:
    """Return rows as CSV in UTF-8, as :func:`write_csv` writes them."""
    file = StringIO()
    write_csv(rows, header, file)
    return file.getvalue().encode()


class _Lines:
    """A file whose lines end in a newline, for a ``csv.writer`` that ends them in two characters.

    The writer quotes a cell only for the characters that end its lines, and a cell may hold either.
    """

    def __init__(self, file: TextIO, made_harmless: Callable[[str], str]) -> None:
        self._file = file
        self._made_harmless = made_harmless

    def write(self, line: str) -> int:
        return self._file.write(self._made_harmless(line.removesuffix("\r\n")) + "\n")


def cell(value: Any) -> str | int | float:
    """Return a value as one cell of CSV."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = _flat(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value).isoformat()
    if isinstance(value, (tuple, list)):
        return "; ".join(_pair(each) for each in value)
    if is_dataclass(value):
        return ": ".join(text for name in names(value) if (text := _flat(getattr(value, name))))
    return str(value)


def _pair(value: Any) -> str:
    """A range within a list: ``(3, 9)`` is ``3-9``."""
    return "-".join(map(_flat, value)) if isinstance(value, tuple) else _flat(value)


def moment(value: datetime) -> datetime:
    """Return a moment with its offset; SQLite gives UTC and does not say so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _plain(value: Any) -> Any:
    """What JSON does not know."""
    if isinstance(value, datetime):
        return moment(value).isoformat()
    if is_dataclass(value):
        return record(value)
    return str(value)
