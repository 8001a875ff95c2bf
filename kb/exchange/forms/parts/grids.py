"""Tables of other programs, CSV or XLSX, as rows by the names of their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from ingest.decoding import decode
from kb.exchange.errors import ExchangeError
from kb.exchange.refi.container import Container

_LARGEST = 500_000_000
_HEAD = 10_000
_SIGNS = ",;\t"
_FORMULA = tuple(f"'{sign}" for sign in "=+-@\t\r")

Row = Mapping[str, str]


def header(data: bytes) -> tuple[str, ...]:
    """Return the names of a table's columns, in small letters; none where this is no table."""
    try:
        if data.startswith(b"PK"):
            rows: Iterable[Sequence[str]] = _sheet(data, "table") if b"xl/worksheets" in data else ()
        else:
            head, whole, _ = data[:_HEAD].rpartition(b"\n")
            rows = _text(head if whole else data[:_HEAD], "table")
        return _names(next(iter(rows), ()))
    except ExchangeError:
        return ()


def rows_of(data: bytes, name: str) -> list[Row]:
    """Return the rows of a table; blank ones are left out.

    Raises:
        ExchangeError: it cannot be read.
    """
    if len(data) > _LARGEST:
        raise ExchangeError(f"{name!r} is refused: it has more than {_LARGEST:,} bytes")
    read = iter(_sheet(data, name) if data.startswith(b"PK") else _text(data, name))
    names = _names(next(read, ()))
    rows = (dict(zip(names, map(_harmed, row), strict=False)) for row in read)
    return [row for row in rows if any(value.strip() for value in row.values())]


def first(row: Row, *names: str) -> str:
    """Return what the first of these columns that the table has says."""
    return next((row[name] for name in names if name in row), "")


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()).casefold() for cell in cells)


def _harmed(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith(_FORMULA) else cell


def _text(data: bytes, name: str) -> Iterable[Sequence[str]]:
    text = decode(data)
    if text is None:
        raise ExchangeError(f"cannot read {name!r}: it is not text")
    head = text.split("\n", 1)[0]
    sign = max(_SIGNS, key=head.count)
    csv.field_size_limit(max(csv.field_size_limit(), 10_000_000))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise ExchangeError(f"cannot read {name!r}: {error}") from None


def _sheet(data: bytes, name: str) -> Iterable[Sequence[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  only workbooks need it

    Container(data, name)  # refuses what grows too much
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [[_cell(each) for each in row] for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, IndexError, ValueError, OSError):
        raise ExchangeError(f"cannot read {name!r}: the workbook is damaged") from None


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
