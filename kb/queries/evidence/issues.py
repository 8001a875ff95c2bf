"""What goes wrong: the quality issues, how loud they are, and one issue's whole page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from kb.db.tables import Aspect, Code, Coding, CodingPass, Issue, IssueCode, IssueStage, Stage
from kb.queries import names
from kb.queries.counting import code_usage
from kb.queries.counting.code_usage import CodeUsage
from kb.queries.counting.coded_passes import coded_totals
from kb.queries.counting.counts import COUNTED, Counts, count
from kb.queries.evidence.fixes import FixRow, fixes_against
from kb.queries.filtering import conditions
from kb.queries.filtering.conditions import Condition
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue and how much evidence there is for it."""

    issue: str
    title: str
    aspect: str | None
    stages: tuple[str, ...]
    interviews: int
    coders: int
    codings: int
    study: str | None = None


@dataclass(frozen=True, slots=True)
class CodeShare:
    """One code that carries an issue or a fix, and what it brings to the evidence."""

    code: str
    interviews: int
    codings: int


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Everything the catalog knows of one issue, the quotes apart.

    ``of_interviews`` and ``of_coders`` are what the counts are counted against: those of the passes that
    are asked for. An empty pass is missing data and says nothing about the issue. ``same_evidence`` are keys
    and titles of issues with exactly the same codes: no number and no quote tells them apart.
    """

    issue: str
    title: str
    statement: str
    aspect: str | None
    stages: tuple[str, ...]
    study: str | None
    counts: Counts
    of_interviews: int
    of_coders: int
    codes: tuple[CodeShare, ...]
    fixes: tuple[FixRow, ...]
    same_evidence: tuple[tuple[str, str], ...] = ()


def issues(
    session: Session,
    filters: Filters | None = None,
    *,
    every: bool = False,
    used: dict[int, CodeUsage] | None = None,
) -> list[IssueRow]:
    """Return the issues, those heard in most interviews first.

    ``issue``, ``stage`` and ``aspect`` choose the issues, the other filters the evidence that is counted.
    Issues without any are left out unless ``every`` is asked for. ``used`` is what those other filters mean
    (:func:`kb.queries.counting.code_usage.usage_by_code`), where it is known already.
    """
    filters = filters or Filters()
    if used is None:
        used = code_usage.usage_by_code(session, replace(filters, issue=None, stage=None, aspect=None))
    carried = code_usage.codes_of_issues(session).items()
    whole = {issue_id: code_usage.union(used, codes) for issue_id, codes in carried}
    counts = {issue_id: use.counts() for issue_id, use in whole.items() if use.codings}
    stages = _stages(session)
    rows = [
        IssueRow(
            issue.key,
            issue.title,
            aspect.title if aspect else None,
            tuple(stages.get(issue.id or 0, ())),
            *_numbers(counts.get(issue.id or 0, Counts())),
            issue.study,
        )
        for issue, aspect in session.exec(_chosen(session, filters))
        if every or issue.id in counts
    ]
    return sorted(rows, key=lambda row: (-row.interviews, -row.codings, row.title))


def issue(session: Session, name: str, filters: Filters | None = None) -> IssuePage:
    """Return one issue's page, its evidence limited by the filters."""
    found = names.issue(session, name)
    given = conditions.conditions(session, replace(filters or Filters(), issue=found.key))
    aspect = session.get(Aspect, found.aspect_id) if found.aspect_id else None
    coded = coded_totals(session, filters)
    return IssuePage(
        found.key,
        found.title,
        found.statement,
        aspect.title if aspect else None,
        tuple(_stages(session).get(found.id or 0, ())),
        found.study,
        count(session, given),
        coded.interviews,
        coded.coders,
        code_shares(session, select(IssueCode.code_id).where(IssueCode.issue_id == found.id), given),
        tuple(fixes_against(session, found.id or 0, filters)),
        tuple((each.key, each.title) for each in _with_same_codes(session, found)),
    )


def _with_same_codes(session: Session, issue: Issue) -> list[Issue]:
    """Return the other issues whose codes are exactly those of an issue, in their order."""
    codes: dict[int, set[int]] = {}
    for issue_id, code_id in session.exec(select(IssueCode.issue_id, IssueCode.code_id)):
        codes.setdefault(issue_id, set()).add(code_id)
    mine = codes.get(issue.id or 0)  # an issue without codes has no evidence to share
    alike = {issue_id for issue_id, of in codes.items() if of == mine} - {issue.id}
    return list(session.exec(select(Issue).where(col(Issue.id).in_(alike)).order_by(col(Issue.position))))


def code_shares(
    session: Session, codes: SelectOfScalar[int], given: list[Condition]
) -> tuple[CodeShare, ...]:
    """Return what each of these codes brings to the evidence, the codes with most first."""
    query = (
        select(Code.canonical_id, *COUNTED)
        .select_from(Coding)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .where(*given)
        .group_by(col(Code.canonical_id))
    )
    counts = {code_id: Counts(*numbers) for code_id, *numbers in session.exec(query)}
    shares = [
        CodeShare(code.name, counted.interviews, counted.codings)
        for code in session.exec(select(Code).where(col(Code.id).in_(codes)))
        for counted in [counts.get(code.id, Counts())]
    ]
    return tuple(sorted(shares, key=lambda share: (-share.codings, share.code)))


def _chosen(session: Session, filters: Filters) -> Select[Issue, Aspect]:
    query = select(Issue, Aspect).outerjoin(Aspect, col(Aspect.id) == Issue.aspect_id)
    return query.where(*conditions.chosen_issues(session, filters))


def _stages(session: Session) -> dict[int, list[str]]:
    """The titles of the stages of each issue, in the order of the lifecycle."""
    query = select(IssueStage.issue_id, Stage.title).join(Stage, col(Stage.id) == IssueStage.stage_id)
    stages: dict[int, list[str]] = {}
    for issue_id, title in session.exec(query.order_by(col(Stage.position))):
        stages.setdefault(issue_id, []).append(title)
    return stages


def _numbers(counts: Counts) -> tuple[int, int, int]:
    return counts.interviews, counts.coders, counts.codings
