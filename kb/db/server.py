"""A catalog on a PostgreSQL server, so that it is used as one in a file is.

One writes at a time, as in SQLite: two that both read first and then write could overwrite each other. Who
reads sees one state of the catalog.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError

from kb.db.failures import CatalogError
from kb.db.rights import enforce

EXAMPLE = "postgresql+psycopg://name@server/database"
_TURN = 0x6B62
"""The lock for who writes; any number does, if it is the same everywhere."""


def refuse_copies(connection: Connection, url: URL) -> None:
    """Refuse to write into a copy for reading (:mod:`kb.db.nodes`).

    Raises:
        CatalogError: it is one.
    """
    if connection.exec_driver_sql("SHOW default_transaction_read_only").scalar_one() == "on":
        raise CatalogError(
            f"{url.render_as_string()} is a copy for reading; work in the catalog that it was made of"
        )


def engine_for(url: URL, *, patience: float) -> Engine:
    """Return an engine for a database on a server; who writes waits so many seconds for others.

    Raises:
        CatalogError: what speaks to such a server is not installed.
    """
    try:
        engine = create_engine(
            url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": int(patience)}
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise CatalogError(
            f"no driver for {url.drivername} is installed ({error}). For PostgreSQL run "
            f"`pip install 'interview-kb[server]'` and write {EXAMPLE}; else write the path of a file"
        ) from error

    enforce.watch(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("kb_reads"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")

    return engine
