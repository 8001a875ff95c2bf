"""A catalog that is open for reading, its rows as data frames, and the filters of its methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypedDict

import pandas as pd  # type: ignore[import-untyped]
from sqlmodel import Session

from kb.db.blindness import reading_for
from kb.db.engine import open_for_reading
from kb.queries.filtering.filters import PassRole


class FilterOptions(TypedDict, total=False):
    """The filters of the methods, as in :class:`~kb.queries.filtering.filters.Filters`; all must match."""

    code: str | None
    issue: str | None
    fix: str | None
    stage: str | None
    aspect: str | None
    document: str | None
    coder: str | None
    pass_role: PassRole | None
    speaker_role: str | None
    text: str | None
    attribute: str | None
    spill: bool


class OpenCatalog:
    """A catalog that is open for reading; what machines coded is not in its answers."""

    def __init__(self, database: str | Path | None = None) -> None:
        self._engine = open_for_reading(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._engine.url.render_as_string()}>"

    def close(self) -> None:
        """Close the connection to the database."""
        self._engine.dispose()

    @contextmanager
    def _session(self, *, machines: bool = False) -> Iterator[Session]:
        with reading_for(self._engine, machines=machines) as session:
            yield session

    def _frame(
        self, kind: type[Any], query: Callable[[Session], Iterable[Any]], *, machines: bool = False
    ) -> pd.DataFrame:
        """Return rows as a frame with a column for every field, also if there are no rows; times in UTC."""
        names = [field.name for field in fields(kind)]
        with self._session(machines=machines) as session:
            frame = pd.DataFrame(
                [[getattr(row, name) for name in names] for row in query(session)], columns=names
            )
        for name in {"created", "taxonomy_applied"} & set(names):
            frame[name] = pd.to_datetime(frame[name], utc=True)
        return frame
