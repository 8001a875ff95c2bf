"""The words that are released, document by document: quotes, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from kb.db.tables import Paragraph, Speaker
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.coded_passages import CodedPassage, coded_passages
from kb.report.release.released import Release, ReleasedDocument

HIDDEN = "[not released]"


@dataclass(frozen=True, slots=True)
class ReleasedQuote:
    """A passage that is released; ``paragraph`` counts from 1, ``coders`` are called as outside."""

    document: ReleasedDocument
    paragraph: int
    role: str
    code: str
    coders: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph: pieces of its text, each coded or not, and the quotes that begin in it."""

    number: int
    role: str
    pieces: tuple[tuple[str, bool], ...]
    quotes: tuple[ReleasedQuote, ...]
    follows: bool
    """Whether the paragraph before is shown, too."""


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """What is released of one document; ``withheld`` passages have a withheld name in them."""

    document: ReleasedDocument
    quotes: tuple[ReleasedQuote, ...]
    paragraphs: tuple[ShownParagraph, ...]
    withheld: int


def released_words(
    session: Session, release: Release, filters: Filters, *, context: int
) -> Iterator[DocumentWords]:
    """Yield each document whose words are released, with its quotes; one document is in memory at a time."""
    for document in release.documents:
        if document.has_words:
            found = coded_passages(session, replace(filters, document=document.name), limit=None).passages
            yield _of_document(session, release, document, found, context)


def _of_document(
    session: Session,
    release: Release,
    document: ReleasedDocument,
    passages: tuple[CodedPassage, ...],
    context: int,
) -> DocumentWords:
    quotes: list[ReleasedQuote] = []
    marks: dict[int, list[tuple[int, int]]] = {}
    for each in passages:
        if not each.quote.strip() or release.withheld.is_in(each.quote):
            continue
        quotes.append(_quote(release, document, each))
        for line in each.lines:
            if not line.is_context:
                begin = len(line.before)
                marks.setdefault(line.position, []).append((begin, begin + len(line.words)))
    shown = _paragraphs(session, release, document, marks, quotes, context)
    withheld = sum(bool(each.quote.strip()) for each in passages) - len(quotes)
    return DocumentWords(document, tuple(quotes), tuple(shown), withheld)


def _quote(release: Release, document: ReleasedDocument, passage: CodedPassage) -> ReleasedQuote:
    people = sorted({release.coders[each.coder] for each in passage.coders})
    return ReleasedQuote(
        document, passage.paragraph + 1, passage.role or "unknown", passage.code, tuple(people), passage.quote
    )


def _paragraphs(
    session: Session,
    release: Release,
    document: ReleasedDocument,
    marks: dict[int, list[tuple[int, int]]],
    quotes: list[ReleasedQuote],
    context: int,
) -> Iterator[ShownParagraph]:
    """The paragraphs with quotes, and so many before and after each."""
    if not marks:
        return
    wanted = {at for each in marks for at in range(each - context, each + context + 1)}
    query = (
        select(Paragraph.position, Paragraph.text, Speaker.role)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == document.id)
        .order_by(col(Paragraph.position))
    )
    before = None
    for position, text, role in session.exec(query):
        if position not in wanted:
            continue
        spans = _joined(marks.get(position, []))
        whole = context > 0 and not release.withheld.is_in(text)
        pieces = tuple(_pieces(text, spans) if whole else _only(text, spans))
        if release.withheld.is_in("".join(words for words, _ in pieces)):  # a name from where two quotes meet
            pieces = ((HIDDEN, False),)
        yield ShownParagraph(
            position + 1,
            role or "unknown",
            pieces,
            tuple(each for each in quotes if each.paragraph == position + 1),
            before == position - 1,
        )
        before = position


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of which none overlap."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(each for each in spans if each[0] < each[1]):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The whole text, coded words told from others."""
    at = 0
    for start, end in spans:
        if at < start:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _only(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The coded words, and a mark where others are left out."""
    if not spans:
        yield HIDDEN, False
        return
    at = 0
    for start, end in spans:
        if text[at:start].strip():
            yield "[…] ", False
        yield text[start:end], True
        yield " ", False
        at = end
    if text[at:].strip():
        yield "[…]", False
