"""Many rows at once, as the driver gives them: for questions that read a whole catalog's numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Executable, String, cast, func
from sqlmodel import Session


def rows(session: Session, query: Executable) -> list[tuple[Any, ...]]:
    """Return the rows of a query over whole numbers and text as plain tuples.

    They need no conversion, and SQLAlchemy's row objects take three times as long: 0.7 s instead of 0.2 s for
    300,000 codings. Moments, truth values and JSON would come as the database keeps them, so not for those.
    """
    return list(session.connection().execute(query).cursor.fetchall())


def as_string(numbers: ColumnExpressionArgument[int]) -> ColumnElement[str]:
    """Return all numbers of a column, or of a group, as one string with commas; no NULL among them.

    One call for the driver instead of one a row, and other threads go on meanwhile.
    """
    return func.aggregate_strings(cast(numbers, String), ",")
