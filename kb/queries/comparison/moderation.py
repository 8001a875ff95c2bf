"""What two coders agreed on, where they differ and how, and what the moderator made of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from kb.analysis.agreement import (
    KINDS,
    CodingOutcome,
    Difference,
    DifferenceKind,
    MatchedCoding,
    ModerationOutcome,
)
from kb.analysis.agreement import moderation_outcome as moderated
from kb.db.tables import Document
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison.differences import (
    CodingWithoutWords,
    PassRef,
    codings_of_passes,
    moderated_pass,
    passes_by_document,
)

By = Literal["code", "coder", "document", "kind"]
BYS: tuple[By, ...] = ("code", "coder", "document", "kind")


class NothingModeratedError(KbError):
    """No document has two passes that hold codings."""

    def __init__(self, documents: Sequence[str]) -> None:
        where = f"{', '.join(documents)} has no" if documents else "no interview has"
        super().__init__(f"{where} two passes with codings; there is nothing to compare or to moderate")


@dataclass(frozen=True, slots=True)
class ModerationRow:
    """Codings of one code, coder or document: how other coders see them, and what became of them.

    Every coding is counted once for every other coder of the document, under ``agreed`` (same words, same
    code), ``boundaries`` (same code on overlapping words), ``code`` (another code) or ``missed``; and, where
    the document has a moderated pass, once under ``kept``, ``changed`` (other words), ``recoded`` or
    ``dropped``. ``added`` are codings of the moderated pass that answer no coder's.
    """

    name: str
    compared: int
    agreed: int
    boundaries: int
    code: int
    missed: int
    moderated: int
    kept: int
    changed: int
    recoded: int
    dropped: int
    added: int


@dataclass(frozen=True, slots=True)
class KindRow:
    """Agreements or differences of one kind between two coders, and what stands of them in the end.

    ``both`` codings stand (the same code on some of the words), only ``one`` of two, or ``neither``; a missed
    coding is kept (``one``) or not. ``open`` are those of documents that nobody moderated.
    """

    kind: DifferenceKind
    rows: int
    both: int
    one: int
    neither: int
    open: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two codes that coders put on the same words instead of each other, and how often."""

    codes: tuple[str, str]
    times: int


@dataclass(frozen=True, slots=True)
class DocumentModerated:
    """One document: the passes that hold codings, and what the moderator made of the coders'."""

    document: str
    coders: tuple[PassRef, ...]
    moderator: PassRef | None
    result: ModerationOutcome
    left_out: CodingWithoutWords


@dataclass(frozen=True, slots=True)
class Moderation:
    """The documents in which two passes hold codings; ``alone`` have one, ``empty`` counts passes.

    ``no_coder`` have a moderated pass with codings and no coder's: what was added in them cannot be told.
    """

    documents: tuple[DocumentModerated, ...]
    alone: tuple[str, ...]
    empty: int
    no_coder: tuple[str, ...] = ()

    @property
    def left_out(self) -> CodingWithoutWords:
        """What was not looked at, over all documents."""
        return sum((document.left_out for document in self.documents), CodingWithoutWords())

    def rows(self, by: Literal["code", "coder", "document"]) -> list[ModerationRow]:
        """Return the counts by code or coder (alphabetical), or by document in its order."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for each in self.documents:
            if by == "document":
                counts[each.document] = Counter()
            for fate in each.result.fates:
                name = {"code": fate.mark.code, "coder": fate.coder, "document": each.document}[by]
                _count(fate, counts[name])
            moderator = f"{each.moderator.coder} (moderator)" if each.moderator else ""
            for mark in each.result.added:
                counts[{"code": mark.code, "coder": moderator, "document": each.document}[by]]["added"] += 1
        ordered = counts if by == "document" else sorted(counts, key=lambda name: (name.casefold(), name))
        return [_row(name, counts[name]) for name in ordered]

    def kinds(self) -> list[KindRow]:
        """Return how coders differ, by kind, and what stands of it."""
        found: dict[DifferenceKind, Counter[str]] = {kind: Counter() for kind in KINDS}
        for each in self.documents:
            stands = {(fate.coder, fate.mark): fate.stands for fate in each.result.fates}
            for (one, other), rows in each.result.differences.items():
                for row in rows:
                    found[row.kind]["rows"] += 1
                    what = _standing(row, one, other, stands) if each.moderator else "open"
                    found[row.kind][what] += 1
        columns = ("rows", "both", "one", "neither", "open")
        return [KindRow(kind, *(found[kind][column] for column in columns)) for kind in KINDS]

    def disputes(self) -> list[Dispute]:
        """Return the codes that coders put on the same words instead of each other, most often first."""
        pairs = Counter(
            (min(row.first.code, row.second.code), max(row.first.code, row.second.code))
            for each in self.documents
            for rows in each.result.differences.values()
            for row in rows
            if row.kind == "code" and row.first is not None and row.second is not None
        )
        return [
            Dispute(codes, times)
            for codes, times in sorted(pairs.items(), key=lambda each: (-each[1], each[0]))
        ]


def moderation(session: Session, documents: Sequence[str] = (), *, structural: bool = False) -> Moderation:
    """Return how coders differ and what the moderator made of it, in all documents or those that are named.

    :mod:`kb.analysis.agreement.coding_matches` defines which coding answers which. Spills are left out, and
    codes that only structure the interview unless ``structural``; empty passes are missing data. Of several
    moderated passes of a document the first that holds anything counts.

    Raises:
        UnknownNameError: a document is not in the catalog.
        NothingModeratedError: none of the documents has two passes with codings.
    """
    query = select(Document).order_by(col(Document.sort_key), col(Document.name))
    named = [names.document(session, each) for each in documents] or list(session.exec(query))
    name_of = {each.id or 0: each.name for each in named}
    passes = passes_by_document(session, list(name_of))
    filled = {id_: [each for each in of if not each.empty] for id_, of in passes.items()}
    several = {id_: of for id_, of in filled.items() if len(of) > 1}
    if not several:
        raise NothingModeratedError([each.name for each in named] if documents else ())
    marks, left_out = codings_of_passes(
        session, [each.id for of in several.values() for each in of], structural=structural
    )
    return Moderation(
        tuple(_document(name_of[id_], of, marks, left_out) for id_, of in several.items()),
        tuple(name_of[id_] for id_, of in filled.items() if len(of) == 1),
        sum(each.empty for of in passes.values() for each in of),
        tuple(
            name_of[id_] for id_, of in filled.items() if of and all(each.role == "moderator" for each in of)
        ),
    )


def _document(
    name: str,
    passes: Sequence[PassRef],
    marks: Mapping[int, Sequence[MatchedCoding]],
    left_out: Mapping[int, CodingWithoutWords],
) -> DocumentModerated:
    coders = tuple(each for each in passes if each.role == "coder")
    moderator = moderated_pass(passes)
    result = moderated(
        {each.coder: marks[each.id] for each in coders}, None if moderator is None else marks[moderator.id]
    )
    return DocumentModerated(
        name, coders, moderator, result, sum((left_out[each.id] for each in passes), CodingWithoutWords())
    )


def _count(fate: CodingOutcome, counts: Counter[str]) -> None:
    """Count a coding where its row is counted."""
    counts["compared"] += len(fate.against)
    for kind in fate.against.values():
        counts[kind] += 1
    if fate.outcome is not None:
        counts["moderated"] += 1
        counts["changed" if fate.outcome == "boundaries" else fate.outcome] += 1


def _row(name: str, counts: Mapping[str, int]) -> ModerationRow:
    columns = ModerationRow.__dataclass_fields__
    return ModerationRow(name, *(counts[column] for column in columns if column != "name"))


def _standing(row: Difference, one: str, other: str, stands: Mapping[tuple[str, MatchedCoding], bool]) -> str:
    """What the moderated pass has of a row: ``both`` its codings, ``one`` of them, or ``neither``."""
    sides: Iterable[tuple[str, MatchedCoding | None]] = ((one, row.first), (other, row.second))
    kept: Iterator[bool] = (stands[coder, mark] for coder, mark in sides if mark is not None)
    return ("neither", "one", "both")[sum(kept)]
