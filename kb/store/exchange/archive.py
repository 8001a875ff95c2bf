"""Store the archive of a catalog in an empty one: every row as it was, its id and its history with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from kb.db import engine as db
from kb.db.rows import go_on_after, insert_into
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.schema import Table, schema
from kb.exchange.archive.study import Row, Study


def store_study(engine: Engine, study: Study) -> None:
    """Store a study in an empty catalog, all of it or nothing.

    Raises:
        ArchiveError: the catalog is not empty, or refuses a row.
    """
    with db.transaction(engine) as session:
        if not is_empty(session):
            raise ArchiveError("the catalog is not empty; name a new one with --database")
        try:
            for name, table in schema().items():
                _insert(session, table, study.rows(name))
        except IntegrityError as error:
            raise ArchiveError(f"the catalog refuses what the archive holds: {error.orig}") from error
        go_on_after(session.connection(), _highest_ids(study))


def is_empty(session: Session) -> bool:
    """Whether no table of a catalog has a row."""
    every = (SQLModel.metadata.tables[name] for name in schema())
    return all(
        session.connection().execute(select(1).select_from(each).limit(1)).first() is None for each in every
    )


def restore(database: str | Path | None, study: Study) -> None:
    """Store a study in a catalog that is made if there is none; raises as :func:`store_study`."""
    engine = db.open_for_writing(database)
    try:
        store_study(engine, study)
    finally:
        engine.dispose()


def _insert(session: Session, table: Table, rows: list[Row]) -> None:
    """Insert rows; what refers to rows of the same table is set when all of them are there."""
    within = [each.column for each in table.fields if each.reference == table.name]
    columns = {each.name: each.column for each in table.fields}
    target = SQLModel.metadata.tables[table.name]
    connection = session.connection()
    later: list[tuple[int, dict[str, Any]]] = []

    def by_columns() -> Iterator[dict[str, Any]]:
        for row in rows:
            values = {columns[name]: value for name, value in row.items()}
            set_later = {name: values[name] for name in within if values[name] is not None}
            if set_later:
                later.append((values["id"], set_later))
                values.update(dict.fromkeys(set_later))
            yield values

    insert_into(connection, target, by_columns())
    for row_id, set_later in later:
        connection.execute(update(target).where(target.c.id == row_id).values(**set_later))


def _highest_ids(study: Study) -> dict[str, int]:
    """The highest id that each table has given out, as far as its rows and the history know."""
    highest = {
        name: max((row["id"] for row in study.rows(name)), default=0) for name in schema() if _has_id(name)
    }
    for change in study.rows("change"):
        if change["noun"] in highest and change["row_id"] is not None:
            highest[change["noun"]] = max(highest[change["noun"]], change["row_id"])
    return {name: number for name, number in highest.items() if number and _is_numbered(name)}


def _has_id(table: str) -> bool:
    return schema()[table].key == ("id",)


def _is_numbered(table: str) -> bool:
    """Whether a table's ids are never given again."""
    return bool(SQLModel.metadata.tables[table].dialect_options["sqlite"].get("autoincrement"))
