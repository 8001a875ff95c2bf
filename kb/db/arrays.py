"""Whole columns and many rows at once: for questions that read a whole catalog's numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Executable,
    SelectBase,
    String,
    cast,
    func,
    select,
)
from sqlmodel import Session


def rows(session: Session, query: Executable) -> list[tuple[Any, ...]]:
    """Return the rows of a query over whole numbers and text as plain tuples.

    They need no conversion, and SQLAlchemy's row objects take three times as long: 0.7 s instead of 0.2 s for
    300,000 codings. Moments, truth values and JSON would come as the database keeps them, so not for those.
    """
    return list(session.connection().execute(query).cursor.fetchall())


def strung(numbers: ColumnExpressionArgument[int]) -> ColumnElement[str]:
    """Return all numbers of a column, or of a group, as one string with commas; no NULL among them.

    One call for the driver instead of one a row, and other threads go on meanwhile.
    """
    return func.aggregate_strings(cast(numbers, String), ",")


def columns(session: Session, query: SelectBase) -> npt.NDArray[np.int64]:
    """Return a query's columns, one a row of the array; each holds whole numbers, and no NULL.

    The database strings each column together: half the time of fetching rows.
    """
    told = [strung(column) for column in query.subquery().c]
    found = session.connection().execute(select(*told)).one()
    return np.array([np.fromstring(text or "", dtype=np.int64, sep=",") for text in found])
