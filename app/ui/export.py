"""Export: what a list shows, as CSV, XLSX or Markdown. Text stays text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from app.viewer import for_viewer
from kb import records
from kb.formatting import escaped_markdown

Rows = Callable[[], Iterable[Mapping[str, Any]]]
Form = tuple[str, str, str, Callable[[], bytes]]
_CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(
    name: str,
    header: Sequence[str],
    rows: Rows,
    *,
    shown: int,
    of: int,
    what: str,
    key: str,
    others: Sequence[Form] = (),
) -> None:
    """Draw the popover; ``rows`` is asked when somebody downloads, and gives exactly what is shown.

    ``others`` are further forms: title, how the file's name ends, media type, and what makes the file.
    """
    with st.popover("Export", key=f"{key}-export"):
        st.caption(f"As shown: {shown:,} of {of:,} {what}")
        if not shown:
            st.caption("Nothing to export. Remove a filter first.")
            return
        formats: tuple[Form, ...] = (
            ("CSV", "csv", "text/csv", lambda: csv(header, rows())),
            ("XLSX", "xlsx", _XLSX, lambda: xlsx(header, rows())),
            ("Markdown", "md", "text/markdown", lambda: markdown(header, rows())),
            *others,
        )
        for title, suffix, mime, made in formats:
            st.download_button(
                title,
                for_viewer(made),
                file_name=f"{name}.{suffix}",
                mime=mime,
                key=f"{key}-export-{suffix}",
                on_click="ignore",
                width="stretch",
            )


def csv(header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV; what a spreadsheet would run as a formula gets an apostrophe before it."""
    file = io.StringIO()
    records.write_csv(rows, header, file)
    return file.getvalue().encode("utf-8-sig")  # the mark tells Excel that it is UTF-8


def xlsx(header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as a workbook: numbers as numbers, the rest as text, never as a formula or link."""
    from xlsxwriter import Workbook  # noqa: PLC0415  a fifth of a second, which no page should wait for

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, title in enumerate(header):
                value = row[title]
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, _text(value)[:_CELL], wrapped)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def markdown(header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as a Markdown table in which no cell is markup."""
    lines = [_line(header), _line(["---"] * len(header), raw=True)]
    lines += [_line([_text(row[title]) for title in header]) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _line(cells: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(each if raw else escaped_markdown(each) for each in cells) + " |"


def _text(value: Any) -> str:
    """A value as words: yes or no, lists joined, moments with their offset, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return records.moment(value).isoformat()
    if isinstance(value, (tuple, list)):
        return "; ".join(map(_text, value))
    return str(value)
