"""What people said about it: passages, each once, with everybody who coded it.

A passage is what one code marks in one document: codings of that code by several coders whose words overlap
are one passage, from the first marked word to the last. So there are at most as many passages as codings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from sqlalchemy import case
from sqlmodel import Session, col, select

from kb.analysis.distinct import distinct
from kb.db.arrays import columns
from kb.db.rows import rows
from kb.db.tables import Code, Coder, Coding, CodingPass, Document
from kb.queries import conditions
from kb.queries.filters import Filters
from kb.queries.quotes.passage_words import PassageLine, with_words

Order = Literal["interview", "code", "strength"]
EXTENTS = ("exact", "shared", "paragraph", "spill")
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


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


@dataclass(frozen=True, slots=True)
class CodedPassagePage:
    """Some passages; how many passages, codings and interviews there are in all, and seen by two coders."""

    passages: tuple[CodedPassage, ...]
    total: int
    codings: int
    interviews: int
    seen_by_two: int
    """Interviews in which two people, each as a coder of their own, coded it (in whatever pass is shown)."""


class _Mark(NamedTuple):
    """A coding, as little of it as is needed to find the passages; ``extent`` is a place in EXTENTS."""

    id: int
    document: int
    code: int
    work: int
    start: int
    end: int
    first: int
    last: int
    extent: int


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """Many codings as columns, by document, code and place: of many thousands only twenty are shown."""

    id: Ints
    document: Ints
    code: Ints
    work: Ints
    start: Ints
    end: Ints
    first: Ints
    last: Ints
    extent: Ints

    def __len__(self) -> int:
        return len(self.id)

    def where(self, chosen: Truths | Ints | slice) -> Self:
        """Return some of them."""
        return replace(self, **{each.name: getattr(self, each.name)[chosen] for each in fields(self)})

    def each(self) -> Iterator[_Mark]:
        """Yield them one by one."""
        return map(
            _Mark._make, zip(*(getattr(self, each.name).tolist() for each in fields(self)), strict=True)
        )


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
) -> CodedPassagePage:
    """Return the passages that the filters mean, the first ``limit`` of them in an order.

    ``interview`` is by document and place, ``code`` groups by code (the one with most passages first),
    ``strength`` puts what most people coded first. The filters choose passages; ``coders`` names everybody
    who coded them, also in passes that the filters leave out.
    """
    wide = replace(filters, pass_role=None, coder=None, speaker_role=None, text=None)
    everything = _marks(session, wide)
    meant = everything if wide == filters else _marks(session, filters)
    people = _people(session)
    begins = _joined(meant)
    ordered = _ordered(session, meant, begins, by_code=order == "code")
    wanted = ordered if order == "strength" else ordered[:limit]
    shown = [_passage(piece) for piece in _pieces(meant, begins, wanted)]
    _hear(shown, _beside(everything, shown), people)
    if order == "strength":
        shown = sorted(shown, key=lambda each: -len({name for name, _ in each.coders}))[:limit]
    return CodedPassagePage(
        tuple(with_words(session, shown, CodedPassage, PassageCoder, PassageMemo)),
        len(begins),
        len(meant),
        len(distinct(meant.document)),
        _seen_by_two(everything, people, meant.document),
    )


def _marks(session: Session, filters: Filters) -> _Marks:
    canonical = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    query = select(
        Coding.id,
        Coding.document_id,
        Coding.code_id,
        Coding.pass_id,
        Coding.start,
        Coding.end,
        Coding.first_paragraph,
        Coding.last_paragraph,
        case({extent: place for place, extent in enumerate(EXTENTS)}, value=col(Coding.extent)),
    ).where(*conditions.conditions(session, filters))
    marks = _Marks(*columns(session, query))
    spelled = np.arange(marks.code.max(initial=0) + 1)
    meaning = np.array([canonical.get(each) or each for each in spelled.tolist()], dtype=np.int64)
    marks = replace(marks, code=meaning[marks.code])
    return marks.where(np.lexsort((marks.id, marks.end, marks.start, marks.code, marks.document)))


def _people(session: Session) -> dict[int, tuple[str, str]]:
    """Who worked in which pass, and as what."""
    query = select(CodingPass.id, Coder.name, CodingPass.role).join(
        Coder, col(Coder.id) == CodingPass.coder_id
    )
    return {work: (coder, role) for work, coder, role in rows(session, query)}


def _joined(marks: _Marks) -> Ints:
    """Join the codings of one code in one document whose words overlap; touching is not overlapping.

    Returned are the places in ``marks`` at which a passage begins; it runs to where the next one does.
    """
    if not len(marks):
        return np.array([], dtype=np.int64)
    other = (np.diff(marks.document) != 0) | (np.diff(marks.code) != 0)
    # Each code of a document on a line of its own, one behind the other: so none overlaps another's.
    line = np.concatenate(([0], np.cumsum(other))) * (marks.end.max() + 1)
    reached = np.maximum.accumulate(marks.end + line)
    begins = np.concatenate(([True], (marks.start + line)[1:] >= reached[:-1]))
    return np.flatnonzero(begins | np.concatenate(([True], other)))


def _pieces(marks: _Marks, begins: Ints, wanted: Ints) -> Iterator[list[_Mark]]:
    """Yield the codings of some of the passages, each by its place in ``begins``."""
    ends = np.append(begins[1:], len(marks))
    for begin, end in zip(begins[wanted].tolist(), ends[wanted].tolist(), strict=True):
        yield list(marks.where(slice(begin, end)).each())


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
        EXTENTS[min(mark.extent for mark in marks)],
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


def _beside(marks: _Marks, passages: Iterable[Passage]) -> Iterator[_Mark]:
    """Yield the codings of the passages' codes in their documents."""
    most = marks.code.max(initial=0) + 1
    here = {each.document * most + each.code for each in passages}
    chosen = np.isin(marks.document * most + marks.code, np.array(sorted(here), dtype=np.int64))
    return marks.where(chosen).each()


def _ordered(session: Session, marks: _Marks, begins: Ints, *, by_code: bool) -> Ints:
    """The passages by document and place; ``by_code`` puts the code with most passages first."""
    documents = dict(session.exec(select(Document.id, Document.sort_key)).all())
    ranks = {key: rank for rank, key in enumerate(sorted(set(documents.values())))}
    rank = np.zeros(max(map(int, filter(None, documents)), default=0) + 1, dtype=np.int64)
    for id_, key in documents.items():
        rank[id_ or 0] = ranks[key]
    code = marks.code[begins]
    keys: tuple[Ints, ...] = (code, marks.start[begins], rank[marks.document[begins]])
    if by_code:
        keys = (*keys, code, -np.bincount(code)[code])
    return np.lexsort(keys)


def _seen_by_two(marks: _Marks, people: dict[int, tuple[str, str]], heard: Ints) -> int:
    number = {name: place for place, name in enumerate(sorted({name for name, _ in people.values()}))}
    coder = np.full(max(people, default=0) + 1, -1, dtype=np.int64)
    for work, (name, role) in people.items():
        if role == "coder":
            coder[work] = number[name]
    who = coder[marks.work]
    counted = (who >= 0) & np.isin(marks.document, distinct(heard))
    pairs = distinct(marks.document[counted] * (len(number) + 1) + who[counted])
    return int(np.count_nonzero(np.bincount(pairs // (len(number) + 1)) > 1))
