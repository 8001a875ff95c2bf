"""What an OpenDocument spreadsheet (``.ods``) holds, counted before its cells are multiplied.

A row or a cell that is repeated is written once: a few bytes can stand for a thousand million cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lxml import etree

from ingest.formats.parts.docx.package import DAMAGED, Parts, UnreadableDocxError
from ingest.formats.parts.opendocument.names import OFFICE, TABLE

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_BREAKS = re.compile(
    rb"<text:(line-break|tab)\b[^<>]*/>|<text:(line-break|tab)\b[^<>]*></text:(?:line-break|tab)>"
)
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S")


class UnreadableOpenDocumentError(Exception):
    """The bytes are no spreadsheet that can be read; the message says why in words for a person."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the filled cells of the largest table reach, and how many cells have no result."""

    rows: int
    columns: int
    without_result: int


def is_opendocument(data: bytes) -> bool:
    """Tell whether the bytes are an OpenDocument spreadsheet, by the type that stands first in it."""
    return data[:4] == b"PK\x03\x04" and data[30:38] == b"mimetype" and _MIMETYPE in data[38:200]


def extent(data: bytes) -> Extent:
    """Return how far the filled cells reach, repeated ones counted as often as they are repeated.

    Raises:
        UnreadableOpenDocumentError: the file is damaged, locked or too large.
    """
    content = io.BytesIO(_content(data))
    tags = (*_CELLS, f"{TABLE}table-row", f"{TABLE}table")
    largest = row = rows = columns = width = last = without_result = 0
    try:
        for _, element in etree.iterparse(
            content, ("end",), tag=tags, resolve_entities=False, load_dtd=False, no_network=True
        ):
            if element.tag in _CELLS:
                width += _repeated(element, "columns")
                last = width if _is_filled(element) else last
                without_result += _has_no_result(element)
                continue
            if element.tag == f"{TABLE}table-row":
                row += _repeated(element, "rows")
                rows, columns = (row, max(columns, last)) if last else (rows, columns)
                width = last = 0
            else:
                if rows * columns > largest:
                    largest, reach = rows * columns, (rows, columns)
                row = rows = columns = 0
            element.clear()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableOpenDocumentError("the spreadsheet is damaged") from error
    return Extent(*(reach if largest else (0, 0)), without_result)


def with_breaks(data: bytes) -> bytes:
    """Return the spreadsheet with line breaks and tabs in cells as characters, which its reader keeps."""
    content = _content(data)
    if not _BREAKS.search(content):
        return data
    content = _BREAKS.sub(lambda match: b"&#9;" if b"tab" in (match[1] or match[2]) else b"&#10;", content)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as copy:
        for entry in archive.infolist():
            if entry.filename in {"mimetype", "META-INF/manifest.xml"}:
                copy.writestr(entry.filename, archive.read(entry))
        copy.writestr("content.xml", content)
    return made.getvalue()


def clock(value: Any) -> Any:
    """Return a time of a day or more, ``PT25H05M07S``, as seconds; any other value as it is."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    hours, minutes, seconds = found.groups()
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds.replace(",", ".")))


def _content(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = Parts(archive)
            if b"encryption-data" in (parts.read("META-INF/manifest.xml") or b""):
                raise UnreadableOpenDocumentError(
                    "the spreadsheet is locked with a password; save a copy without one"
                )
            content: bytes | None = parts.read("content.xml")
    except UnreadableDocxError as error:
        raise UnreadableOpenDocumentError(str(error)) from error
    except DAMAGED as error:
        raise UnreadableOpenDocumentError("the spreadsheet is damaged") from error
    if content is None:
        raise UnreadableOpenDocumentError("the spreadsheet is damaged")
    return content


def _repeated(element: Any, what: str) -> int:
    number = int(element.get(f"{TABLE}number-{what}-repeated") or 1)
    if number < 1:
        raise ValueError(number)
    return number


def _is_filled(cell: Any) -> bool:
    return cell.get(f"{OFFICE}value-type") is not None or any(text.strip() for text in cell.itertext())


def _has_no_result(cell: Any) -> bool:
    kind = cell.get(f"{OFFICE}value-type")
    is_error = cell.get(f"{_CALC}value-type") == "error"
    return is_error or (cell.get(f"{TABLE}formula") is not None and kind is None)
