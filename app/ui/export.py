"""Export: what a list shows, as CSV, XLSX or Markdown. Text stays text, whatever it begins with."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from app.viewer import for_viewer
from kb import records
from kb.formatting import escaped_markdown
from kb.queries.exchange.table_files import workbook

Rows = Callable[[], Iterable[Mapping[str, Any]]]
Form = tuple[str, str, str, Callable[[], bytes]]
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
    return codecs.BOM_UTF8 + records.csv_bytes(rows, header)  # the mark tells Excel that it is UTF-8


def xlsx(header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as a workbook: numbers as numbers, the rest as text, never as a formula or link."""
    return workbook(header, rows, cut=True)


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
