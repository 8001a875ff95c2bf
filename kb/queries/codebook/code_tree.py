"""The codes to choose from: as a tree with their counts, and those a coder has used last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Change, Code, Coder, Coding, CodingPass, Stage

UNSORTED, GUIDE, TOPICS = "Unsorted", "Interview guide", "Topics"
"""Branches of the tree that are no stage."""
_MOST = 9
"""As many recent codes as there are digits."""


@dataclass(frozen=True, slots=True)
class CodeInTree:
    """A code to choose; ``path`` is where it stands in the tree, ``count`` its codings by anybody."""

    name: str
    colour: int
    count: int
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A stage or umbrella with its codes, and how many codings they have together."""

    title: str
    codes: tuple[CodeInTree, ...]

    @property
    def count(self) -> int:
        """How many codings its codes have."""
        return sum(code.count for code in self.codes)


def codes(session: Session, *, counted_by: str | None = None) -> list[CodeInTree]:
    """Return every code a person can choose, those with most codings first.

    ``counted_by`` counts one coder's codings only, so that a blind coder does not learn what others found.
    """
    counts = _counts(session, counted_by)
    parent = aliased(Code)
    query = (
        select(Code.id, Code.name, Code.colour, Code.kind, parent.name, Stage.title)
        .outerjoin(parent, col(parent.id) == Code.parent_id)
        .outerjoin(Stage, col(Stage.id) == Code.stage_id)
        .where(Code.id == Code.canonical_id)
    )
    rows = [
        CodeInTree(name, colour or 0, counts[code_id], kind or "unsorted", _path(kind, above, stage))
        for code_id, name, colour, kind, above, stage in session.exec(query)
    ]
    return sorted(rows, key=lambda row: (-row.count, row.name.casefold()))


def tree(session: Session, *, counted_by: str | None = None) -> list[Branch]:
    """Return the codes by the stage at which they arise, the lifecycle's order first, unsorted ones last."""
    return branched(codes(session, counted_by=counted_by), stages(session))


def stages(session: Session) -> list[str]:
    """Return the titles of the lifecycle's stages, in order."""
    return list(session.exec(select(Stage.title).order_by(col(Stage.position))))


def branched(shown: Iterable[CodeInTree], titles: Iterable[str]) -> list[Branch]:
    """Return codes as a tree, whose branches are the stages of these titles and what is none."""
    order = {title: at for at, title in enumerate(titles)}
    branches: dict[str, list[CodeInTree]] = {}
    for code in shown:
        branches.setdefault(code.path, []).append(code)
    last = {UNSORTED: len(order) + 3, GUIDE: len(order) + 2}
    return [
        Branch(title, tuple(branches[title]))
        for title in sorted(branches, key=lambda each: (order.get(each, last.get(each, len(order))), each))
    ]


def recent(session: Session, coder: str, *, limit: int = _MOST) -> list[str]:
    """Return the codes that a coder has given last, the newest first."""
    query = (
        select(Change.after)
        .where(Change.who == coder, Change.noun == "coding", col(Change.what).not_like("ingest %"))
        .order_by(col(Change.id).desc())
        .limit(limit * 40)
    )
    ids = list(dict.fromkeys(after["code_id"] for after in session.exec(query) if after))
    canonical = aliased(Code)
    meant = dict(
        session.exec(
            select(Code.id, canonical.name)
            .join(canonical, col(canonical.id) == Code.canonical_id)
            .where(col(Code.id).in_(ids))
        ).all()
    )
    return list(dict.fromkeys(meant[each] for each in ids if each in meant))[:limit]


def _path(kind: str | None, parent: str | None, stage: str | None) -> str:
    if kind is None:
        return UNSORTED
    if kind == "structural":
        return GUIDE
    return stage or parent or TOPICS


def _counts(session: Session, coder: str | None) -> Counter[int]:
    query = select(Code.canonical_id, func.count()).join(Coding, col(Coding.code_id) == Code.id)
    if coder is not None:
        passes = select(CodingPass.id).join(Coder, col(Coder.id) == CodingPass.coder_id)
        query = query.where(col(Coding.pass_id).in_(passes.where(Coder.name == coder)))
    query = query.where(Coding.extent != "spill").group_by(col(Code.canonical_id))
    return Counter({code or 0: number for code, number in session.exec(query)})
