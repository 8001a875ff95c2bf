"""How often is each thing spoken of? The catalog's side of :mod:`kb.analysis.frequencies`."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from kb.analysis.frequencies import CodedDocuments, Frequencies
from kb.analysis.frequencies import frequencies as count
from kb.queries.analyses import interviews
from kb.queries.analyses.coding_table import coding_table
from kb.queries.analyses.groupings import LevelName, grouping
from kb.queries.filtering.filters import Filters, PassRole


def frequencies(
    session: Session, filters: Filters | None = None, *, of: LevelName = "issue", every: bool = False
) -> Frequencies:
    """Return the things of a level, those of most interviews first, with codings, interviews and coders.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    filters = filters or Filters()
    found = coding_table(session, filters)

    def coded(*, by: PassRole | None) -> int:
        if filters.pass_role not in (None, by) and by is not None:
            return 0
        return len(interviews.coded(session, found, replace(filters, pass_role=by or filters.pass_role)))

    of_whom = CodedDocuments(coded(by=None), coded(by="coder"), coded(by="moderator"))
    return count(found, grouping(session, of, found.codes), of_whom, every=every)
