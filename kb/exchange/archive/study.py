"""A study as a value: every row of a catalog, table by table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kb.exchange.archive.schema import schema

Row = dict[str, Any]
"""A row by its fields. References are ids, moments are datetimes in UTC."""


@dataclass(frozen=True)
class Study:
    """The rows of every table by its name, in the order of their keys; paragraphs in that of the texts."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table."""
        return self.tables.get(table, [])

    def by_id(self, table: str) -> dict[int, Row]:
        """The rows of a table by their ids."""
        return {row["id"]: row for row in self.rows(table)}

    def of_documents(self, table: str) -> dict[int | None, list[Row]]:
        """The rows of a table by the ids of their documents; those that have none under None."""
        found: dict[int | None, list[Row]] = {}
        for row in self.rows(table):
            found.setdefault(row["document_id"], []).append(row)
        return found

    def texts(self) -> dict[int, str]:
        """The text of every document by its id: its paragraphs, joined by one newline."""
        pieces: dict[int, list[str]] = {row["id"]: [] for row in self.rows("document")}
        for row in self.rows("paragraph"):
            pieces.setdefault(row["document_id"], []).append(row["text"])
        return {number: "\n".join(each) for number, each in pieces.items()}

    def history_head(self) -> str | None:
        """The head of the history: the link of its last entry; None where it is no chain."""
        entries = self.rows("change")
        return entries[-1]["link"] if entries else None


def in_order(tables: dict[str, list[Row]]) -> Study:
    """Return a study of these rows, each table in its order."""
    ordered = {}
    for name, table in schema().items():
        key = ("document_id", "position") if name == "paragraph" else table.key
        ordered[name] = sorted(tables.get(name, []), key=lambda row: tuple(row[each] for each in key))
    return Study(ordered)
