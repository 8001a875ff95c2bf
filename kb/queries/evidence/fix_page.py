"""One fix's whole page: what the catalog knows of it, the quotes apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session, select

from kb.db.tables import FixCode
from kb.queries import names
from kb.queries.counting.coded_passes import coded_totals
from kb.queries.counting.counts import Counts, count
from kb.queries.evidence.issues import CodeShare, code_shares
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class FixPage:
    """A fix, its evidence, and the codes that carry it.

    ``of_interviews`` and ``of_coders`` are what the counts are counted against, as of an issue.
    """

    fix: str
    title: str
    statement: str
    counts: Counts
    of_interviews: int
    of_coders: int
    codes: tuple[CodeShare, ...]


def fix(session: Session, name: str, filters: Filters | None = None) -> FixPage:
    """Return one fix's page, its evidence limited by the filters."""
    found = names.fix(session, name)
    given = conditions.conditions(session, replace(filters or Filters(), fix=found.key))
    coded = coded_totals(session, filters)
    return FixPage(
        found.key,
        found.title,
        found.statement,
        count(session, given),
        coded.interviews,
        coded.coders,
        code_shares(session, select(FixCode.code_id).where(FixCode.fix_id == found.id), given),
    )
