"""Which cells of the catalog hold words: every text and JSON value, but for names of people who code.

The columns are read from the tables, so that a new one is among them without a word here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Table, TypeDecorator, select, update
from sqlalchemy.types import String
from sqlmodel import Session, SQLModel

from kb.db.tables.people import PRIVATE
from kb.errors import KbError

APART = frozenset(
    {
        "who", "author", "sha256", "role", "kind", "origin", "extent", "batch", "guid", "noun", "owner",
        "form", "format", "created", "colour", "spaced", "sort_key", "from", "to", "digest", "due",
    }
)  # fmt: skip
"""Columns, and names in JSON, that hold no words: marks, hashes, and who did it."""
_NOT_HERE = {
    ("coder", "name"),
    ("code", "key"),
    ("correction", "ends"),
    ("correction", "file_text"),
    ("correction", "starts"),
    ("exchange_file", "content"),
    ("paragraph", "text"),
}
_ELSEWHERE = frozenset({"change"})
"""Tables that other modules see to."""

Rewrite = Callable[[str, str], str]
"""From a place and the words there to the words that are to stand there."""


def tables() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Yield the tables with words, and the columns that hold them."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name in PRIVATE:  # names of those who work on the study stay, as those of coders do
            continue
        columns = [each for each in table.columns if _has_words(table, each)]
        if columns and "id" in table.columns:
            yield table, columns


def rewrite_cells(session: Session, rewrite: Rewrite) -> set[str]:
    """Rewrite the words in all cells but those of texts and of the trail; return which cells changed."""
    changed: set[str] = set()
    for table, columns in tables():
        if table.name in _ELSEWHERE:
            continue
        for row in session.connection().execute(select(table.c.id, *columns).order_by(table.c.id)).all():
            values = {}
            for column, old in zip(columns, row[1:], strict=True):
                new = rewritten_cell(f"{table.name}:{row[0]}:{column.name}", column.name, old, rewrite)
                if new != old:
                    values[column.name] = new
            if values:
                changed |= {f"{table.name}:{row[0]}:{name}" for name in values}
                session.connection().execute(update(table).where(table.c.id == row[0]).values(values))
    return changed


def rewritten_cell(where: str, name: str, value: Any, rewrite: Rewrite) -> Any:
    """Return the value of a cell with other words; facts of a project of another tool are JSON in a text."""
    if name == "facts" and isinstance(value, str):
        facts = json.loads(value)
        changed = rewritten(where, facts, rewrite)
        return value if changed == facts else packed(changed)
    return rewritten(where, value, rewrite)


def packed(facts: Any) -> str:
    """Return facts as :mod:`kb.exchange.facts` writes them."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def rewritten(where: str, value: Any, rewrite: Rewrite) -> Any:
    """Return a value that JSON can hold with other words."""
    if isinstance(value, str):
        return rewrite(where, value) if value else value
    if isinstance(value, list):
        return [rewritten(f"{where}:{number}", each, rewrite) for number, each in enumerate(value)]
    if isinstance(value, dict):
        made = {
            rewrite(f"{where}:{name}:=", name): (
                each if name in APART else rewritten(f"{where}:{name}", each, rewrite)
            )
            for name, each in value.items()
        }
        if len(made) == len(value):
            return made
        raise KbError("two things in the catalog would be called alike; give each name its own pseudonym")
    return value


def words_of(value: Any) -> Iterator[str]:
    """Yield every text in a value that JSON can hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from words_of(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            if name not in APART:
                yield from words_of(each)


def _has_words(table: Table, column: Column[Any]) -> bool:
    if column.name in APART or (table.name, column.name) in _NOT_HERE or column.foreign_keys:
        return False
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, String | JSON) and not _is_one_of(table, column)


def _is_one_of(table: Table, column: Column[Any]) -> bool:
    checks = (each for each in table.constraints if isinstance(each, CheckConstraint))
    return any(str(each.sqltext).startswith(f"{column.name} IN (") for each in checks)
