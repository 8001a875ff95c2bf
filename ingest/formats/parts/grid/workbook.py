"""Rows of a workbook of Excel (``.xlsx``) or LibreOffice (``.ods``), unpacked with care.

A small zip can hold a hundred times its size, and one cell in the last corner makes a sheet of seventeen
thousand million cells. What a workbook holds is counted before anything is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import IO, Any

from ingest.digits import number_of
from ingest.formats.parts.docx.package import DAMAGED, MOST_XML
from ingest.formats.parts.grid.delimited import Row
from ingest.formats.parts.grid.opendocument import (
    UnreadableOpenDocumentError,
    clock,
    extent,
    is_opendocument,
    with_breaks,
)

MOST_CELLS = 5_000_000
_CHUNK = 1 << 20
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*?(/?)>')
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</(?:\w+:)?c>"
    rb'|<(?:\w+:)?c\b[^<>]*\bt="e"[^<>]*>'
)
_LONGEST_CELL = 400


class UnreadableWorkbookError(Exception):
    """The bytes are no workbook that can be read; the message says why in words for a person."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with something in it: its name and its rows."""

    name: str
    rows: list[Row]


def is_workbook(data: bytes) -> bool:
    """Tell whether the bytes are a workbook, by the list of what is in it or by the type it states."""
    if is_opendocument(data):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("[Content_Types].xml") as types:
            listed = types.read(1_000_000)
    except (*DAMAGED, KeyError):
        return False
    return b"spreadsheetml.sheet.main" in listed or b"ms-excel.sheet.macroEnabled.main" in listed


def sheets(data: bytes) -> list[Sheet]:
    """Return the sheets that are shown and hold something.

    Raises:
        UnreadableWorkbookError: the workbook is damaged, locked or too large.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    is_open = is_opendocument(data)
    if is_open:
        data = _counted(data)
    else:
        _count(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            shown = [
                each.name
                for each in book.sheets_metadata
                if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
            ]
            found = [Sheet(name, _rows(book.get_sheet_by_name(name), is_open=is_open)) for name in shown]
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableWorkbookError(
            f"the workbook is damaged: {' '.join(str(error).split())[:120]}"
        ) from None
    return [sheet for sheet in found if sheet.rows]


def cells_without_result(data: bytes) -> int:
    """Return how many cells hold a formula without a result, or an error; what they say is not in the file.

    Programs that write workbooks leave results to Excel. The workbook is one that :func:`sheets` can read.
    """
    if is_opendocument(data):
        return extent(data).without_result
    found = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not (entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")):
                continue
            with archive.open(entry) as part:
                before = b""
                while chunk := part.read(_CHUNK):
                    text = before + chunk
                    found += sum(match.end() > len(before) for match in _NO_RESULT.finditer(text))
                    before = text[-_LONGEST_CELL:]
    return found


def _counted(data: bytes) -> bytes:
    """Return an OpenDocument spreadsheet as it can be read, once its cells are counted."""
    try:
        reach = extent(data)
        if reach.rows * reach.columns > MOST_CELLS:
            raise _too_far(reach.rows, reach.columns)
        return with_breaks(data)
    except UnreadableOpenDocumentError as error:
        raise UnreadableWorkbookError(str(error)) from error


def _too_far(rows: int, columns: int) -> UnreadableWorkbookError:
    reach = f"{rows:,} rows and {columns:,} columns"
    return UnreadableWorkbookError(f"a sheet has {reach}; delete the cells far from the table")


def _count(data: bytes) -> None:
    left = MOST_XML
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(entry) as part:
                    left -= _count_part(part, left)
    except DAMAGED as error:
        locked = "encrypted" in str(error)
        raise UnreadableWorkbookError(
            "the workbook is locked with a password" if locked else "the workbook is damaged"
        ) from None


def _count_part(part: IO[bytes], left: int) -> int:
    """Return how many bytes a part really has; the size that the zip states may be a lie."""
    taken = columns = lines = 0
    before = b""
    while chunk := part.read(_CHUNK):
        taken += len(chunk)
        if taken > left:
            size = MOST_XML // 1_000_000
            raise UnreadableWorkbookError(f"the workbook holds more than {size} MB; it would fill the memory")
        for match in _CELL.finditer(before + chunk):
            if not match[3]:
                columns, lines = max(columns, _column(match[1])), max(lines, number_of(match[2].decode()))
        before = chunk[-_LONGEST_CELL:]
    if columns * lines > MOST_CELLS:
        raise _too_far(lines, columns)
    return taken


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


# --- cells --------------------------------------------------------------------------------------------------


def _rows(sheet: Any, *, is_open: bool) -> list[Row]:
    start = sheet.start
    if start is None:
        return []
    values: list[list[Any]] = sheet.to_python()
    for row in values if is_open else ():
        row[:] = map(clock, row)
    short = _of_minutes(values)
    found = (
        Row(number, [_printed(value, short=column in short) for column, value in enumerate(row)])
        for number, row in enumerate(values, start=start[0] + 1)
    )
    return [row for row in found if any(cell.strip() for cell in row.cells)]


def _of_minutes(values: Sequence[Sequence[Any]]) -> frozenset[int]:
    """Return the columns of clocks without seconds: Excel takes ``1:05`` for hours, people type minutes."""
    seconds: dict[int, list[float]] = {}
    for row in values:
        for column, value in enumerate(row):
            if isinstance(value, time | timedelta):
                seconds.setdefault(column, []).append(_seconds(value))
    return frozenset(column for column, found in seconds.items() if not any(value % 60 for value in found))


def _seconds(value: time | timedelta) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000


def _printed(value: Any, *, short: bool) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    if isinstance(value, time | timedelta):
        return _clock(_seconds(value), short=short)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)


def _clock(seconds: float, *, short: bool) -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    if short:
        return f"{whole // 3600}:{whole // 60 % 60:02d}"
    clock = f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{clock}.{rest:03d}" if rest else clock
