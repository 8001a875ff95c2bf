"""What people do about it: the fixes, what they mitigate, and how much evidence there is for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from kb.db.tables import Fix, FixIssue, Issue
from kb.queries import names
from kb.queries.counting import code_usage
from kb.queries.counting.code_usage import CodeUsage
from kb.queries.counting.counts import Counts
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class FixRow:
    """A fix, the issues it mitigates (their keys), and how much evidence there is for it."""

    fix: str
    title: str
    mitigates: tuple[str, ...]
    interviews: int
    coders: int
    codings: int
    statement: str = ""


def fixes(
    session: Session,
    filters: Filters | None = None,
    *,
    every: bool = False,
    used: dict[int, CodeUsage] | None = None,
) -> list[FixRow]:
    """Return the fixes, those heard in most interviews first.

    ``fix`` chooses one, ``issue``, ``stage`` and ``aspect`` choose them by the issues they mitigate; the
    other filters choose the evidence that is counted. Fixes without any are left out unless ``every`` is
    asked for. ``used`` is what those other filters mean, where it is known already.
    """
    filters = filters or Filters()
    if used is None:
        used = _used(session, replace(filters, fix=None, issue=None, stage=None, aspect=None))
    chosen = _chosen(session, filters)
    return [row for fix_id, row in _rows(session, used, every=every) if chosen is None or fix_id in chosen]


def fixes_against(session: Session, issue_id: int, filters: Filters | None = None) -> list[FixRow]:
    """Return every fix that mitigates an issue, also those nobody was heard to use."""
    about = replace(filters or Filters(), issue=None, fix=None, stage=None, aspect=None, code=None)
    mitigates = set(session.exec(select(FixIssue.fix_id).where(FixIssue.issue_id == issue_id)))
    used = _used(session, about, mitigates)
    return [row for fix_id, row in _rows(session, used, every=True) if fix_id in mitigates]


def _used(session: Session, about: Filters, of: Collection[int] | None = None) -> dict[int, CodeUsage]:
    """The use of the codes that carry some fixes, or any."""
    carried = code_usage.codes_of_fixes(session).items()
    codes = {code for fix_id, codes in carried for code in codes if of is None or fix_id in of}
    return code_usage.usage_by_code(session, about, only=codes)


def _rows(session: Session, used: dict[int, CodeUsage], *, every: bool) -> list[tuple[int, FixRow]]:
    carried = code_usage.codes_of_fixes(session).items()
    whole = {fix_id: code_usage.union(used, codes) for fix_id, codes in carried}
    counts = {fix_id: use.counts() for fix_id, use in whole.items() if use.codings}
    mitigates = _mitigates(session)
    rows = [
        (fix.id or 0, _row(fix, mitigates.get(fix.id or 0, []), counts)) for fix in session.exec(select(Fix))
    ]
    kept = [each for each in rows if every or each[0] in counts]
    return sorted(kept, key=lambda each: (-each[1].interviews, -each[1].codings, each[1].title))


def _row(fix: Fix, mitigates: list[str], counts: dict[int, Counts]) -> FixRow:
    counted = counts.get(fix.id or 0, Counts())
    return FixRow(
        fix.key,
        fix.title,
        tuple(mitigates),
        counted.interviews,
        counted.coders,
        counted.codings,
        fix.statement,
    )


def _mitigates(session: Session) -> dict[int, list[str]]:
    query = select(FixIssue.fix_id, Issue.key).join(Issue, col(Issue.id) == FixIssue.issue_id)
    against: dict[int, list[str]] = {}
    for fix_id, key in session.exec(query.order_by(col(Issue.position))):
        against.setdefault(fix_id, []).append(key)
    return against


def _chosen(session: Session, filters: Filters) -> set[int] | None:
    """The fixes that are asked for: this one, or those that mitigate certain issues; None means all."""
    chosen = None if filters.fix is None else {names.fix(session, filters.fix).id or 0}
    if about := conditions.chosen_issues(session, filters):
        query = select(FixIssue.fix_id).join(Issue, col(Issue.id) == FixIssue.issue_id).where(*about)
        mitigating = set(session.exec(query))
        chosen = mitigating if chosen is None else chosen & mitigating
    return chosen
