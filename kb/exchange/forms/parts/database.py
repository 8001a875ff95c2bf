"""Databases of other programs (SQLite), read as a copy in memory; nothing that stands in them is run.

They are written in memory, too: the same rows give the same bytes.

Only plain tables are read, each whole. Views, triggers, virtual tables and functions in the schema are
refused by an authorizer, so that a file can say what it has, and do nothing.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from time import monotonic
from typing import Any

from kb.exchange.errors import ExchangeError

MAGIC = b"SQLite format 3\0"
LARGEST = 2_000_000_000
"""Bytes of a database that is read."""
_LARGEST_VALUE = 500_000_000
_STEPS = 10_000
_LONGEST = 300.0
"""Seconds that reading may take; a file that needs more is made to keep us busy."""
_HEADER = 100
_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\b", re.IGNORECASE)

Row = dict[str, Any]


class Database:
    """The tables of a foreign database; ``name`` is the file that messages speak of."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open a copy of a database.

        Raises:
            ExchangeError: it is no database, damaged, cut off or too large.
        """
        self._name, self._until = name, monotonic() + _LONGEST
        if len(data) > LARGEST:
            raise ExchangeError(f"{name!r} is refused: it has more than {LARGEST:,} bytes")
        if not data.startswith(MAGIC) or len(data) < _HEADER:
            raise ExchangeError(f"cannot read {name!r}: it is not an SQLite database")
        _refuse_cut(data, name)
        # A database with a write-ahead log comes without it: the two bytes that ask for it are reset.
        whole = data if data[18:20] == b"\x01\x01" else data[:18] + b"\x01\x01" + data[20:]
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        with self._plain_errors():
            self._connection.deserialize(whole)
            self._secure()
            self.tables = self._plain_tables()
            self._check()
            self._connection.set_authorizer(_permit)

    def _secure(self) -> None:
        connection = self._connection
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_progress_handler(self._too_long, _STEPS)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "ignore_check_constraints = ON"):
            connection.execute(f"PRAGMA {pragma}")

    def _plain_tables(self) -> frozenset[str]:
        """The names of tables whose columns hold values; one that computes them is refused."""
        found = self._connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        plain = [str(name) for name, sql in found if not _VIRTUAL.match(str(sql))]
        for name in plain:
            columns = self._connection.execute(f"PRAGMA table_xinfo({_quoted(name)})").fetchall()
            if any(column[-1] for column in columns):
                raise ExchangeError(f"{self._name!r} is refused: its table {name!r} computes columns")
        return frozenset(plain)

    def _check(self) -> None:
        (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(str(found))

    def _too_long(self) -> bool:
        return monotonic() > self._until

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, in their order; none where there is no such table.

        Raises:
            ExchangeError: the table is damaged, or is more than a plain table.
        """
        if table not in self.tables:
            return
        with self._plain_errors():
            cursor = self._connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608  no value is in it
            names = [str(each[0]) for each in cursor.description]
            for values in cursor:
                yield dict(zip(names, values, strict=True))

    def need(self, *tables: str) -> None:
        """Refuse a database that has not these tables.

        Raises:
            ExchangeError: one is missing.
        """
        if missing := [each for each in tables if each not in self.tables]:
            raise ExchangeError(f"cannot read {self._name!r}: it has no table {missing[0]}")

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            reason = "it does more than hold tables" if _is_refusal(error) else "the database is damaged"
            raise ExchangeError(f"cannot read {self._name!r}: {reason} ({_short(error)})") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def words(row: Row, name: str) -> str:
    """Return what a column says, as text; empty where it says nothing."""
    value = row.get(name)
    if value is None:
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def number(row: Row, name: str) -> int | None:
    """Return the whole number in a column; None where there is none."""
    value = row.get(name)
    try:
        return None if value is None or isinstance(value, bytes) else int(float(value))
    except (ValueError, OverflowError):
        return None


def as_database(schema: Iterable[str], rows: Mapping[str, Sequence[Row]]) -> bytes:
    """Return a database of a schema with these rows; all rows of a table have the same columns."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for statement in schema:
            connection.execute(statement)
        for table, some in rows.items():
            if not some:
                continue
            columns, values = ", ".join(map(_quoted, some[0])), ", ".join("?" * len(some[0]))
            statement = f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({values})"  # noqa: S608  names only
            connection.executemany(statement, [tuple(each.values()) for each in some])
        connection.execute("COMMIT")
        return connection.serialize()


def _permit(
    action: int, table: str | None, _column: str | None, _database: str | None, by: str | None
) -> int:
    """Allow reading tables; whatever a view, a trigger or a function asks for is denied."""
    if by is None and action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ):
        is_plain = action == sqlite3.SQLITE_SELECT or not (table or "").startswith("pragma_")
        return sqlite3.SQLITE_OK if is_plain else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY


def _refuse_cut(data: bytes, name: str) -> None:
    """A file that is shorter than it says was cut off on its way."""
    size = int.from_bytes(data[16:18], "big")
    pages = int.from_bytes(data[28:32], "big")
    is_counted = data[24:28] == data[92:96]  # else the number of pages is not kept
    if is_counted and pages * (65_536 if size == 1 else size) > len(data):
        raise ExchangeError(f"cannot read {name!r}: the database is cut off; copy the file again")


def _is_refusal(error: sqlite3.Error) -> bool:
    said = str(error)
    return "not authorized" in said or "prohibited" in said or "interrupted" in said


def _short(error: sqlite3.Error) -> str:
    return " ".join(str(error).split())[:100]
