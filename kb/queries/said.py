"""What people said about it: passages, each once, with everybody who coded it.

A passage is what one code marks in one document: codings of that code by several coders whose words overlap
are one passage, from the first marked word to the last. So there are at most as many passages as codings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
    """Codings of one code that overlap, and who made them."""

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
    pieces = _joined(meant)
    documents = dict(session.exec(select(Document.id, Document.sort_key)).all())
    if order == "strength":
        every = [_passage(piece) for piece in _ordered(pieces, documents)]
        _hear(every, everything, people)
        shown = sorted(every, key=lambda each: -len({name for name, _ in each.coders}))[:limit]
    else:
        shown = [_passage(piece) for piece in _ordered(pieces, documents, by_code=order == "code")[:limit]]
        _hear(shown, everything, people)
    return SaidPage(
        tuple(described(session, shown, Said, Voice, Note)),
        len(pieces),
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


def _joined(marks: Iterable[_Mark]) -> list[list[_Mark]]:
    """Join the codings of one code in one document whose words overlap; touching is not overlapping.

    Of many thousands only twenty are shown, so that no more is made of them here than lists.
    """
    joined: list[list[_Mark]] = []
    document = code = end = -1
    for mark in sorted(marks, key=attrgetter("document", "code", "start", "end")):
        if mark.start < end and mark.code == code and mark.document == document:
            joined[-1].append(mark)
            end = max(end, mark.end)
        else:
            joined.append([mark])
            document, code, end = mark.document, mark.code, mark.end
    return joined


def _passage(marks: Sequence[_Mark]) -> Passage:
    """Codings that were joined, as one passage; they come by their start."""
    first = marks[0]
    return Passage(
        first.document,
        first.code,
        first.start,
        max(mark.end for mark in marks),
        first.first,
        max(mark.last for mark in marks),
        min((mark.extent for mark in marks), key=EXTENTS.index),
        [mark.id for mark in marks],
        set(),
    )


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


def _ordered(
    pieces: list[list[_Mark]], documents: dict[int | None, str], *, by_code: bool = False
) -> list[list[_Mark]]:
    """By document and place; ``by_code`` puts the code with most passages first."""
    frequency = Counter(marks[0].code for marks in pieces) if by_code else Counter[int]()

    def place(marks: list[_Mark]) -> tuple[Any, ...]:
        first = marks[0]
        group = (-frequency[first.code], first.code) if by_code else ()
        return *group, documents[first.document], first.start, first.code

    return sorted(pieces, key=place)


def _seen_by_two(marks: Iterable[_Mark], people: dict[int, tuple[str, str]], heard: set[int]) -> int:
    coders: dict[int, set[str]] = defaultdict(set)
    for mark in marks:
        name, role = people[mark.work]
        if role == "coder" and mark.document in heard:
            coders[mark.document].add(name)
    return sum(len(names) > 1 for names in coders.values())
