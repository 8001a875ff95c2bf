"""What anybody speaks of: how many issues and fixes are heard at all, and what everything is called."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Code, Coding, Fix, Issue
from kb.queries.counting import code_usage


@dataclass(frozen=True, slots=True)
class EvidenceTotals:
    """How many issues and fixes have at least one coding, in whatever pass."""

    issues: int
    fixes: int


def evidence_totals(session: Session) -> EvidenceTotals:
    """Return how many issues and fixes anybody speaks of."""
    used = select(Coding.code_id).where(Coding.extent != "spill").distinct()
    codes = set(session.exec(select(Code.canonical_id).where(col(Code.id).in_(used))))
    return EvidenceTotals(
        sum(bool(carried & codes) for carried in code_usage.codes_of_issues(session).values()),
        sum(bool(carried & codes) for carried in code_usage.codes_of_fixes(session).values()),
    )


def issue_titles(session: Session) -> dict[str, str]:
    """Return the title of every issue by its key, in the order of the taxonomy."""
    return dict(session.exec(select(Issue.key, Issue.title).order_by(col(Issue.position))).all())


def fix_titles(session: Session) -> dict[str, str]:
    """Return the title of every fix by its key, in the order of the taxonomy."""
    return dict(session.exec(select(Fix.key, Fix.title).order_by(col(Fix.position))).all())
