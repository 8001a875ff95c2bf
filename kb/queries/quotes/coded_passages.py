"""What people said about it: passages, each once, with everybody who coded it.

A passage is what one code marks in one document: codings of that code by several coders whose words overlap
are one passage, from the first marked word to the last. So there are at most as many passages as codings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from sqlmodel import Session, col, select

from kb.db.rows import rows
from kb.db.tables import Coder, CodingPass, Document
from kb.queries import names
from kb.queries.filtering.conditions import passes
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.joining import (
    EXTENTS,
    Mark,
    Piece,
    by_code,
    by_interview,
    cursor,
    joined,
    marks_of,
    read_cursor,
)
from kb.queries.quotes.passage_words import PassageLine, with_words

Order = Literal["interview", "code", "strength"]


@dataclass(frozen=True, slots=True)
class PassageCoder:
    """A person who coded a passage, and in which role."""

    coder: str
    role: str


@dataclass(frozen=True, slots=True)
class PassageMemo:
    """A memo on a coding of a passage."""

    text: str
    author: str | None


@dataclass(frozen=True, slots=True)
class CodedPassage:
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
    coders: tuple[PassageCoder, ...]
    lines: tuple[PassageLine, ...]
    notes: tuple[PassageMemo, ...]
    coding: int
    """The id of its first coding."""

    @property
    def quote(self) -> str:
        """The coded words."""
        return "\n".join(line.words for line in self.lines if not line.is_context)

    @property
    def speaker(self) -> str | None:
        """Who speaks in its first paragraph."""
        return next((line.speaker for line in self.lines if not line.is_context), None)

    @property
    def role(self) -> str | None:
        """The role of who speaks in its first paragraph."""
        return next((line.role for line in self.lines if not line.is_context), None)


@dataclass(frozen=True, slots=True)
class CodedPassagePage:
    """Some passages; how many passages, codings and interviews there are in all, and seen by two coders."""

    passages: tuple[CodedPassage, ...]
    total: int
    codings: int
    interviews: int
    seen_by_two: int
    """Interviews in which two people, each as a coder of their own, coded it (in whatever pass is shown)."""
    next: str | None = None
    """Where the next page begins, in the order by interview."""


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


def coded_passages(
    session: Session,
    filters: Filters,
    *,
    order: Order = "interview",
    limit: int | None = 20,
    after: str | None = None,
) -> CodedPassagePage:
    """Return the passages that the filters mean, the first ``limit`` of them in an order.

    ``interview`` is by document and place, ``code`` groups by code (the one with most passages first),
    ``strength`` puts what most people coded first. By interview, the passages may begin where another page
    ended (``after``). The filters choose passages; ``coders`` names everybody who coded them, also in passes
    that the filters leave out.
    """
    wide = replace(filters, pass_role=None, coder=None, speaker_role=None, text=None)
    everything = marks_of(session, wide)
    meant = everything if wide == filters else marks_of(session, filters)
    here = Filters(document=filters.document)
    people = _people(session, here)
    pieces = joined(meant)
    keys = _sort_keys(session, here)
    ordered: Iterable[Piece] = (
        by_code(pieces, keys) if order == "code" else by_interview(pieces, keys, read_cursor(after))
    )
    pages = order == "interview" and limit is not None
    wanted = list(ordered if order == "strength" or limit is None else islice(ordered, limit + pages))
    goes_on = pages and len(wanted) > (limit or 0)
    shown = [_passage(piece) for piece in (wanted[:-1] if goes_on else wanted)]
    _hear(shown, _beside(everything, shown), people)
    if order == "strength":
        shown = sorted(shown, key=lambda each: -len({name for name, _ in each.coders}))[:limit]
    documents = {mark[0] for mark in meant}
    return CodedPassagePage(
        tuple(with_words(session, shown, CodedPassage, PassageCoder, PassageMemo)),
        len(pieces),
        len(meant),
        len(documents),
        _seen_by_two(everything, people, documents),
        cursor(wanted[-2], keys) if goes_on else None,
    )


def _sort_keys(session: Session, here: Filters) -> dict[int | None, str]:
    """The order of the documents, or of the one that is asked for."""
    query = select(Document.id, Document.sort_key)
    if here.document is not None:
        query = query.where(Document.id == names.document(session, here.document).id)
    return dict(session.exec(query).all())


def _people(session: Session, here: Filters) -> dict[int, tuple[str, str]]:
    """Who worked in which pass, and as what, of all documents or of the one that is asked for."""
    query = select(CodingPass.id, Coder.name, CodingPass.role).join(
        Coder, col(Coder.id) == CodingPass.coder_id
    )
    query = query.where(*passes(session, here))
    return {work: (coder, role) for work, coder, role in rows(session, query)}


def _passage(piece: Piece) -> Passage:
    """Codings that were joined, as one passage; they come by their start."""
    marks = [Mark._make(mark) for mark in piece]
    first = marks[0]
    return Passage(
        first.document,
        first.code,
        first.start,
        max(mark.end for mark in marks),
        first.first,
        max(mark.last for mark in marks),
        EXTENTS[min(mark.extent for mark in marks)],
        [mark.id for mark in marks],
        set(),
    )


def _hear(passages: Sequence[Passage], marks: Iterable[Mark], people: dict[int, tuple[str, str]]) -> None:
    """Tell each passage everybody who coded words of it."""
    places: dict[tuple[int, int], list[Passage]] = defaultdict(list)
    for passage in passages:
        places[passage.document, passage.code].append(passage)
    for mark in marks:
        for passage in places.get((mark.document, mark.code), ()):
            begin, end = max(mark.start, passage.start), min(mark.end, passage.end)
            if begin < end or mark.id in passage.codings:
                passage.coders.add(people[mark.work])


def _beside(marks: Iterable[tuple[int, ...]], passages: Iterable[Passage]) -> Iterator[Mark]:
    """Yield the codings of the passages' codes in their documents."""
    here: set[tuple[int, ...]] = {(each.document, each.code) for each in passages}
    return (Mark._make(mark) for mark in marks if mark[:2] in here)


def _seen_by_two(
    marks: Iterable[tuple[int, ...]], people: Mapping[int, tuple[str, str]], documents: Collection[int]
) -> int:
    """In how many of these documents two people, each as a coder, have such codings."""
    coders: dict[int, set[str]] = defaultdict(set)
    for document, work in {(mark[0], mark[5]) for mark in marks}:
        name, role = people[work]
        if role == "coder" and document in documents:
            coders[document].add(name)
    return sum(len(names) > 1 for names in coders.values())
