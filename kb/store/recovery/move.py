"""Copy a catalog into an empty one, row by row with all ids: from a file to a server, and back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import URL, Connection, Table, func, select, text
from sqlmodel import SQLModel

from kb.db import engine as db
from kb.db.failures import CatalogError
from kb.db.fulltext import index_changed
from kb.db.nodes import divide, require_empty, require_nodes
from kb.db.rows import insert_into

_BATCH = 500
Told = Callable[[str, int, int], None]
"""Takes what is copied, how many rows are, and how many there are."""


class NotEmptyError(CatalogError):
    """A target that has content already: what it has would be mixed with what comes."""

    def __init__(self, where: str, table: str) -> None:
        super().__init__(f"{where} has content already ({table}); name one that does not exist or is empty")


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows were copied, in all and of each table."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """How many rows were copied in all."""
        return sum(self.rows.values())


def move(source: str, target: str, *, nodes: Sequence[str] = (), told: Told | None = None) -> Moved:
    """Copy all of a catalog into an empty one, in one transaction: the target gets all of it or nothing.

    With ``nodes``, the target is a copy for reading, its large tables on these (:mod:`kb.db.nodes`).
    The source is not changed. Rows are read and written some hundred at a time, whatever their number.

    Raises:
        CatalogError: there is no such source, it is damaged, or the target has content already.
    """
    if db.locate(source) == db.locate(target):
        raise CatalogError("a catalog cannot be copied onto itself; name another target")
    places = [_with_password(db.locate(each)) for each in nodes]
    if nodes:
        require_nodes(db.locate(target), places)
    reads = db.open_for_reading(source, sound=True)
    try:
        writes = db.open_for_writing(target)
        try:
            with ExitStack() as undo:
                with db.reading(reads) as old, db.transaction(writes) as new:
                    if places:
                        require_empty(new.connection(), places)
                    moved = _copy(old.connection(), new.connection(), target, told)
                    index_changed(new)
                    if places:
                        divide(new.connection(), places, undo)
                undo.pop_all()  # all is stored: the nodes keep what they have
        finally:
            writes.dispose()
    finally:
        reads.dispose()
    return moved


def _with_password(node: URL) -> URL:
    """A node with the password that KB_NODE_PASSWORD gives all of them, where it has none of its own."""
    given = os.environ.get("KB_NODE_PASSWORD")
    return node if node.password or not given else node.set(password=given)


def _copy(old: Connection, new: Connection, target: str, told: Told | None) -> Moved:
    tables = SQLModel.metadata.sorted_tables
    for table in tables:
        if new.execute(select(func.count()).select_from(table)).scalar_one():
            raise NotEmptyError(target, table.name)
    many = {each.name: old.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}
    total, done = sum(many.values()), 0
    for table in tables:
        waiting = _rows(old, table)
        while rows := list(islice(waiting, _BATCH)):
            insert_into(new, table, rows)
            done += len(rows)
            if told is not None:
                told("rows", done, total)
        _go_on_counting(old, new, table)
    return Moved({name: number for name, number in many.items() if number})


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table by their keys; one that refers to another of the table comes after that one."""
    query = select(table).order_by(*table.primary_key.columns)
    found = connection.execute(query, execution_options={"yield_per": _BATCH}).mappings()
    to_itself = [each.parent.name for each in table.foreign_keys if each.column.table is table]
    if not to_itself:
        yield from map(dict, found)
        return
    waiting = [dict(row) for row in found]
    there: set[Any] = {None}
    while waiting:
        ready = [row for row in waiting if {row[name] for name in to_itself} <= there | {row["id"]}]
        yield from ready
        there |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in there]
        if not ready:
            raise CatalogError(f"rows of {table.name} refer to each other in a circle; run `kb check --deep`")


def _go_on_counting(old: Connection, new: Connection, table: Table) -> None:
    """Give the next new row the number that it would have had in the old catalog: none is given twice."""
    if [each.name for each in table.primary_key.columns] != ["id"]:
        return
    last = max(_last_number(old, table), _greatest(old, table))
    if not last:
        return
    if new.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        new.execute(select(func.setval(sequence, last)))
    elif _counts(table):
        new.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        new.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"),
            {"name": table.name, "seq": last},
        )


def _last_number(connection: Connection, table: Table) -> int:
    """The last number that was given to a row, also if the row is gone."""
    if connection.dialect.name == "postgresql":
        sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar_one()
        if sequence is None:  # of a copy for reading, which gives no numbers
            return 0
        query = text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608  its own
        return int(connection.execute(query).scalar_one())
    if not _counts(table):
        return 0
    query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(connection.execute(query, {"name": table.name}).scalar() or 0)


def _greatest(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.max(table.c.id))).scalar() or 0)


def _counts(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"].get("autoincrement"))
