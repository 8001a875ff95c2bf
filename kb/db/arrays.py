"""Whole numbers of a whole catalog at once, as arrays: what the analyses count with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sqlalchemy import SelectBase, select
from sqlmodel import Session

from kb.db.rows import as_string


def columns(session: Session, query: SelectBase) -> npt.NDArray[np.int64]:
    """Return a query's columns, one a row of the array; each holds whole numbers, and no NULL.

    The database strings each column together: half the time of fetching rows.
    """
    columns = [as_string(column) for column in query.subquery().c]
    found = session.connection().execute(select(*columns)).one()
    return np.array([np.fromstring(text or "", dtype=np.int64, sep=",") for text in found])
