"""Where two passes over one document agree and differ, coding by coding: the work list of moderation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from kb.analysis.agreement import (
    KINDS,
    Difference,
    DifferenceKind,
    MatchedCoding,
    join_overlapping_codings,
    match_codings,
)
from kb.db.tables import Code, Coder, Coding, CodingPass, Document, UnplacedCoding
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison.whole_words import compared_on_whole_words


class NothingToCompareError(KbError):
    """A document in which fewer than two passes hold codings."""

    def __init__(self, document: str, filled: int) -> None:
        said = "was not coded by any coder" if filled == 0 else "was coded by only one coder"
        super().__init__(f"{document} {said}; there is nothing to compare")


@dataclass(frozen=True, slots=True)
class PassRef:
    """A pass over a document; ``empty`` says that nothing at all was coded in it: missing data."""

    id: int
    coder: str
    role: str
    empty: bool


@dataclass(frozen=True, slots=True)
class CodingWithoutWords:
    """What is not compared: spills, codings of structural codes, without a place, and without words."""

    spills: int = 0
    structural: int = 0
    unplaced: int = 0
    wordless: int = 0

    def __add__(self, other: CodingWithoutWords) -> CodingWithoutWords:
        return CodingWithoutWords(
            self.spills + other.spills,
            self.structural + other.structural,
            self.unplaced + other.unplaced,
            self.wordless + other.wordless,
        )


@dataclass(frozen=True, slots=True)
class PassDifferences:
    """Two passes over one document side by side; ``rows`` in the order of the text."""

    document: str
    first: PassRef
    second: PassRef
    rows: tuple[Difference, ...]
    left_out: CodingWithoutWords

    @property
    def counts(self) -> dict[DifferenceKind, int]:
        """How many rows there are of each kind."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in KINDS}


def passes_of(session: Session, document: str) -> tuple[PassRef, ...]:
    """Return the passes over a document: coders by name, then the moderated ones.

    Raises:
        UnknownNameError: there is no such document.
    """
    return _passes(session, names.document(session, document))


def differences(
    session: Session,
    document: str,
    first: int | None = None,
    second: int | None = None,
    *,
    structural: bool = False,
) -> PassDifferences:
    """Return where two passes agree and differ; see :mod:`kb.analysis.agreement.coding_matches`.

    ``first`` and ``second`` are ids of passes; without them the first two coders' passes that hold codings
    are meant. Spills are left out, and the codes that only structure the interview unless ``structural``.

    Raises:
        UnknownNameError: there is no such document.
        NothingToCompareError: no pass is named, and fewer than two coders' passes hold codings.
        KbError: a pass is not one of this document, or is compared with itself.
    """
    of = names.document(session, document)
    passes = _passes(session, of)
    one, other = _chosen(of, passes, first, second)
    marks, left_out = codings_of_passes(session, [one.id, other.id], structural=structural)
    rows = match_codings(marks[one.id], marks[other.id])
    return PassDifferences(of.name, one, other, tuple(rows), left_out[one.id] + left_out[other.id])


def codings_of_passes(
    session: Session, pass_ids: Sequence[int], *, structural: bool = False
) -> tuple[dict[int, list[MatchedCoding]], dict[int, CodingWithoutWords]]:
    """Return what passes have, one code on overlapping words joined, and what is left out, by pass.

    Codings of one code that differ by less than a word are on whole words; see
    :mod:`kb.queries.comparison.whole_words`.
    """
    canonical = aliased(Code)
    query = (
        select(
            Coding.pass_id,
            Coding.document_id,
            Coding.id,
            func.coalesce(canonical.name, Code.name),
            func.coalesce(canonical.kind, Code.kind),
            Coding.start,
            Coding.end,
            Coding.first_paragraph,
            Coding.last_paragraph,
            Coding.extent,
        )
        .join(Code, col(Code.id) == Coding.code_id)
        .outerjoin(canonical, canonical.id == Code.canonical_id)
    )
    unplaced = select(UnplacedCoding.pass_id, func.count()).group_by(col(UnplacedCoding.pass_id))
    found: dict[int, list[MatchedCoding]] = {id_: [] for id_ in pass_ids}
    left_out = {id_: CodingWithoutWords() for id_ in pass_ids}
    documents: dict[int, int] = {}
    for some in batched(pass_ids):
        for pass_id, many in session.exec(unplaced.where(col(UnplacedCoding.pass_id).in_(some))):
            left_out[pass_id] += CodingWithoutWords(unplaced=many)
        for pass_id, document, id_, code, kind, start, end, first, last, extent in session.exec(
            query.where(col(Coding.pass_id).in_(some))
        ):
            documents[pass_id] = document
            if extent == "spill":
                left_out[pass_id] += CodingWithoutWords(spills=1)
            elif start == end:
                left_out[pass_id] += CodingWithoutWords(wordless=1)
            elif kind == "structural" and not structural:
                left_out[pass_id] += CodingWithoutWords(structural=1)
            else:
                found[pass_id].append(MatchedCoding((id_,), code, start, end, first, last))
    joined = {id_: join_overlapping_codings(marks) for id_, marks in found.items()}
    return compared_on_whole_words(session, joined, documents), left_out


def batched(ids: Sequence[int], most: int = 500) -> Iterator[list[int]]:
    """Yield ids some at a time: a database takes only so many in one question."""
    for begin in range(0, len(ids), most):
        yield list(ids[begin : begin + most])


def _passes(session: Session, document: Document) -> tuple[PassRef, ...]:
    id_ = document.id or 0
    return passes_by_document(session, [id_])[id_]


def _chosen(
    document: Document, passes: tuple[PassRef, ...], first: int | None, second: int | None
) -> tuple[PassRef, PassRef]:
    if first is None or second is None:
        return two_coders(document, passes)
    by_id = {each.id: each for each in passes}
    for id_ in (first, second):
        if id_ not in by_id:
            raise KbError(f"{document.name} has no pass {id_}; it has {', '.join(map(str, by_id)) or 'none'}")
    if first == second:
        raise KbError("a pass cannot be compared with itself; name two")
    return by_id[first], by_id[second]


def two_coders(document: Document, passes: Sequence[PassRef]) -> tuple[PassRef, PassRef]:
    """Return the first two coders' passes that hold codings.

    Raises:
        NothingToCompareError: there are fewer.
    """
    filled = [each for each in passes if each.role == "coder" and not each.empty]
    if len(filled) < 2:  # noqa: PLR2004  it takes two
        raise NothingToCompareError(document.name, len(filled))
    return filled[0], filled[1]


def moderated_pass(passes: Iterable[PassRef]) -> PassRef | None:
    """Return the moderated pass of a document: the first that holds anything, else the first there is."""
    moderated = [each for each in passes if each.role == "moderator"]
    return next((each for each in moderated if not each.empty), moderated[0] if moderated else None)


def passes_by_document(session: Session, document_ids: Sequence[int]) -> dict[int, tuple[PassRef, ...]]:
    """Return the passes over each document: coders by name, then the moderated ones."""
    anything = exists().where(col(Coding.pass_id) == CodingPass.id).correlate(CodingPass) | exists().where(
        col(UnplacedCoding.pass_id) == CodingPass.id
    ).correlate(CodingPass)
    query = (
        select(CodingPass.document_id, CodingPass.id, Coder.name, CodingPass.role, anything)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .order_by(col(CodingPass.role), col(Coder.name), col(CodingPass.id))
    )
    found: dict[int, list[PassRef]] = {id_: [] for id_ in document_ids}
    for some in batched(document_ids):
        for document_id, id_, coder, role, filled in session.exec(
            query.where(col(CodingPass.document_id).in_(some))
        ):
            found[document_id].append(PassRef(id_ or 0, coder, role, not filled))
    return {id_: tuple(of) for id_, of in found.items()}
