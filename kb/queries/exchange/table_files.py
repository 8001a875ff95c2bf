"""A table as a file: a workbook for spreadsheets, Parquet for programs. Text stays text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kb import records
from kb.errors import KbError

CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""
_MOST_ROWS = 1_048_575
"""Rows that a sheet holds under its header."""

Rows = Iterable[Mapping[str, Any]]


def workbook(header: Sequence[str], rows: Rows, *, cut: bool = False) -> bytes:
    """Return rows as a workbook (XLSX): numbers as numbers, the rest as text, never as a formula or link.

    With ``cut`` what is too long for a cell is cut, for tables that are only looked at.

    Raises:
        KbError: there are more rows, or longer texts, than a sheet holds.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  a fifth of a second, which nobody should wait for

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            if number > _MOST_ROWS:
                raise KbError(f"a sheet holds {_MOST_ROWS:,} rows; export as csv or parquet")
            for column, title in enumerate(header):
                value = row[title]
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                    continue
                text = _text(value)
                if len(text) > CELL and not cut:
                    raise KbError(f"{title} of row {number} is too long for a cell; export as csv or parquet")
                sheet.write_string(number, column, text[:CELL], wrapped)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def parquet(header: Sequence[str], rows: Rows) -> bytes:
    """Return rows as Parquet: numbers, yes or no, and moments keep their types; lists are text.

    Raises:
        KbError: the library for it is not installed.
    """
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415  a second to load

    table = pd.DataFrame([[_kept(row[name]) for name in header] for row in rows], columns=list(header))
    file = io.BytesIO()
    try:
        table.to_parquet(file, engine="pyarrow", index=False)
    except ImportError:
        raise KbError("Parquet needs pyarrow: pip install pyarrow") from None
    return file.getvalue()


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return records.moment(value)
    return value if value is None or isinstance(value, (int, float, str)) else _text(value)


def _text(value: Any) -> str:
    """A value as words, as in CSV, but for the apostrophe: a typed cell is never run."""
    written = str(records.cell(value))
    return written[1:] if written.startswith("'") and not str(value).startswith("'") else written
