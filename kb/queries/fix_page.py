"""One fix's whole page: what the catalog knows of it, the quotes apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session, col, func, select

from kb.queries import evidence, names
from kb.queries.evidence import Counts, Filters
from kb.queries.issues import CodeShare, code_shares
from kb.tables import Coding, FixCode


@dataclass(frozen=True, slots=True)
class FixPage:
    """A fix, its evidence, and the codes that carry it; ``of_interviews`` are the documents coded at all."""

    fix: str
    title: str
    statement: str
    counts: Counts
    of_interviews: int
    codes: tuple[CodeShare, ...]


def fix(session: Session, name: str, filters: Filters | None = None) -> FixPage:
    """Return one fix's page, its evidence limited by the filters."""
    found = names.fix(session, name)
    given = evidence.conditions(session, replace(filters or Filters(), fix=found.key))
    return FixPage(
        found.key,
        found.title,
        found.statement,
        evidence.count(session, given),
        session.exec(select(func.count(col(Coding.document_id).distinct()))).one(),
        code_shares(session, select(FixCode.code_id).where(FixCode.fix_id == found.id), given),
    )
