"""Issues as lists show them: with the number of fixes against each that are coded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from sqlmodel import Session

from kb.queries.counting import code_usage
from kb.queries.counting.code_usage import CodeUsage
from kb.queries.evidence import fixes, issues, stage_aspect
from kb.queries.evidence.stage_aspect import StageAspectTable
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue in a list, with the number of fixes against it that are coded."""

    key: str
    title: str
    stages: tuple[str, ...]
    aspect: str | None
    interviews: int
    codings: int
    coders: int
    fixes: int
    study: str | None


def stage_aspect_and_issues(session: Session, filters: Filters) -> tuple[StageAspectTable, list[IssueRow]]:
    """Return stage by aspect and the issues; the codings are gone through once for both."""
    used = code_usage.usage_by_code(session, filters)
    return stage_aspect.stage_aspect_table(session, filters, used=used), _rows(
        session, filters, used, every=False
    )


def issue_rows(session: Session, filters: Filters, *, every: bool = False) -> list[IssueRow]:
    """Return the issues that the filters mean, those coded in most interviews first."""
    evidence = replace(filters, issue=None, stage=None, aspect=None)
    return _rows(session, filters, code_usage.usage_by_code(session, evidence), every=every)


def _rows(session: Session, filters: Filters, used: dict[int, CodeUsage], *, every: bool) -> list[IssueRow]:
    limits = replace(filters, issue=None, stage=None, aspect=None)
    against = Counter(key for fix in fixes.fixes(session, limits, used=used) for key in fix.mitigates)
    return [
        IssueRow(
            row.issue,
            row.title,
            row.stages,
            row.aspect,
            row.interviews,
            row.codings,
            row.coders,
            against[row.issue],
            row.study,
        )
        for row in issues.issues(session, filters, every=every, used=used)
    ]
