"""What people do about it: the fixes, what they mitigate, and how much evidence there is for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from kb.queries import evidence, names
from kb.queries.evidence import COUNTED, Condition, Counts, Filters
from kb.tables import Code, Coding, CodingPass, Fix, FixCode, FixIssue, Issue


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


def fixes(session: Session, filters: Filters | None = None, *, every: bool = False) -> list[FixRow]:
    """Return the fixes, those heard in most interviews first.

    ``issue``, ``stage`` and ``aspect`` choose the fixes by the issues they mitigate, the other filters choose
    the evidence that is counted. Fixes without any are left out unless ``every`` is asked for.
    """
    filters = filters or Filters()
    given = evidence.conditions(session, replace(filters, issue=None, stage=None, aspect=None))
    chosen = _chosen(session, filters)
    return [row for fix_id, row in _rows(session, given, every=every) if chosen is None or fix_id in chosen]


def fixes_against(session: Session, issue_id: int, filters: Filters | None = None) -> list[FixRow]:
    """Return every fix that mitigates an issue, also those nobody was heard to use."""
    about = replace(filters or Filters(), issue=None, fix=None, stage=None, aspect=None, code=None)
    given = evidence.conditions(session, about)
    mitigates = set(session.exec(select(FixIssue.fix_id).where(FixIssue.issue_id == issue_id)))
    return [row for fix_id, row in _rows(session, given, every=True) if fix_id in mitigates]


def _rows(session: Session, given: list[Condition], *, every: bool) -> list[tuple[int, FixRow]]:
    query = (
        select(FixCode.fix_id, *COUNTED)
        .select_from(Coding)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(FixCode, col(FixCode.code_id) == Code.canonical_id)
        .where(*given)
        .group_by(col(FixCode.fix_id))
    )
    counts = {fix_id: Counts(*numbers) for fix_id, *numbers in session.exec(query)}
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
    """The fixes that mitigate an issue that is asked for, or None when no issue is."""
    if filters.issue is None and filters.stage is None and filters.aspect is None:
        return None
    from kb.queries.issues import issues  # noqa: PLC0415  issues ask for their fixes, too

    asked = {
        row.issue for row in issues(session, Filters(stage=filters.stage, aspect=filters.aspect), every=True)
    }
    if filters.issue is not None:
        asked &= {names.issue(session, filters.issue).key}
    query = select(FixIssue.fix_id).join(Issue, col(Issue.id) == FixIssue.issue_id)
    return set(session.exec(query.where(col(Issue.key).in_(asked))))
