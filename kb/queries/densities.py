"""Where in the interviews is coded? The catalog's side of :mod:`kb.density`."""

from __future__ import annotations

from sqlmodel import Session

from kb.density import PARTS, Density
from kb.density import density as measure
from kb.queries import interviews
from kb.queries.evidence import Filters
from kb.queries.marks import marks


def density(session: Session, filters: Filters | None = None, *, parts: int = PARTS) -> Density:
    """Return codings and coded characters in so many equal parts of every interview that was coded.

    Raises:
        KbError: there are to be no parts, or a filter names something that the catalog does not hold.
    """
    filters = filters or Filters()
    found = marks(session, filters)
    return measure(found, interviews.coded(session, found, filters), parts=parts)
