"""How much evidence several issues or fixes have together: each interview, coder and coding once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import Session, select

from kb.db.tables import Fix, Issue
from kb.queries.counting import code_usage
from kb.queries.counting.counts import Counts
from kb.queries.filtering.filters import Filters


def counts_of_issues(session: Session, keys: Collection[str], filters: Filters | None = None) -> Counts:
    """Count the evidence for these issues (by key) together; ``filters`` choose the codings.

    ``issue``, ``stage`` and ``aspect`` of the filters are left out: the keys say which issues are meant.
    """
    ids = dict(session.exec(select(Issue.key, Issue.id)).all())
    return _union(session, {ids[key] for key in keys}, code_usage.codes_of_issues(session), filters)


def counts_of_fixes(session: Session, keys: Collection[str], filters: Filters | None = None) -> Counts:
    """Count the evidence for these fixes (by key) together, as :func:`counts_of_issues` does for issues."""
    ids = dict(session.exec(select(Fix.key, Fix.id)).all())
    return _union(session, {ids[key] for key in keys}, code_usage.codes_of_fixes(session), filters)


def _union(
    session: Session, ids: Collection[int | None], carriers: dict[int, set[int]], filters: Filters | None
) -> Counts:
    evidence = replace(filters or Filters(), issue=None, fix=None, stage=None, aspect=None)
    codes = {code for id_ in ids for code in carriers.get(id_ or 0, ())}
    return code_usage.union(code_usage.usage_by_code(session, evidence), codes).counts()
