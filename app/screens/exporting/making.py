"""Make a file of the catalog, and say what is in it and what is left out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from app import data
from app.screens.exporting.choices import Choice
from app.ui import export
from app.viewer import viewer
from kb import records
from kb.exchange.archive.container import write_zip
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.writing import files_of
from kb.exchange.model import Problem
from kb.exchange.report import LossRow
from kb.queries.documents.pseudonymised import pseudonym_status
from kb.queries.exchange.tables import TABLES
from kb.queries.exchange.written import written
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants: the choice and its options; ``who`` looks, since not everybody is shown all.

    ``pseudonymised``: only if names were replaced in every text.
    """

    choice: Choice
    profile: str = "original"
    form: str = "csv"
    filters: Filters = Filters()  # noqa: RUF009  it is frozen
    who: str | None = None
    pseudonymised: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A file, of which state of the catalog it is, and what is in it and left out."""

    wanted: Wanted
    name: str
    content: bytes
    version: str
    at: datetime
    rows: int | None = None
    loss: Sequence[LossRow] = ()
    faults: Sequence[Problem] = ()


def make(wanted: Wanted) -> Made:
    """Create the file that somebody wants.

    Raises:
        KbError: the catalog cannot be read, or not be written in this form; or it has names in it that are
            not to leave it.
    """
    made = _make(wanted)
    if wanted.pseudonymised:  # asked last: a document that came meanwhile may be in the file
        data.query(pseudonym_status).require_whole()
    return made


def _make(wanted: Wanted) -> Made:
    choice, version = wanted.choice, data.version()
    name = f"{_plain_name(data.name())} {choice.name}" if choice.kind == "table" else _plain_name(data.name())
    suffix = choice.suffix or f".{wanted.form}"

    def of(content: bytes, **more: Any) -> Made:
        return Made(wanted, f"{name}{suffix}", content, version, datetime.now(UTC), **more)

    if choice.kind == "archive":
        return of(write_zip(files_of(data.query(study_of))))
    if choice.kind == "form":
        done = data.query(written, choice.name, name=data.name(), profile=wanted.profile)
        return of(done.content, loss=done.loss, faults=done.faults)
    content, rows = data.query(_table, choice.name, wanted.form, wanted.filters)
    return of(content, rows=rows)


def _table(session: Session, name: str, form: str, filters: Filters) -> tuple[bytes, int]:
    found, header = TABLES[name].rows(session, filters)
    counted = _Counted(header, found)
    return _WRITERS[form](header, counted), counted.number


class _Counted:
    """Rows as mappings, counted as they go by."""

    def __init__(self, header: Sequence[str], rows: Iterable[Any]) -> None:
        self._header, self._rows, self.number = header, rows, 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self._rows:
            self.number += 1
            values = records.record(row)
            yield {name: values[name] for name in self._header}


def _json_lines(_header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    file = io.StringIO()
    records.write_json_lines(rows, file)
    return file.getvalue().encode()


_WRITERS: Mapping[str, Callable[[Sequence[str], Iterable[Mapping[str, Any]]], bytes]] = {
    "csv": export.csv,
    "xlsx": export.xlsx,
    "md": export.markdown,
    "jsonl": _json_lines,
}


def is_current(made: Made, wanted: Wanted) -> bool:
    """Whether a file is the one that is wanted now, by whoever looks now."""
    return made.wanted == wanted and made.wanted.who == viewer()


def _plain_name(name: str) -> str:
    """Return a name that a file can have on any system."""
    plain = "".join(" " if each in '<>:"/\\|?*' or each < " " else each for each in name)
    return " ".join(plain.split()).strip(". ")[:80] or "catalog"
