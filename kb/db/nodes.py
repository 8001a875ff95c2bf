"""A copy of a catalog for reading whose large tables are on several PostgreSQL servers, divided by document.

All paragraphs, codings and indexed words of a document are on one node, chosen by a hash of its number; the
rest is in the database that is asked. That one has partitioned tables of the old names whose partitions are
tables of the nodes (``postgres_fdw``), so everything that reads a catalog reads this one, too. Nothing can
refer to rows of other servers, and no transaction is one on all of them: so it is a copy, and nobody writes
into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from kb.db.failures import CatalogError, plain_database_errors

_TABLES = {
    "paragraph": "SELECT whole.* FROM whole_paragraph AS whole",
    "coding": "SELECT whole.* FROM whole_coding AS whole",
    "paragraph_words": (
        "SELECT whole.*, paragraph.document_id FROM whole_paragraph_words AS whole "
        "JOIN whole_paragraph AS paragraph ON paragraph.id = whole.paragraph_id"
    ),
}
"""The tables that are divided, and what they hold; the words of a paragraph have no document of their own."""
_BY = "document_id"
_SETTINGS = {
    "enable_partitionwise_aggregate": "on",
    "enable_partitionwise_join": "on",
    "default_transaction_read_only": "on",
}
_OPTIONS = {"async_capable": "true", "fetch_size": "10000", "batch_size": "500"}
"""All nodes work at the same time, and send many rows at once."""
_FEWEST = 2
_PATIENCE = 10
"""Seconds in which a node must answer."""


def require_nodes(target: URL, nodes: Sequence[URL]) -> None:
    """Refuse nodes over which nothing can be divided.

    Raises:
        CatalogError: they are no PostgreSQL servers, too few, one of them twice, or without a password.
    """
    if target.get_backend_name() != "postgresql" or any(
        each.get_backend_name() != "postgresql" for each in nodes
    ):
        raise CatalogError(
            "only a PostgreSQL database can be divided over nodes, which are PostgreSQL databases"
        )
    places = [(each.host, each.port or 5432, each.database) for each in (target, *nodes)]
    if len(nodes) < _FEWEST or len(set(places)) < len(places):
        raise CatalogError(
            "name at least two nodes, each another database than the catalog's and the others'"
        )
    for each in nodes:
        if not each.password or not each.username:
            raise CatalogError(
                f"the server itself asks {each.render_as_string()}: write name:password@ before its host, "
                "or set KB_NODE_PASSWORD"
            )


def require_empty(connection: Connection, nodes: Sequence[URL]) -> None:
    """Refuse what dividing would fail at, before all rows are copied.

    Raises:
        CatalogError: a node does not answer or has such tables, or the server may not ask others.
    """
    _let_ask_others(connection)
    for node in nodes:
        with plain_database_errors(node, None), _connected(node) as there:
            _refuse_tables(there, node)


def divide(connection: Connection, nodes: Sequence[URL], undo: ExitStack) -> None:
    """Divide the large tables of a catalog over nodes, in a transaction.

    ``undo`` takes away what was made on the nodes, once the transaction has ended, which holds
    on to it.

    Raises:
        CatalogError: a node does not answer, or has such tables by now.
    """
    columns = {name: _columns(connection, name) for name in _TABLES}
    indexes = _indexes(connection)
    for number, node in enumerate(nodes):
        _prepare(node, columns, indexes, undo)
        _introduce(connection, number, node)
    for name in _TABLES:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO whole_{name}"))
    for name, rows in _TABLES.items():
        _divide(connection, name, columns[name], rows, len(nodes))
    connection.execute(text(f"DROP TABLE {', '.join(f'whole_{name}' for name in _TABLES)} CASCADE"))
    database = connection.execute(text("SELECT quote_ident(current_database())")).scalar_one()
    for setting, value in _SETTINGS.items():
        connection.execute(text(f"ALTER DATABASE {database} SET {setting} = {value}"))


def _let_ask_others(connection: Connection) -> None:
    there = connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'postgres_fdw'")).first()
    may = connection.execute(
        text(
            "SELECT has_foreign_data_wrapper_privilege(oid, 'USAGE') FROM pg_foreign_data_wrapper "
            "WHERE fdwname = 'postgres_fdw'"
        )
    ).scalar()
    if not there or not may:
        who = connection.execute(text("SELECT quote_ident(current_user)")).scalar_one()
        raise CatalogError(
            "the server may not ask others yet; a superuser of it runs, in this database: CREATE EXTENSION "
            f"IF NOT EXISTS postgres_fdw; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO {who};"
        )


def _columns(connection: Connection, table: str) -> list[str]:
    """The columns of a table as they are declared; the words of a paragraph get their document."""
    rows = connection.execute(
        text(
            "SELECT quote_ident(attname) || ' ' || format_type(atttypid, atttypmod) "
            "|| CASE WHEN attcollation <> 0 AND collname <> 'default' "
            "THEN ' COLLATE ' || quote_ident(collname) ELSE '' END "
            "|| CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END "
            "FROM pg_attribute LEFT JOIN pg_collation ON pg_collation.oid = attcollation "
            "WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ),
        {"name": table},
    )
    found = [str(row[0]) for row in rows]
    return found if any(each.startswith(f"{_BY} ") for each in found) else [*found, f"{_BY} integer NOT NULL"]


def _indexes(connection: Connection) -> list[str]:
    """The statements that make the indexes of the large tables, keys included."""
    query = text(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(:names)"
    )
    rows = connection.execute(query, {"names": list(_TABLES)})
    return [str(row[0]).replace(" public.", " ") for row in rows]


def _prepare(node: URL, columns: dict[str, list[str]], indexes: Sequence[str], undo: ExitStack) -> None:
    """Make the tables of a node."""
    with plain_database_errors(node, None), _connected(node) as there:
        _refuse_tables(there, node)
        for name, told in columns.items():
            there.execute(text(f"CREATE TABLE {name} ({', '.join(told)})"))
        for each in indexes:
            there.execute(text(each))
    undo.callback(_empty, node)


def _refuse_tables(there: Connection, node: URL) -> None:
    query = text("SELECT tablename FROM pg_tables WHERE tablename = ANY(:names)")
    if taken := there.execute(query, {"names": list(_TABLES)}).scalar():
        raise CatalogError(f"{node.render_as_string()} has a table {taken} already; use empty databases")


def _introduce(connection: Connection, number: int, node: URL) -> None:
    """Have the server know a node, and with which name and password it asks it."""
    place = {"host": node.host or "localhost", "port": str(node.port or 5432), "dbname": node.database or ""}
    name = f"kb_node_{number}"
    _run(connection, f"CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS", place | _OPTIONS)
    whom = {"user": node.username or "", "password": node.password or ""}
    _run(connection, f"CREATE USER MAPPING FOR CURRENT_USER SERVER {name} OPTIONS", whom)


def _run(connection: Connection, begun: str, options: dict[str, Any]) -> None:
    """Run a statement that ends in options; none of them can be a parameter."""
    told = ", ".join(
        f"{name} {connection.execute(text('SELECT quote_literal(:said)'), {'said': str(said)}).scalar_one()}"
        for name, said in options.items()
    )
    connection.exec_driver_sql(f"{begun} ({told})".replace("%", "%%"))


def _divide(connection: Connection, name: str, columns: list[str], rows: str, many: int) -> None:
    connection.execute(text(f"CREATE TABLE {name} ({', '.join(columns)}) PARTITION BY HASH ({_BY})"))
    for number in range(many):
        connection.execute(
            text(
                f"CREATE FOREIGN TABLE {name}_{number} PARTITION OF {name} "
                f"FOR VALUES WITH (MODULUS {many}, REMAINDER {number}) "
                f"SERVER kb_node_{number} OPTIONS (table_name '{name}')"
            )
        )
    connection.execute(text(f"INSERT INTO {name} {rows}"))
    connection.execute(text(f"ANALYZE {name}"))


def _empty(node: URL) -> None:
    """Take away what was made on a node, as far as it answers."""
    with suppress(SQLAlchemyError), _connected(node) as there:
        there.execute(text(f"DROP TABLE IF EXISTS {', '.join(_TABLES)}"))


@contextmanager
def _connected(node: URL) -> Iterator[Connection]:
    engine = create_engine(node, connect_args={"connect_timeout": _PATIENCE}, hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
