"""A conversation as a table: delimited text or a workbook, and what is read from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import time
from pathlib import PurePath
from typing import Any

import xlsxwriter

from ingest.formats.tables.table import parse
from ingest.model import Parsed, Transcript
from ingest.source import Source

Row = Sequence[Any]


TALK = [
    ("Ilse", "Who lit the lamp?"),
    ("Tam", "Nobody did, not that night."),
    ("Ilse", "And then?"),
    ("Tam", "The boats stayed out; all of them."),
]


def delimited(rows: Sequence[Row], sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator="\n").writerows(rows)
    return out.getvalue()


def workbook(sheets: dict[str, Sequence[Row]], clock: str = "h:mm:ss") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    looks = book.add_format({"num_format": clock})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, time):
                    sheet.write_datetime(at, column, value, looks)
                else:
                    sheet.write(at, column, value)
    book.close()
    return out.getvalue()


def source(content: str | bytes, name: str = "lamp.csv") -> Source:
    return Source(PurePath(name), content.encode() if isinstance(content, str) else content)


def parsed(content: str | bytes, name: str = "lamp.csv") -> Parsed:
    return parse(source(content, name))


def transcript(content: str | bytes, name: str = "lamp.csv") -> Transcript:
    read = parsed(content, name).transcript
    assert read is not None
    return read


def said(content: str | bytes, name: str = "lamp.csv") -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in transcript(content, name).paragraphs]


def times(content: str | bytes, name: str = "lamp.csv") -> list[tuple[float | None, float | None]]:
    return [(p.audio_start, p.audio_end) for p in transcript(content, name).paragraphs]
