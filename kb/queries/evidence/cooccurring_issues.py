"""Which issues occur with which: coded in the same paragraph by the same coder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlmodel import Session, select

from kb.db.arrays import columns
from kb.db.tables import Code, Coding, Issue
from kb.queries import names
from kb.queries.counting import code_usage
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


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

    A paragraph that two coders coded is two: each coder is compared with themselves only. The numbers are
    those of :func:`kb.queries.analyses.cooccurrence.pairs`, in half the time, for a page that shows one
    issue's.

    Raises:
        UnknownNameError: there is no such issue.
    """
    asked = names.issue(session, issue)
    code, place = _places(session, filters or Filters())
    carried = code_usage.codes_of_issues(session)
    own = carried.get(asked.id or 0, set())
    here = _of(code, place, own)
    found = []
    for other in session.exec(select(Issue)):
        codes = carried.get(other.id or 0, set())
        if own & codes:
            continue
        there = _of(code, place, codes)
        if both := np.count_nonzero(here & there):
            jaccard = both / np.count_nonzero(here | there)
            found.append(Companion(other.key, other.title, int(both), float(jaccard)))
    return tuple(sorted(found, key=lambda each: (-each.jaccard, -each.paragraphs, each.title)))


def _of(code: Ints, place: Ints, codes: Iterable[int]) -> Truths:
    """Which places carry one of some codes."""
    wanted = np.zeros(max(code.max(initial=0), *codes, 0) + 1, dtype=np.bool_)
    wanted[list(codes)] = True
    found = np.zeros(place.max(initial=-1) + 1, dtype=np.bool_)
    found[place[wanted[code]]] = True
    return found


def _places(session: Session, filters: Filters) -> tuple[Ints, Ints]:
    """Each paragraph of each coding: its canonical code, and its place among the paragraphs of all passes."""
    query = select(Coding.code_id, Coding.pass_id, Coding.first_paragraph, Coding.last_paragraph)
    spelled, work, first, last = columns(session, query.where(*conditions.conditions(session, filters)))
    canonical = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    code = np.array([canonical.get(each, each) for each in range(spelled.max(initial=0) + 1)])[spelled]
    coded = np.zeros(work.max(initial=0) + 2, dtype=np.int64)  # each pass up to its last coded paragraph
    np.maximum.at(coded, work + 1, last + 1)
    place = np.cumsum(coded)[work] + first
    many = last - first + 1
    # A coding over three paragraphs is there three times: first, first + 1, first + 2.
    after = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(code, many), np.repeat(place, many) + after
