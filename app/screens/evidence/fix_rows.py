"""Fixes as a list shows them: with the titles of the issues that they answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from kb.queries.evidence import fixes
from kb.queries.evidence.evidence_totals import issue_titles
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class FixRow:
    """A fix in a list; ``against`` are the titles of the issues it mitigates, ``mitigates`` their keys."""

    key: str
    title: str
    against: tuple[str, ...]
    mitigates: tuple[str, ...]
    interviews: int
    codings: int
    coders: int


def fix_rows(session: Session, filters: Filters) -> list[FixRow]:
    """Return the fixes that the filters mean, those coded in most interviews first."""
    titles = issue_titles(session)
    return [
        FixRow(
            row.fix,
            row.title,
            tuple(titles[key] for key in row.mitigates),
            row.mitigates,
            row.interviews,
            row.codings,
            row.coders,
        )
        for row in fixes.fixes(session, filters)
    ]
