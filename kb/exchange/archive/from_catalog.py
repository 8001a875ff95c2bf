"""Everything that a catalog holds, as a study."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from kb.exchange.archive.schema import Table, schema
from kb.exchange.archive.study import Row, Study, in_order


def study_of(session: Session) -> Study:
    """Return every row of a catalog."""
    return in_order({name: _rows(session, table) for name, table in schema().items()})


def _rows(session: Session, table: Table) -> list[Row]:
    columns: Any = SQLModel.metadata.tables[table.name].c
    names = tuple(each.name for each in table.fields)
    found = session.connection().execute(select(*(columns[each.column] for each in table.fields)))
    return [dict(zip(names, values, strict=True)) for values in found]
