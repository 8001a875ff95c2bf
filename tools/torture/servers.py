"""A PostgreSQL server for a run of the torture, where one is installed: the one that the tests start, too."""

from __future__ import annotations

import atexit
import hashlib
from contextlib import ExitStack
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, select
from sqlmodel import SQLModel

from tools.torture.catalogs import ROOT, UNLIKE

_HELPER = ROOT / "tests" / "helpers" / "catalogs" / "postgresql_server.py"


def why_not() -> str:
    """Return why there is no server, or nothing."""
    if util.find_spec("psycopg") is None:
        return "psycopg is not installed (pip install 'interview-kb[server]')"
    return "" if _helper().programs() else "PostgreSQL is not installed (Debian: apt install postgresql)"


@cache
def _helper() -> Any:
    spec = util.spec_from_file_location("postgresql_server", _HELPER)
    assert spec is not None  # noqa: S101  it is a file of ours
    assert spec.loader is not None  # noqa: S101
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def address() -> str:
    """Start a server when it is first needed; it ends with the run."""
    stack = ExitStack()
    url: str = stack.enter_context(_helper().running(_helper().programs()))
    atexit.register(stack.close)
    return url


def new_database() -> str:
    """Make an empty database, and return its address."""
    made: str = _helper().new_database(address())
    return made


def database_of(folder: Path) -> str:
    """Return the address of the database that belongs to a folder; it is made when it is first asked for."""
    note = folder / "database"
    if not note.exists():
        note.write_text(new_database(), "utf-8")
    return note.read_text("utf-8")


def state(url: str) -> str:
    """Return a few letters that stand for all that a catalog on a server says; without rows, ``nothing``."""
    engine = create_engine(url)
    said, rows = hashlib.sha256(), 0
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        for table in SQLModel.metadata.sorted_tables:
            if table.name in there:
                columns = [each for each in table.columns if each.name not in UNLIKE]
                for row in connection.execute(select(*columns).order_by(*table.primary_key.columns)):
                    said.update(repr((table.name, *row)).encode("utf-8", "surrogatepass"))
                    rows += 1
    engine.dispose()
    return said.hexdigest()[:16] if rows else "nothing"
