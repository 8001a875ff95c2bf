"""Rows as values that JSON can hold, as the audit trail keeps them, and rows from such values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, inspect
from sqlmodel import Session, SQLModel, select


def snapshot(row: SQLModel) -> dict[str, Any]:
    """Return a row's columns as values that JSON can hold.

    They go by their names in the database, so that what was written down years ago can still be read.
    """
    return {column: _plain(getattr(row, name)) for name, column in _columns(type(row)).items()}


def snapshots(session: Session, table: type[SQLModel], where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return what :func:`snapshot` says of the rows of a table, without making objects of them."""
    columns: Any = inspect(table).local_table
    query = select(columns).where(where).order_by(columns.c.id)
    rows = session.connection().execute(query).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


@cache
def _columns(table: type[SQLModel]) -> dict[str, str]:
    """The attributes of a table's rows and the columns behind them."""
    return {each.key: each.columns[0].name for each in inspect(table).column_attrs}


def row_of(table: type[SQLModel], record: Mapping[str, Any]) -> SQLModel:
    """The row that was written down; what did not exist by then has its default."""
    known = {name: record[column] for name, column in _columns(table).items() if column in record}
    return table.model_validate(known)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
