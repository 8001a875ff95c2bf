"""What codes stand for: themselves, issues, fixes, stages, aspects or families.

A stage and an aspect stand behind the issues that arise in the one and hurt the other, as everywhere
(:mod:`kb.queries`). Families are those of :mod:`kb.queries.codebook.families`; a code that stands alone has
none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from sqlmodel import Session, col, select

from kb.analysis.groupings import Grouping
from kb.db.tables import Aspect, Code, Fix, FixCode, Issue, IssueCode, IssueStage, Stage
from kb.queries.codebook.families import families

LevelName = Literal["code", "issue", "fix", "stage", "aspect", "family"]

_Things = list[tuple[str, str]]
"""Names and titles, in the order of the catalog."""
_Pairs = Iterable[tuple[str, str]]
"""Codes, or issues, with what they stand for."""


def grouping(session: Session, name: LevelName, codes: Sequence[str]) -> Grouping:
    """Return a level over these codes (canonical names, as in :attr:`Marks.codes`)."""
    if name == "code":
        return _itself(name, codes, codes)
    if name == "family":
        of = families(session)
        things = [(family, family) for family in sorted(set(of.values()))]
        return _level(name, things, codes, of.items())
    canonical = _canonical(session)
    pairs = [(canonical[code], thing) for code, thing in _stood_for(session, name)]
    return _level(name, _ordered(session, name), codes, pairs)


def grouping_of_issues(session: Session, name: LevelName, issues: Sequence[str]) -> Grouping:
    """Return issue, stage or aspect over issues: the level's ``code`` are places in ``issues``."""
    if name == "issue":
        titles = dict(_ordered(session, name))
        return _itself(name, issues, [titles[each] for each in issues])
    return _level(name, _ordered(session, name), issues, session.exec(_OF_ISSUES[name]))


def _itself(name: str, things: Sequence[str], titles: Sequence[str]) -> Grouping:
    every = np.arange(len(things), dtype=np.int64)
    return Grouping(name, tuple(things), tuple(titles), every, every)


def _level(name: str, things: _Things, codes: Sequence[str], pairs: _Pairs) -> Grouping:
    code_at = {each: place for place, each in enumerate(codes)}
    thing_at = {each: place for place, (each, _) in enumerate(things)}
    places = sorted({(code_at[code], thing_at[thing]) for code, thing in pairs})
    columns = np.array(places, dtype=np.int64).reshape(-1, 2)
    keys, titles = tuple(key for key, _ in things), tuple(title for _, title in things)
    return Grouping(name, keys, titles, columns[:, 0], columns[:, 1])


def _canonical(session: Session) -> dict[str, str]:
    """The canonical name of every spelling."""
    rows = session.exec(select(Code.id, Code.name, Code.canonical_id)).all()
    names = {id_: name for id_, name, _ in rows}
    return {name: names[canonical or id_] for id_, name, canonical in rows}


def _stood_for(session: Session, name: LevelName) -> _Pairs:
    """Codes by any spelling with what they stand for: themselves, or through the issues they carry."""
    if name in _OF_CODES:
        return list(session.exec(_OF_CODES[name]))
    behind: dict[str, list[str]] = defaultdict(list)
    for issue, thing in session.exec(_OF_ISSUES[name]):
        behind[issue].append(thing)
    return [(code, thing) for code, issue in session.exec(_OF_CODES["issue"]) for thing in behind[issue]]


def _ordered(session: Session, name: LevelName) -> _Things:
    table = _TABLES[name]
    return list(session.exec(select(table.key, table.title).order_by(table.position)).all())


_TABLES: dict[str, Any] = {"issue": Issue, "fix": Fix, "stage": Stage, "aspect": Aspect}

_OF_CODES: dict[str, Any] = {
    "issue": select(Code.name, Issue.key)
    .join(IssueCode, col(IssueCode.code_id) == Code.id)
    .join(Issue, col(Issue.id) == IssueCode.issue_id),
    "fix": select(Code.name, Fix.key)
    .join(FixCode, col(FixCode.code_id) == Code.id)
    .join(Fix, col(Fix.id) == FixCode.fix_id),
}
_OF_ISSUES: dict[str, Any] = {
    "stage": select(Issue.key, Stage.key)
    .join(IssueStage, col(IssueStage.issue_id) == Issue.id)
    .join(Stage, col(Stage.id) == IssueStage.stage_id),
    "aspect": select(Issue.key, Aspect.key).join(Aspect, col(Aspect.id) == Issue.aspect_id),
}
