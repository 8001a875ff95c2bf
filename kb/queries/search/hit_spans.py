"""What a search finds, as spans that can be coded: the paragraphs, the sentences or only the words found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from kb.db.tables import Document, Paragraph
from kb.queries.analyses.sentences import sentences
from kb.queries.search.hits import SearchHit, joined
from kb.queries.search.results import search
from kb.queries.search.scope import SearchScope

SpanUnit = Literal["paragraph", "sentence", "words"]
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HitSpan:
    """Words to code: offsets (code points, half-open) into a version of a document's text, its sha256.

    ``paragraph``, from 0, is where they are now.
    """

    document: str
    paragraph: int
    start: int
    end: int
    words: str
    text: str


def hit_spans(
    session: Session, query: str, scope: SearchScope | None = None, *, unit: SpanUnit = "paragraph"
) -> list[HitSpan]:
    """Return what a search finds as spans, document by document in the order of the text.

    Of a paragraph that is found by a code and not by its words, the whole paragraph is the span.

    Raises:
        KbError: the search cannot be read, or names what the catalog does not hold.
    """
    found: list[HitSpan] = []
    for group in search(session, query, scope, limit=None).groups:
        document = session.exec(select(Document).where(Document.name == group.document)).one()
        starts = _starts(session, document, [hit.paragraph for hit in group.hits])
        for hit in group.hits:
            at = starts[hit.paragraph]
            for start, end in _spans(hit, unit):
                words = hit.text[start:end]
                found.append(
                    HitSpan(group.document, hit.paragraph, at + start, at + end, words, document.sha256)
                )
    return found


def _starts(session: Session, document: Document, positions: Iterable[int]) -> dict[int, int]:
    query = select(Paragraph.position, Paragraph.start).where(
        Paragraph.document_id == document.id, col(Paragraph.position).in_(list(positions))
    )
    return dict(session.exec(query).all())


def _spans(hit: SearchHit, unit: SpanUnit) -> Iterator[_Span]:
    text, found = hit.text, list(_found(hit))
    if unit == "paragraph" or not found:
        spans: Iterable[_Span] = [(0, len(text))]
    elif unit == "words":
        spans = joined(found)
    else:
        spans = [(a, b) for a, b in sentences(text) if any(a < end and start < b for start, end in found)]
    for start, end in spans:
        words = text[start:end]
        begin = start + len(words) - len(words.lstrip())
        if words.strip():
            yield begin, begin + len(words.strip())


def _found(hit: SearchHit) -> Iterator[_Span]:
    at = 0
    for piece in hit.pieces:
        if piece.is_found:
            yield at, at + len(piece.text)
        at += len(piece.text)
