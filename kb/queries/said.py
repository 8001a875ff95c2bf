"""What people said about it: passages, each once, with everybody who coded it.

A passage is what one code marks in one document: codings of that code by several coders whose words overlap
are one passage, from the first marked word to the last. So there are at most as many passages as codings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from sqlmodel import Session, col, select

from kb.queries import evidence
from kb.queries.evidence import Filters
from kb.queries.rows import rows
from kb.queries.said_words import SaidLine, described
from kb.tables import Code, Coder, Coding, CodingPass, Document

Order = Literal["interview", "code", "strength"]
EXTENTS = ("exact", "shared", "paragraph", "spill")


@dataclass(frozen=True, slots=True)
class Voice:
    """A person who coded a passage, and in which role."""

    coder: str
    role: str


@dataclass(frozen=True, slots=True)
class Note:
    """A memo on a coding of a passage."""

    text: str
    author: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A passage: its place, its words line by line with a line of context on each side, and its coders.

    ``extent`` is the most precise one of its codings; ``paragraph`` counts from 0.
    """

    document: str
    case: str | None
    code: str
    start: int
    end: int
    paragraph: int
    paragraphs: int
    extent: str
    codings: int
    coders: tuple[Voice, ...]
    lines: tuple[SaidLine, ...]
    notes: tuple[Note, ...]
    coding: int
    """The id of its first coding."""

    @property
    def quote(self) -> str:
        """The coded words."""
        return "\n".join(line.words for line in self.lines if not line.is_context)


@dataclass(frozen=True, slots=True)
class SaidPage:
    """Some passages; how many passages, codings and interviews there are in all, and seen by two coders."""

    passages: tuple[Said, ...]
    total: int
    codings: int
    interviews: int
    seen_by_two: int
    """Interviews in which two people, each as a coder of their own, coded it (in whatever pass is shown)."""


class _Mark(NamedTuple):
    """A coding, as little of it as is needed to find the passages."""

    id: int
    document: int
    code: int
    work: int
    start: int
    end: int
    first: int
    last: int
    extent: str


@dataclass(slots=True)
class Passage:
    """Codings of one code that overlap, while they are being joined."""

    document: int
    code: int
    start: int
    end: int
    first: int
    last: int
    extent: str
    codings: list[int]
    coders: set[tuple[str, str]]


def said(
    session: Session,
    filters: Filters,
    *,
    order: Order = "interview",
    limit: int | None = 20,
) -> SaidPage:
    """Return the passages that the filters mean, the first ``limit`` of them in an order.

    ``interview`` is by document and place, ``code`` groups by code (the one with most passages first),
    ``strength`` puts what most people coded first. The filters choose passages; ``coders`` names everybody
    who coded them, also in passes that the filters leave out.
    """
    wide = replace(filters, pass_role=None, coder=None, speaker_role=None, text=None)
    everything = _marks(session, wide)
    meant = everything if wide == filters else _marks(session, filters)
    people = _people(session)
    passages = _passages(meant)
    if order == "strength":
        _hear(passages, everything, people)
    documents = dict(session.exec(select(Document.id, Document.sort_key)).all())
    shown = _ordered(passages, documents, order)[:limit]
    _hear(shown, everything, people)
    return SaidPage(
        tuple(described(session, shown, Said, Voice, Note)),
        len(passages),
        len(meant),
        len({mark.document for mark in meant}),
        _seen_by_two(everything, people, {mark.document for mark in meant}),
    )


def _marks(session: Session, filters: Filters) -> list[_Mark]:
    canonical = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    query = select(
        Coding.id,
        Coding.document_id,
        Coding.code_id,
        Coding.pass_id,
        Coding.start,
        Coding.end,
        Coding.first,
        Coding.last,
        Coding.extent,
    ).where(*evidence.conditions(session, filters))
    return [
        _Mark(each, document, canonical[code] or code, *rest)
        for each, document, code, *rest in rows(session, query)
    ]


def _people(session: Session) -> dict[int, tuple[str, str]]:
    """Who worked in which pass, and as what."""
    query = select(CodingPass.id, Coder.name, CodingPass.role).join(
        Coder, col(Coder.id) == CodingPass.coder_id
    )
    return {work: (coder, role) for work, coder, role in rows(session, query)}


def _passages(marks: Iterable[_Mark]) -> list[Passage]:
    """Join the codings of one code in one document whose words overlap; touching is not overlapping."""
    joined: list[Passage] = []
    for mark in sorted(marks, key=attrgetter("document", "code", "start", "end")):
        last = joined[-1] if joined else None
        if last and (last.document, last.code) == (mark.document, mark.code) and mark.start < last.end:
            last.end, last.last = max(last.end, mark.end), max(last.last, mark.last)
            last.extent = min(last.extent, mark.extent, key=EXTENTS.index)
            last.codings.append(mark.id)
        else:
            passage = Passage(
                mark.document, mark.code, mark.start, mark.end, mark.first, mark.last, mark.extent, [], set()
            )
            passage.codings.append(mark.id)
            joined.append(passage)
    return joined


def _hear(passages: Sequence[Passage], marks: Iterable[_Mark], people: dict[int, tuple[str, str]]) -> None:
    """Tell each passage everybody who coded words of it."""
    places: dict[tuple[int, int], list[Passage]] = defaultdict(list)
    for passage in passages:
        places[passage.document, passage.code].append(passage)
    for mark in marks:
        for passage in places.get((mark.document, mark.code), ()):
            begin, end = max(mark.start, passage.start), min(mark.end, passage.end)
            if begin < end or mark.id in passage.codings:
                passage.coders.add(people[mark.work])


def _ordered(passages: list[Passage], documents: dict[int | None, str], order: Order) -> list[Passage]:
    def place(passage: Passage) -> tuple[Any, ...]:
        return documents[passage.document], passage.start, passage.end, passage.code

    if order == "strength":
        return sorted(passages, key=lambda each: (-len({name for name, _ in each.coders}), place(each)))
    if order == "code":
        frequency: dict[int, int] = defaultdict(int)
        for each in passages:
            frequency[each.code] += 1
        return sorted(passages, key=lambda each: (-frequency[each.code], each.code, place(each)))
    return sorted(passages, key=place)


def _seen_by_two(marks: Iterable[_Mark], people: dict[int, tuple[str, str]], heard: set[int]) -> int:
    coders: dict[int, set[str]] = defaultdict(set)
    for mark in marks:
        name, role = people[mark.work]
        if role == "coder" and mark.document in heard:
            coders[mark.document].add(name)
    return sum(len(names) > 1 for names in coders.values())
