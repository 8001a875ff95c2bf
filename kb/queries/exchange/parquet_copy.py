"""A whole catalog as Parquet files, to be read by DuckDB and other programs: see docs/duckdb.md.

::

    codings.parquet …             each table of ``kb export``
    tables/document.parquet …     each table of the catalog, with its ids

What was, and is not any more, is no part of it unless asked for: the history, texts before they were
corrected, taxonomies of before and the files of imported projects may hold words that nobody is to see.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from kb import records
from kb.errors import KbError
from kb.exchange.archive.schema import Field, Table, schema
from kb.queries.exchange.table_files import parquet
from kb.queries.exchange.tables import TABLES
from kb.queries.filtering.filters import Filters

__all__ = ["FORMAT", "HEAD", "files_of"]

FORMAT, HEAD = "kb parquet copy", "parquet.json"
FORMER = frozenset({"change", "correction", "exchange_file", "exchange_item", "taxonomy_file"})
"""Tables with words that are not in the catalog any more, or never were."""
_ROWS = 50_000
"""Rows that are held at a time."""


def files_of(session: Session, *, former: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file; ``former`` includes what was before.

    Raises:
        KbError: the library for Parquet is not installed.
    """
    for name, table in TABLES.items():
        rows, columns = table.rows(session, Filters(spill=name == "codings"))
        yield f"{name}.parquet", parquet(columns, map(records.record, rows))
    for name, stored in schema().items():
        if former or name not in FORMER:
            yield f"tables/{name}.parquet", _stored(session, stored)


def _stored(session: Session, table: Table) -> bytes:
    """The rows of a table in the order of their keys, some at a time."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  slow to load
        from pyarrow import parquet as pq  # noqa: PLC0415
    except ImportError:
        raise KbError("Parquet needs pyarrow: pip install pyarrow") from None
    types = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), "moment": pa.timestamp("us", tz="UTC")}
    kind = pa.schema([(each.name, types.get(each.type, pa.string())) for each in table.fields])
    file = io.BytesIO()
    with pq.ParquetWriter(file, kind, compression="zstd") as writer:
        for some in _batches(session, table):
            columns = zip(table.fields, zip(*some, strict=True), strict=True)
            arrays = [
                pa.array(map(_value(field), values), kind.field(field.name).type) for field, values in columns
            ]
            writer.write_batch(pa.record_batch(arrays, schema=kind))
    return file.getvalue()


def _batches(session: Session, table: Table) -> Iterable[Any]:
    columns: Any = SQLModel.metadata.tables[table.name].c
    keys = {each.name: each.column for each in table.fields}
    query = select(*(columns[each.column] for each in table.fields)).order_by(
        *(columns[keys[name]] for name in table.key)
    )
    return session.connection().execution_options(yield_per=_ROWS).execute(query).partitions()


def _value(field: Field) -> Callable[[Any], Any]:
    """Lists and what else a column holds as JSON become its text."""
    if field.type != "json":
        return lambda value: value
    return lambda value: None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
