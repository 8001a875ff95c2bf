"""What codes stand for: themselves, issues, fixes, stages, aspects or families.

A stage and an aspect stand behind the issues that arise in the one and hurt the other, as everywhere
(:mod:`kb.queries`). Families are those of :mod:`kb.queries.families`; a code that stands alone has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sqlmodel import Session, col, select

from kb.queries.families import families
from kb.queries.marks import Ints
from kb.tables import Aspect, Code, Fix, FixCode, Issue, IssueCode, IssueStage, Stage

LevelName = Literal["code", "issue", "fix", "stage", "aspect", "family"]

_Things = list[tuple[str, str]]
"""Names and titles, in the order of the catalog."""
_Pairs = Iterable[tuple[str, str]]
"""Codes, by any spelling, with the names of what they stand for."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The things of one level, also those that no code stands for, and which codes stand for which.

    The code at place ``code[k]`` of :attr:`kb.queries.marks.Marks.codes` stands for ``things[thing[k]]``. A
    code may stand for several things or for none, and no pair is there twice.
    """

    name: str
    things: tuple[str, ...]
    titles: tuple[str, ...]
    code: Ints
    thing: Ints


def level(session: Session, name: LevelName, codes: Sequence[str]) -> Level:
    """Return a level over these codes (canonical names, as :func:`kb.queries.marks.marks` gives them)."""
    if name == "code":
        every = np.arange(len(codes), dtype=np.int64)
        return Level(name, tuple(codes), tuple(codes), every, every)
    things, pairs = _LEVELS[name](session)
    code_at = {each: place for place, each in enumerate(codes)}
    thing_at = {each: place for place, (each, _) in enumerate(things)}
    canonical = _canonical(session)
    places = sorted({(code_at[canonical[code]], thing_at[thing]) for code, thing in pairs})
    return _level(name, things, places)


def of_issues(session: Session, name: LevelName, issues: Sequence[str]) -> Level:
    """Return issue, stage or aspect over issues: the level's ``code`` are places in ``issues``."""
    if name == "issue":
        every = np.arange(len(issues), dtype=np.int64)
        titles = dict(_ordered(session, Issue))
        return Level(name, tuple(issues), tuple(titles[each] for each in issues), every, every)
    table, query = (Stage, _STAGES_OF_ISSUES) if name == "stage" else (Aspect, _ASPECTS_OF_ISSUES)
    things = _ordered(session, table)
    issue_at = {each: place for place, each in enumerate(issues)}
    thing_at = {each: place for place, (each, _) in enumerate(things)}
    places = sorted((issue_at[issue], thing_at[thing]) for issue, thing in session.exec(query))
    return _level(name, things, places)


def _level(name: str, things: _Things, places: Sequence[tuple[int, int]]) -> Level:
    columns = np.array(places, dtype=np.int64).reshape(-1, 2)
    keys, titles = tuple(key for key, _ in things), tuple(title for _, title in things)
    return Level(name, keys, titles, columns[:, 0], columns[:, 1])


def _canonical(session: Session) -> dict[str, str]:
    """The canonical name of every spelling."""
    rows = session.exec(select(Code.id, Code.name, Code.canonical_id)).all()
    names = {id_: name for id_, name, _ in rows}
    return {name: names[canonical or id_] for id_, name, canonical in rows}


def _issues(session: Session) -> tuple[_Things, _Pairs]:
    pairs: Any = (
        select(Code.name, Issue.key)
        .join(IssueCode, col(IssueCode.code_id) == Code.id)
        .join(Issue, col(Issue.id) == IssueCode.issue_id)
    )
    return _ordered(session, Issue), session.exec(pairs)


def _fixes(session: Session) -> tuple[_Things, _Pairs]:
    pairs: Any = (
        select(Code.name, Fix.key)
        .join(FixCode, col(FixCode.code_id) == Code.id)
        .join(Fix, col(Fix.id) == FixCode.fix_id)
    )
    return _ordered(session, Fix), session.exec(pairs)


def _stages(session: Session) -> tuple[_Things, _Pairs]:
    pairs: Any = (
        select(Code.name, Stage.key)
        .join(IssueCode, col(IssueCode.code_id) == Code.id)
        .join(IssueStage, col(IssueStage.issue_id) == IssueCode.issue_id)
        .join(Stage, col(Stage.id) == IssueStage.stage_id)
    )
    return _ordered(session, Stage), session.exec(pairs)


def _aspects(session: Session) -> tuple[_Things, _Pairs]:
    pairs: Any = (
        select(Code.name, Aspect.key)
        .join(IssueCode, col(IssueCode.code_id) == Code.id)
        .join(Issue, col(Issue.id) == IssueCode.issue_id)
        .join(Aspect, col(Aspect.id) == Issue.aspect_id)
    )
    return _ordered(session, Aspect), session.exec(pairs)


def _families(session: Session) -> tuple[_Things, _Pairs]:
    pairs = list(families(session).items())
    return [(name, name) for name in sorted({family for _, family in pairs})], pairs


def _ordered(session: Session, table: Any) -> _Things:
    return list(session.exec(select(table.key, table.title).order_by(table.position)).all())


_STAGES_OF_ISSUES: Any = (
    select(Issue.key, Stage.key)
    .join(IssueStage, col(IssueStage.issue_id) == Issue.id)
    .join(Stage, col(Stage.id) == IssueStage.stage_id)
)
_ASPECTS_OF_ISSUES: Any = select(Issue.key, Aspect.key).join(Aspect, col(Aspect.id) == Issue.aspect_id)

_LEVELS: dict[str, Callable[[Session], tuple[_Things, _Pairs]]] = {
    "issue": _issues,
    "fix": _fixes,
    "stage": _stages,
    "aspect": _aspects,
    "family": _families,
}
