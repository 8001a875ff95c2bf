"""What codes are counted as in a network: themselves, issues with or without fixes or stages, or aspects.

An issue's codings are those of the codes that carry it; a stage's and an aspect's those of the issues that
arise in the one and hurt the other (:mod:`kb.queries.analyses.groupings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from kb.analysis.cooccurrence.definition import LEVELS, Level
from kb.analysis.cooccurrence.nodes import Ints, Node, NodeSet, Truths
from kb.analysis.groupings import Grouping
from kb.db.tables import Aspect, Code, Fix, FixIssue, Issue, IssueStage, Stage
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.queries.analyses import groupings
from kb.queries.analyses.groupings import LevelName
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters

_KINDS: dict[Level, tuple[LevelName, ...]] = {
    "code": ("code",),
    "issue": ("issue",),
    "issue-fix": ("issue", "fix"),
    "issue-stage": ("issue", "stage"),
    "aspect": ("aspect",),
}
_LINKS: dict[tuple[LevelName, ...], tuple[Any, Any]] = {
    ("issue", "fix"): (FixIssue, Fix),
    ("issue", "stage"): (IssueStage, Stage),
}


def nodes(session: Session, level: Level, codes: tuple[str, ...], filters: Filters | None = None) -> NodeSet:
    """Return the things of a level over these codes (canonical names, as in ``Marks.codes``).

    ``stage`` and ``aspect`` of the filters limit what pairs are made of: issues that arise there and hurt
    that, codes that carry such an issue; of two kinds, the issues are limited. ``issue``, ``fix`` and
    ``code`` name what one of each pair is to be (or to be carried by; of issues, a fix means those that it
    mitigates).

    Raises:
        KbError: there is no such level, or a filter names something that the catalog does not hold.
    """
    if level not in LEVELS:
        raise UnknownNameError("level", level, LEVELS, where="the network")
    parts = [(kind, groupings.grouping(session, kind, codes)) for kind in _KINDS[level]]
    things = tuple(
        thing
        for kind, part in parts
        for thing in _described(session, kind, zip(part.things, part.titles, strict=True))
    )
    offsets = np.cumsum([0, *(len(part.things) for _, part in parts)])
    made = NodeSet(
        level,
        things,
        np.concatenate([part.code for _, part in parts]),
        np.concatenate([part.thing + at for (_, part), at in zip(parts, offsets[:-1], strict=True)]),
        len(codes),
        _linked(session, _KINDS[level], things),
    )
    return _limited(session, made, codes, filters or Filters())


def find_node(things: NodeSet, name: str) -> int:
    """Return the place of what a person calls by its key, title.

    Raises:
        KbError: nothing is called so, or things of two kinds are.
    """
    wanted = name.casefold()
    found = [at for at, each in enumerate(things.things) if each.key.casefold() == wanted]
    found = found or [at for at, each in enumerate(things.things) if each.title.casefold() == wanted]
    if not found:
        raise UnknownNameError(things.level.replace("-", " or "), name, (each.key for each in things.things))
    if len(found) > 1:
        raise KbError(f"{name!r} is both an issue and a fix; use the titles")
    return found[0]


def _described(session: Session, kind: LevelName, keys: Iterable[tuple[str, str]]) -> Iterable[Node]:
    """The things with what is known of them."""
    kinds: dict[str, str] = {}
    stages: dict[str, list[str]] = {}
    aspects: dict[str, str] = {}
    if kind == "issue":
        stages, aspects = _stages_of_issues(session), _aspects_of_issues(session)
    if kind == "code":
        kinds, stages, aspects = _of_codes(session)
    for key, title in keys:
        own = kinds.get(key, "unsorted") if kind == "code" else kind
        yield Node(key, title, own, tuple(stages.get(key, ())), aspects.get(key))


def _of_codes(session: Session) -> tuple[dict[str, str], dict[str, list[str]], dict[str, str]]:
    """Kind, stage and aspect of every code that has them, by its name."""
    query: Any = (
        select(Code.name, Code.kind, Stage.title, Aspect.title)
        .outerjoin(Stage, col(Stage.id) == Code.stage_id)
        .outerjoin(Aspect, col(Aspect.id) == Code.aspect_id)
    )
    rows = session.exec(query).all()
    return (
        {name: kind for name, kind, _, _ in rows if kind},
        {name: [stage] for name, _, stage, _ in rows if stage},
        {name: aspect for name, _, _, aspect in rows if aspect},
    )


def _stages_of_issues(session: Session) -> dict[str, list[str]]:
    query = (
        select(Issue.key, Stage.title)
        .join(IssueStage, col(IssueStage.issue_id) == Issue.id)
        .join(Stage, col(Stage.id) == IssueStage.stage_id)
        .order_by(col(Stage.position))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for issue, stage in session.exec(query):
        found[issue].append(stage)
    return found


def _aspects_of_issues(session: Session) -> dict[str, str]:
    query = select(Issue.key, Aspect.title).join(Aspect, col(Aspect.id) == Issue.aspect_id)
    return dict(session.exec(query).all())


def _linked(
    session: Session, kinds: tuple[LevelName, ...], things: tuple[Node, ...]
) -> frozenset[tuple[int, int]]:
    """The pairs that the taxonomy puts together: what a fix mitigates, where an issue arises."""
    if kinds not in _LINKS:
        return frozenset()
    link, other = _LINKS[kinds]
    of_other = link.fix_id if link is FixIssue else link.stage_id
    query: Any = (
        select(Issue.key, other.key)
        .join(link, link.issue_id == Issue.id)
        .join(other, col(other.id) == of_other)
    )
    place = {(each.kind, each.key): at for at, each in enumerate(things)}
    return frozenset((place["issue", issue], place[kinds[1], key]) for issue, key in session.exec(query))


def _limited(session: Session, things: NodeSet, codes: tuple[str, ...], filters: Filters) -> NodeSet:
    """The same things, with what pairs are made of, and what one of each is to be."""
    chosen = None
    if filters.stage is not None or filters.aspect is not None:
        about = Filters(stage=filters.stage, aspect=filters.aspect)
        query = select(Issue.key).where(*conditions.chosen_issues(session, about))
        chosen = _about(session, things, codes, frozenset(session.exec(query)))
        if things.bipartite:
            chosen |= np.array([each.kind != "issue" for each in things.things], dtype=np.bool_)
    return replace(things, chosen=chosen, focus=tuple(_focus(session, things, codes, filters)))


def _focus(session: Session, things: NodeSet, codes: tuple[str, ...], filters: Filters) -> Iterator[Truths]:
    """What one of each pair is to be, for each filter that names it."""
    if filters.issue is not None:
        key = names.issue(session, filters.issue).key
        yield _about(session, things, codes, frozenset({key}))
    if filters.fix is not None:
        yield _about_fix(session, things, codes, names.fix(session, filters.fix))
    if filters.code is not None:
        place = codes.index(names.code(session, filters.code).name)
        yield _at(things, things.thing[things.code == place])


def _about(session: Session, things: NodeSet, codes: tuple[str, ...], issues: frozenset[str]) -> Truths:
    """The issues themselves; the codes that carry one; the aspects that one hurts."""
    if things.level == "code":
        return _carrying(groupings.grouping(session, "issue", codes), things, issues)
    if things.level == "aspect":
        hurt = select(Aspect.key).join(Issue, col(Issue.aspect_id) == Aspect.id)
        issues = frozenset(session.exec(hurt.where(col(Issue.key).in_(issues))))
    kind = "aspect" if things.level == "aspect" else "issue"
    return np.array([each.kind == kind and each.key in issues for each in things.things], dtype=np.bool_)


def _about_fix(session: Session, things: NodeSet, codes: tuple[str, ...], fix: Fix) -> Truths:
    """The fix itself; the codes that carry it; else what it mitigates."""
    if things.level == "code":
        return _carrying(groupings.grouping(session, "fix", codes), things, frozenset({fix.key}))
    if things.level == "issue-fix":
        found = [each.kind == "fix" and each.key == fix.key for each in things.things]
        return np.array(found, dtype=np.bool_)
    query = (
        select(Issue.key).join(FixIssue, col(FixIssue.issue_id) == Issue.id).where(FixIssue.fix_id == fix.id)
    )
    return _about(session, things, codes, frozenset(session.exec(query)))


def _carrying(level: Grouping, things: NodeSet, keys: frozenset[str]) -> Truths:
    """The codes that stand for one of these."""
    wanted = np.array([key in keys for key in level.things], dtype=np.bool_)
    return _at(things, level.code[wanted[level.thing]])


def _at(things: NodeSet, places: Ints) -> Truths:
    found = np.zeros(len(things), dtype=np.bool_)
    found[places] = True
    return found
