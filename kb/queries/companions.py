"""Which issues occur with which: coded in the same paragraph by the same coder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from kb.queries import evidence, names, uses
from kb.queries.evidence import Filters
from kb.queries.rows import rows
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


def companions(session: Session, issue: str, filters: Filters | None = None) -> tuple[Companion, ...]:
    """Return the companions of an issue, those with the highest Jaccard first.

    A paragraph that two coders coded is two: each coder is compared with themselves only.

    Raises:
        UnknownNameError: there is no such issue.
    """
    asked = names.issue(session, issue)
    by_code = _paragraphs(session, filters or Filters())
    carried = uses.codes_of_issues(session)
    own = carried.get(asked.id or 0, set())
    here = _union(by_code, own)
    found = []
    for other in session.exec(select(Issue)):
        codes = carried.get(other.id or 0, set())
        if not here or own & codes:
            continue
        there = _union(by_code, codes)
        if both := len(here & there):
            jaccard = both / (len(here) + len(there) - both)
            found.append(Companion(other.key, other.title, both, jaccard))
    return tuple(sorted(found, key=lambda each: (-each.jaccard, -each.paragraphs, each.title)))


def _union(by_code: dict[int, set[int]], codes: Iterable[int]) -> set[int]:
    return set[int]().union(*(by_code.get(code, ()) for code in codes))


def _paragraphs(session: Session, filters: Filters) -> dict[int, set[int]]:
    """The paragraphs of each canonical code, each as one number for the pass and the position."""
    canonical = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    query = select(Coding.code_id, Coding.pass_id, Coding.first, Coding.last)
    places: dict[int, set[int]] = defaultdict(set)
    for code_id, pass_id, first, last in rows(session, query.where(*evidence.conditions(session, filters))):
        of_code = places[canonical[code_id] or code_id]
        begin = pass_id * _PLACES
        of_code.add(begin + first)
        if last > first:
            of_code.update(range(begin + first + 1, begin + last + 1))
    return dict(places)
