"""The paragraphs that a search finds, document by document (the grammar: :mod:`kb.queries.syntax`).

Each paragraph is found once, however often it fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.rows import as_string, rows
from kb.db.tables import Case, Document, Paragraph
from kb.queries.filtering.conditions import Condition
from kb.queries.search.hits import SearchHit, hits
from kb.queries.search.scope import SearchScope, scope_conditions
from kb.queries.syntax.conditions import holds, read_search


@dataclass(frozen=True, slots=True)
class DocumentHits:
    """What was found in one document: how much in all, and the paragraphs that are shown."""

    document: str
    case: str | None
    total: int
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Some of what was found, by document, and how much there is in all; ``before`` come ahead of it."""

    groups: tuple[DocumentHits, ...]
    total: int
    documents: int
    before: int = 0

    @property
    def shown(self) -> int:
        """How many paragraphs are here."""
        return sum(len(group.hits) for group in self.groups)


def search(
    session: Session,
    text: str,
    scope: SearchScope | None = None,
    *,
    most_first: bool = False,
    limit: int | None = 20,
    page: int = 1,
) -> SearchResults:
    """Return the paragraphs that a search finds, document by document, each in the order of its text.

    ``most_first`` puts the documents first in which most is found, else they come in their natural order.
    ``page`` is which ``limit`` of them are wanted, from 1; one that is beyond the last means the last.

    Raises:
        KbError: the search cannot be read, or names what the catalog does not hold.
    """
    expression = read_search(session, text)
    if expression is None:
        return SearchResults((), 0, 0)
    scope = scope or SearchScope()
    found = [holds(session, expression, pass_role=scope.pass_role), *scope_conditions(session, scope)]
    positions = _positions(session, found)
    counts = {document_id: places.count(",") + 1 for document_id, places in positions.items()}
    total = sum(counts.values())
    documents = _documents(session, counts, most_first=most_first)
    before = 0 if limit is None else limit * min(page - 1, max(total - 1, 0) // limit)
    cuts = _cuts([counts[document_id] for document_id, *_ in documents], before, limit)
    groups = tuple(
        DocumentHits(
            name,
            case,
            counts[document_id],
            tuple(hits(session, document_id, _numbers(positions[document_id])[cut], expression)),
        )
        for (document_id, name, case), cut in zip(documents, cuts, strict=True)
        if cut
    )
    return SearchResults(groups, total, len(counts), before)


def _positions(session: Session, found: Sequence[Condition]) -> dict[int, str]:
    """Where paragraphs are found in each document, by its id: numbers with commas, in any order.

    One evaluation for all documents; only the numbers of those that are shown are read.
    """
    query = (
        select(Paragraph.document_id, as_string(col(Paragraph.position)))
        .where(*found)
        .group_by(col(Paragraph.document_id))
    )
    return dict(rows(session, query))


def _numbers(positions: str) -> list[int]:
    return sorted(map(int, positions.split(",")))


def _cuts(counts: Iterable[int], before: int, limit: int | None) -> list[slice | None]:
    """Which of each document's paragraphs are shown, if any, of those that come one after the other."""
    cuts: list[slice | None] = []
    at = 0
    for count in counts:
        first = max(before - at, 0)
        last = count if limit is None else min(count, before + limit - at)
        cuts.append(slice(first, last) if first < last else None)
        at += count
    return cuts


def _documents(
    session: Session, counts: Mapping[int, int], *, most_first: bool
) -> list[tuple[int, str, str | None]]:
    query = (
        select(Document.id, Document.name, Case.name)
        .outerjoin(Case, col(Case.id) == Document.case_id)
        .order_by(col(Document.sort_key))
    )
    rows = [(row[0] or 0, row[1], row[2]) for row in session.exec(query) if row[0] in counts]
    return sorted(rows, key=lambda row: -counts[row[0]] if most_first else 0)
