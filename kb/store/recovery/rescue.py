"""Save what is readable of a damaged catalog into a new one, and say what is missing.

Rows are read table by table in the order of their ids; where a page cannot be read, the rows before and after
it are. What the audit trail knows of rows that could not be read is put back from there. Rows that refer to
something that is missing are left out, because nobody could say what they mean.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from kb.db import engine as db
from kb.db.audit import TABLES
from kb.db.failures import CatalogError, NotACatalogError
from kb.db.soundness import checksum, sealing
from kb.db.soundness.content import mark_rescued
from kb.db.tables.records import row_of, snapshot

_PROBES = 20_000
"""Single ids that are tried between the rows before and after a place that cannot be read."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RescuedTable:
    """What became of the rows of one table.

    ``saved`` are in the new catalog, ``from_history`` of them from the audit trail; ``missing`` is known to
    have been there and could not be read, or is saved without a list that could not; ``orphans`` were read
    and left out.
    """

    table: str
    saved: int
    from_history: int
    missing: int
    orphans: int


@dataclass(frozen=True, slots=True)
class Rescued:
    """What was saved, and the documents whose text has gaps."""

    tables: tuple[RescuedTable, ...]
    incomplete: tuple[str, ...]

    @property
    def is_incomplete(self) -> bool:
        """Whether anything is missing."""
        return bool(self.incomplete) or any(each.missing or each.orphans for each in self.tables)


def rescue(damaged: Path, new: Path) -> Rescued:
    """Save what is readable of a damaged catalog into a new one.

    Raises:
        CatalogError: there is no such file, the new one exists already, or nothing at all can be read.
    """
    if not damaged.is_file():
        raise CatalogError(f"there is no file {damaged}; give the path of the damaged catalog")
    if new.exists():
        raise CatalogError(f"{new} exists already; name a new file with --out")
    with tempfile.TemporaryDirectory(prefix="kb-rescue-") as folder:
        copy = Path(folder) / "damaged.db"
        shutil.copyfile(damaged, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{damaged}-wal", f"{copy}-wal")
        with closing(sqlite3.connect(copy)) as source:
            source.text_factory = _text
            known = _tables(source, damaged)
            db.open_for_writing(new).dispose()
            with closing(sqlite3.connect(new, isolation_level=None)) as target:
                target.execute("BEGIN")
                done = tuple(_copy_all(source, target, known))
                incomplete = tuple(_incomplete(target))
                if incomplete or any(each.missing or each.orphans for each in done):
                    mark_rescued(target)
                target.execute(f"PRAGMA user_version={checksum.new_number()}")
                target.execute("COMMIT")
    _chain_history(new)
    return Rescued(done, incomplete)


def _chain_history(new: Path) -> None:
    """Say in the history where entries of it are lost or damaged."""
    engine = db.open_for_writing(new)
    try:
        with Session(engine) as session, session.begin():
            sealing.accept(session, who="kb", what="rescue a damaged catalog")
            sealing.seal(session)
    finally:
        engine.dispose()  # the last one to close it notes its checksum


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


def _tables(source: sqlite3.Connection, damaged: Path) -> set[str]:
    """The tables that the damaged file still knows."""
    try:
        found = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise CatalogError(
            f"nothing can be read of {damaged} ({error}); restore a backup with `kb restore`"
        ) from error
    if "document" not in found and "coding" not in found:
        raise NotACatalogError(damaged)
    return found


def _copy_all(
    source: sqlite3.Connection, target: sqlite3.Connection, known: set[str]
) -> Iterator[RescuedTable]:
    names = [each.name for each in SQLModel.metadata.sorted_tables]
    missing: dict[str, int] = {}
    broken: list[tuple[str, tuple[str, ...], Row]] = []
    for name in names:
        missing[name] = _copy_table(source, target, name, broken) if name in known else 0
    back = dict.fromkeys(names, 0)
    for name, record in _rows_by_history(target):
        if name in back and _insert(target, name, tuple(record), tuple(record.values()), "OR IGNORE"):
            back[name] += 1
    for name, columns, row in broken:  # without the list that cannot be read, where the history has no row
        _insert(target, name, columns, row, "OR IGNORE")
    orphans = _drop_orphans(target)
    for name in names:
        (saved,) = target.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608  ours
        gone = max(missing[name] - back[name], 0)
        yield RescuedTable(name, saved, back[name], gone, orphans.get(name, 0))


def _copy_table(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    name: str,
    broken: list[tuple[str, tuple[str, ...], Row]],
) -> int:
    """Copy the readable rows of a table and return how many are known to be missing.

    ``broken`` gets those with a list or record that cannot be read, with an empty one.
    """
    there = {row[1] for row in source.execute(f'PRAGMA table_info("{name}")')}
    kinds = {
        row[1]: row[2] for row in target.execute(f'PRAGMA table_info("{name}")').fetchall() if row[1] in there
    }
    columns = tuple(kinds)
    lists = [at for at, kind in enumerate(kinds.values()) if kind == "JSON"]
    copied = 0
    for row in _rows(source, name, columns):
        whole = tuple(_readable(each) if at in lists else each for at, each in enumerate(row))
        if whole != row:
            broken.append((name, columns, whole))
            continue
        copied += _insert(target, name, columns, row, "OR IGNORE")
    return max(_expected(source, name) - copied, 0)


def _readable(value: object) -> object:
    """A list or a record as it stands in a column; an empty one where it is none any more."""
    try:
        json.loads(value if isinstance(value, str) else "null")
    except ValueError:
        return "{}" if str(value).startswith("{") else "[]"
    return value


def _insert(target: sqlite3.Connection, name: str, columns: tuple[str, ...], row: Row, conflict: str) -> bool:
    listed = ", ".join(f'"{each}"' for each in columns)
    marks = ", ".join("?" * len(row))
    statement = f'INSERT {conflict} INTO "{name}" ({listed}) VALUES ({marks})'  # noqa: S608  ours
    try:
        return target.execute(statement, row).rowcount > 0
    except sqlite3.Error:  # a value that nobody wrote, such as a number where a text belongs
        return False


def _expected(source: sqlite3.Connection, name: str) -> int:
    """How many rows a table had, as far as any of its indexes can still tell; 0 if none can."""
    try:
        found: int = source.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  ours
    except sqlite3.DatabaseError:
        return _largest_index(source, name)
    return found


def _largest_index(source: sqlite3.Connection, name: str) -> int:
    most = 0
    for _, index, *_rest in source.execute(f'PRAGMA index_list("{name}")').fetchall():
        with suppress(sqlite3.DatabaseError):
            query = f'SELECT count(*) FROM "{name}" INDEXED BY "{index}"'  # noqa: S608  ours
            most = max(most, source.execute(query).fetchone()[0])
    return most


def _rows(source: sqlite3.Connection, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """The readable rows: forward to the damaged place, backward to it, and what can be found between."""
    listed = ", ".join(f'"{each}"' for each in columns)
    select = f'SELECT rowid, {listed} FROM "{name}" NOT INDEXED'  # noqa: S608  ours
    first = last = None
    try:
        for row in source.execute(f"{select} ORDER BY rowid"):
            first = row[0]
            yield row[1:]
    except sqlite3.DatabaseError:
        pass
    else:
        return
    with suppress(sqlite3.DatabaseError):
        for row in source.execute(f"{select} ORDER BY rowid DESC"):
            if first is not None and row[0] <= first:
                return
            last = row[0]
            yield row[1:]
    begin = (first or 0) + 1
    end = begin + _PROBES if last is None else min(last, begin + _PROBES)
    for number in range(begin, end):
        with suppress(sqlite3.DatabaseError):
            for row in source.execute(f"{select} WHERE rowid = ?", (number,)):
                yield row[1:]


def _rows_by_history(target: sqlite3.Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows that the audit trail knows, each as its last change left it; deleted ones are not there.

    The trail moves along with each text that changes, so places in it are in the text of now. What has no
    place there (any more) is left out, and counts as missing.
    """
    last: dict[tuple[str, int], str | None] = {}
    query = "SELECT noun, row_id, after FROM change WHERE row_id IS NOT NULL ORDER BY id"
    for noun, row, after in target.execute(query):
        last[noun, row] = after
    lengths = dict(target.execute("SELECT id, length FROM document"))
    for (noun, row), after in last.items():
        with suppress(ValueError, TypeError):
            record = json.loads(after or "")
            if noun in TABLES and record.get("id") == row and _is_within(record, lengths):
                whole = snapshot(row_of(TABLES[noun], record))
                yield noun, {name: _plain(value) for name, value in whole.items()}


def _is_within(record: dict[str, Any], lengths: Mapping[int, int]) -> bool:
    """Whether the place that a row names, if it names one, is within the text of its document."""
    length = lengths.get(record.get("document_id") or 0)
    end = record.get("end")
    return length is None or end is None or end <= length


def _plain(value: object) -> object:
    """A value as the database holds it: lists as JSON, moments without the T of the trail."""
    if isinstance(value, list | dict):
        return json.dumps(value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value.replace("T", " ").removesuffix("+00:00")
    return value


def _drop_orphans(target: sqlite3.Connection) -> dict[str, int]:
    """Take away rows whose document, pass or code is missing, until every reference leads somewhere."""
    gone: dict[str, int] = {}
    while found := target.execute("PRAGMA foreign_key_check").fetchall():
        for name, row in {(name, row) for name, row, _, _ in found}:
            gone[name] = gone.get(name, 0) + 1
            target.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row,))  # noqa: S608  ours
    return gone


def _incomplete(target: sqlite3.Connection) -> Iterator[str]:
    """The documents whose text is not what it was."""
    for number, name, digest in target.execute("SELECT id, name, sha256 FROM document ORDER BY sort_key"):
        query = "SELECT text FROM paragraph WHERE document_id = ? ORDER BY position"
        text = "\n".join(words for (words,) in target.execute(query, (number,)))
        if sha256(text.encode()).hexdigest() != digest:
            yield str(name)
