"""Tables of a deposit: rows as CSV, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb import records


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table by the name of its file, what it is, its columns with their meaning, and its rows."""

    file: str
    about: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]

    def content(self) -> bytes:
        """The table as CSV in UTF-8; an apostrophe is before text that a spreadsheet would run."""
        return records.csv_bytes(self.rows, tuple(self.columns))


def dictionary(tables: Iterable[DataTable]) -> DataTable:
    """Return the data dictionary: every column of every table."""
    columns = {
        "file": "The table.",
        "about": "What a row of it is.",
        "column": "A column of it.",
        "meaning": "What the column holds.",
    }
    listed = [
        {"file": table.file, "about": table.about, "column": name, "meaning": meaning}
        for table in tables
        for name, meaning in table.columns.items()
    ]
    own = "data-dictionary.csv"
    about = "Every column of every table."
    listed += [
        {"file": own, "about": about, "column": name, "meaning": each} for name, each in columns.items()
    ]
    return DataTable(own, about, columns, listed)
