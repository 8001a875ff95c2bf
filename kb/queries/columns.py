"""Whole numbers of a whole catalog at once, as arrays: what the analyses count with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sqlalchemy import SelectBase, String, cast, func, select
from sqlmodel import Session


def columns(session: Session, query: SelectBase) -> npt.NDArray[np.int64]:
    """Return a query's columns, one a row of the array; each holds whole numbers, and no NULL.

    The database strings each column together, which is one call instead of one a row: half the time, and
    other threads go on meanwhile.
    """
    told = [func.aggregate_strings(cast(column, String), ",") for column in query.subquery().c]
    found = session.connection().execute(select(*told)).one()
    return np.array([np.fromstring(text or "", dtype=np.int64, sep=",") for text in found])
