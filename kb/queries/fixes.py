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

    ``fix`` chooses one, ``issue``, ``stage`` and ``aspect`` choose them by the issues they mitigate; the
    other filters choose the evidence that is counted. Fixes without any are left out unless ``every`` is
    asked for.
    """
    filters = filters or Filters()
    about = replace(filters, fix=None, issue=None, stage=None, aspect=None)
    given = evidence.conditions(session, about)
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
    """The fixes that are asked for: this one, or those that mitigate certain issues; None means all."""
    chosen = None if filters.fix is None else {names.fix(session, filters.fix).id or 0}
    if about := evidence.chosen_issues(session, filters):
        query = select(FixIssue.fix_id).join(Issue, col(Issue.id) == FixIssue.issue_id).where(*about)
        mitigating = set(session.exec(query))
        chosen = mitigating if chosen is None else chosen & mitigating
    return chosen
