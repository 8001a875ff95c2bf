"""Which fix is named together with which issue: by the interviews that speak of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Fix, FixIssue, Issue
from kb.queries import names
from kb.queries.counting import code_usage
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class Pair:
    """A fix and an issue that it mitigates: the interviews that name both, and those that name either.

    ``key`` and ``title`` are those of the other side: of the fix on an issue's page, of the issue on a fix's.
    """

    key: str
    title: str
    both: int
    alone: int
    """Interviews that name the other side, with or without this one."""


@dataclass(frozen=True, slots=True)
class FixesOfIssues:
    """The pairs of one fix or issue, and the interviews that name it without any of its pairs."""

    pairs: tuple[Pair, ...]
    without: int


def fixes_of_issue(session: Session, issue: str, filters: Filters | None = None) -> FixesOfIssues:
    """Return the fixes that the taxonomy puts against an issue, those named together with it first."""
    found = names.issue(session, issue)
    linked = select(Fix).join(FixIssue, col(FixIssue.fix_id) == Fix.id).where(FixIssue.issue_id == found.id)
    own = code_usage.codes_of_issues(session).get(found.id or 0, set())
    return _remedies(session, filters, own, session.exec(linked).all(), code_usage.codes_of_fixes(session))


def issues_of_fix(session: Session, fix: str, filters: Filters | None = None) -> FixesOfIssues:
    """Return the issues that the taxonomy puts a fix against, those named together with it first."""
    found = names.fix(session, fix)
    linked = (
        select(Issue).join(FixIssue, col(FixIssue.issue_id) == Issue.id).where(FixIssue.fix_id == found.id)
    )
    own = code_usage.codes_of_fixes(session).get(found.id or 0, set())
    return _remedies(session, filters, own, session.exec(linked).all(), code_usage.codes_of_issues(session))


def _remedies(
    session: Session,
    filters: Filters | None,
    own: set[int],
    others: Sequence[Issue | Fix],
    carried: dict[int, set[int]],
) -> FixesOfIssues:
    theirs = {other.key: carried.get(other.id or 0, set()) for other in others}
    used = code_usage.usage_by_code(session, filters, only=own.union(*theirs.values()))
    documents = {key: code_usage.union(used, codes).documents for key, codes in theirs.items()}
    here = code_usage.union(used, own).documents
    pairs = [
        Pair(other.key, other.title, len(here & documents[other.key]), len(documents[other.key]))
        for other in others
    ]
    ordered = sorted(pairs, key=lambda pair: (-pair.both, -pair.alone, pair.title))
    return FixesOfIssues(tuple(ordered), len(here - set[int]().union(*documents.values())))
