"""Where in the interviews is coded? The catalog's side of :mod:`kb.analysis.density`."""

from __future__ import annotations

from sqlmodel import Session

from kb.analysis.density import PARTS, Density
from kb.analysis.density import density as measure
from kb.queries.analyses import interviews
from kb.queries.analyses.coding_table import coding_table
from kb.queries.filtering.filters import Filters


def density(session: Session, filters: Filters | None = None, *, parts: int = PARTS) -> Density:
    """Return codings and coded characters in so many equal parts of every interview that was coded.

    Raises:
        KbError: there are to be no parts, or a filter names something that the catalog does not hold.
    """
    filters = filters or Filters()
    found = coding_table(session, filters)
    return measure(found, interviews.coded(session, found, filters), parts=parts)
