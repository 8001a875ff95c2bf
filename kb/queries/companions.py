"""Which issues occur with which: coded in the same paragraph by the same coder."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, select

from kb.queries import evidence, uses
from kb.queries.evidence import Filters
from kb.tables import Code, Coding, Issue

_PLACES = 1 << 20
"""More than any document's paragraphs: one of a pass is a number, ``pass · _PLACES + position``."""


@dataclass(frozen=True, slots=True)
class Companion:
    """An issue that occurs with another.

    ``paragraphs`` is in how many paragraphs one coder saw both; ``jaccard`` is that share of the paragraphs
    in which one coder saw either. Issues that one code carries always occur together: those are left out.
    """

    issue: str
    title: str
    paragraphs: int
    jaccard: float


def companions(session: Session, filters: Filters | None = None) -> dict[str, tuple[Companion, ...]]:
    """Return the companions of every issue (by its key), those with the highest Jaccard first.

    A paragraph that two coders coded is two: each coder is compared with themselves only.
    """
    by_code = _paragraphs(session, filters or Filters())
    carried = uses.codes_of_issues(session)
    issues = {issue.id or 0: issue for issue in session.exec(select(Issue))}
    places = {
        issue_id: set[int]().union(*(by_code.get(code, ()) for code in carried.get(issue_id, ())))
        for issue_id in issues
    }
    found: dict[str, list[Companion]] = {issue.key: [] for issue in issues.values()}
    ordered = sorted(issue_id for issue_id, where in places.items() if where)
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if carried[one] & carried[other]:
                continue
            both = len(places[one] & places[other])
            if not both:
                continue
            jaccard = both / (len(places[one]) + len(places[other]) - both)
            found[issues[one].key].append(_companion(issues[other], both, jaccard))
            found[issues[other].key].append(_companion(issues[one], both, jaccard))
    return {
        key: tuple(sorted(some, key=lambda each: (-each.jaccard, -each.paragraphs, each.title)))
        for key, some in found.items()
    }


def _companion(issue: Issue, paragraphs: int, jaccard: float) -> Companion:
    return Companion(issue.key, issue.title, paragraphs, jaccard)


def _paragraphs(session: Session, filters: Filters) -> dict[int, set[int]]:
    """The paragraphs of each canonical code, each as one number for the pass and the position."""
    canonical = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    query = select(Coding.code_id, Coding.pass_id, Coding.first, Coding.last)
    places: dict[int, set[int]] = defaultdict(set)
    for code_id, pass_id, first, last in session.exec(query.where(*evidence.conditions(session, filters))):
        of_code = places[canonical[code_id] or code_id]
        begin = pass_id * _PLACES
        of_code.add(begin + first)
        if last > first:
            of_code.update(range(begin + first + 1, begin + last + 1))
    return dict(places)
