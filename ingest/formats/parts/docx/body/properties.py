"""What the properties of runs, cells and paragraphs in a Word file say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ingest import digits
from ingest.formats.parts.docx.body.styles import VALUE, qn

_NO_COLOUR = frozenset({"", "none", "auto", "clear", "nil", "ffffff", "000000"})

_MOST_COLUMNS = 63
"""Columns that Word allows in a table."""


def is_wide(table: Any) -> bool:
    """Whether a row of this very table has several cells."""
    rows: Counter[Any] = Counter()
    for cell in table.iter(qn("w:tc")):
        row = next(cell.iterancestors(qn("w:tr")), None)
        if row is not None and next(row.iterancestors(qn("w:tbl")), None) is table:
            rows[row] += 1
    return any(count > 1 for count in rows.values())


def colour_of(properties: Any) -> str:
    """The colour behind letters, by the marker pen or as shading."""
    pen = properties.find(qn("w:highlight"))
    shade = properties.find(qn("w:shd"))
    colour = str(pen.get(VALUE, "")) if pen is not None else ""
    if colour.lower() in _NO_COLOUR and shade is not None:
        colour = str(shade.get(qn("w:fill"), ""))
    return "" if colour.lower() in _NO_COLOUR else colour


def number_of(properties: Any, kind: str) -> int:
    """Return the number in a property, or 0."""
    found = properties.find(qn(kind)) if properties is not None else None
    value = str(found.get(VALUE, "")) if found is not None else ""
    return min(digits.number_of(value), _MOST_COLUMNS) if value.isascii() and value.isdigit() else 0


def mark_is_deleted(properties: Any) -> bool:
    """A paragraph whose end was deleted goes on in the next one."""
    mark = properties.find(qn("w:rPr")) if properties is not None else None
    return mark is not None and _has(mark, (qn("w:del"), qn("w:moveFrom")))


def _has(element: Any, tags: Iterable[str]) -> bool:
    return any(element.find(tag) is not None for tag in tags)
