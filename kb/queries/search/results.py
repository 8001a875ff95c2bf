"""The paragraphs that a question finds, by document (:mod:`kb.queries.syntax.parse`).

A code is on a paragraph when a coding of it, by whatever coder, touches it; those that only spill into it do
not count. Each paragraph is found once, however often it fits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.db import fulltext
from kb.db.rows import rows
from kb.db.tables import Attribute, Case, Code, Coder, Coding, CodingPass, Document, Paragraph, Speaker
from kb.queries import names
from kb.queries.quotes.coded_passages import PassageCoder
from kb.queries.search.matches import document_of, matching_paragraphs, place, position_of
from kb.queries.syntax.parse import parse_search
from kb.queries.syntax.question import And, Has, Near, Not, Or, Question, Says, leaves

_BATCH = 500


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where is looked: in what a role says, in one document, in documents of cases of which this is known."""

    role: str | None = None
    document: str | None = None
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Words of a paragraph: whether the search found them, and the code they carry if it was asked for."""

    text: str
    is_found: bool
    code: str | None


@dataclass(frozen=True, slots=True)
class NeighbourParagraph:
    """A paragraph next to one that was found: who speaks, and the words."""

    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A paragraph that was found, its words in pieces, every code on it; ``paragraph`` counts from 0.

    ``coders`` are those who gave it a code, in whatever pass; ``above`` and ``below`` stand beside it.
    """

    paragraph: int
    speaker: str | None
    role: str | None
    pieces: tuple[TextPiece, ...]
    codes: tuple[str, ...]
    coders: tuple[PassageCoder, ...]
    above: NeighbourParagraph | None
    below: NeighbourParagraph | None

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return "".join(piece.text for piece in self.pieces)


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


def parse_question(session: Session, text: str) -> Question | None:
    """Read a question; codes that the catalog does not have are told with the nearest one.

    Raises:
        AskError: it cannot be read.
        UnknownNameError: there is no such code.
    """
    question = parse_search(text, is_code=lambda words: _is_code(session, words))
    return _checked(session, question) if question else None


def search(
    session: Session,
    text: str,
    limits: SearchScope | None = None,
    *,
    most_first: bool = False,
    limit: int | None = 20,
    page: int = 1,
) -> SearchResults:
    """Return the paragraphs that a question finds, document by document, each in the order of its text.

    ``most_first`` puts the documents first in which most is found, else they come in their natural order.
    ``page`` is which ``limit`` of them are wanted, from 1; one that is beyond the last means the last.

    Raises:
        KbError: the question cannot be read, or names what the catalog does not hold.
    """
    question = parse_question(session, text)
    if question is None:
        return SearchResults((), 0, 0)
    found = _within(session, matching_paragraphs(session, question), limits or SearchScope())
    counts = Counter(map(document_of, found))
    order = _documents(session, counts, most_first=most_first)
    before = 0 if limit is None else limit * min(page - 1, max(len(found) - 1, 0) // limit)
    cuts = _cuts([counts[document_id] for document_id, *_ in order], before, limit)
    wanted = {document_id for (document_id, *_), cut in zip(order, cuts, strict=True) if cut}
    by_document: dict[int, list[int]] = defaultdict(list)
    for each in found:
        if document_of(each) in wanted:
            by_document[document_of(each)].append(position_of(each))
    groups = tuple(
        DocumentHits(
            name,
            case,
            counts[document_id],
            tuple(_hits(session, document_id, sorted(by_document[document_id])[cut], question)),
        )
        for (document_id, name, case), cut in zip(order, cuts, strict=True)
        if cut
    )
    return SearchResults(groups, len(found), len(counts), before)


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


def _is_code(session: Session, words: str) -> bool:
    return session.exec(select(Code.id).where(Code.key == code_key(words)).limit(1)).first() is not None


def _checked(session: Session, question: Question) -> Question:
    """Let every code that is named be one; those that are excluded, too."""
    match question:
        case Has(code):
            return Has(names.code(session, code).name)
        case Not(inner):
            return Not(_checked(session, inner))
        case And(parts):
            return And(tuple(_checked(session, part) for part in parts))
        case Or(parts):
            return Or(tuple(_checked(session, part) for part in parts))
        case Near(left, right, apart):
            return Near(_checked(session, left), _checked(session, right), apart)
    return question


def _within(session: Session, found: frozenset[int], limits: SearchScope) -> frozenset[int]:
    documents: set[int] | None = None
    if limits.document is not None:
        documents = {names.document(session, limits.document).id or 0}
    if limits.attribute is not None:
        name, _, value = limits.attribute.partition(":")
        query = (
            select(Document.id)
            .join(Attribute, col(Attribute.case_id) == Document.case_id)
            .where(Attribute.name == name.strip(), Attribute.value == value.strip())
        )
        known = {each or 0 for each in session.exec(query)}
        documents = known if documents is None else documents & known
    if documents is not None:
        found = frozenset(each for each in found if document_of(each) in documents)
    return found & _spoken(session, found, limits.role) if limits.role and found else found


def _spoken(session: Session, found: frozenset[int], role: str) -> set[int]:
    """The paragraphs, in the documents of these, that somebody of a role speaks."""
    documents = set(map(document_of, found))
    query = (
        select(Paragraph.document_id, Paragraph.position)
        .join(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Speaker.role == role)
    )
    if len(documents) < _BATCH:
        query = query.where(col(Paragraph.document_id).in_(documents))
    return {place(document, position) for document, position in rows(session, query)}


def _documents(
    session: Session, counts: Counter[int], *, most_first: bool
) -> list[tuple[int, str, str | None]]:
    query = (
        select(Document.id, Document.name, Case.name)
        .outerjoin(Case, col(Case.id) == Document.case_id)
        .order_by(col(Document.sort_key))
    )
    rows = [(row[0] or 0, row[1], row[2]) for row in session.exec(query) if row[0] in counts]
    return sorted(rows, key=lambda row: -counts[row[0]] if most_first else 0)


def _hits(
    session: Session, document_id: int, positions: Sequence[int], question: Question
) -> Iterator[SearchHit]:
    for begin in range(0, len(positions), _BATCH):
        batch = positions[begin : begin + _BATCH]
        around = {near for each in batch for near in (each - 1, each, each + 1)}
        spoken = _spoken_at(session, document_id, around)
        found = _marks(session, [spoken[each][0].id or 0 for each in batch], question)
        codes, coders, spans = _codes(session, document_id, batch, question)
        for position in batch:
            paragraph, speaker = spoken[position]
            yield SearchHit(
                position,
                speaker.name if speaker else None,
                speaker.role if speaker else None,
                _pieces(paragraph, found.get(paragraph.id or 0, ()), spans),
                tuple(sorted(codes[position])),
                tuple(sorted(coders[position], key=lambda voice: (voice.role, voice.coder))),
                _beside(spoken.get(position - 1)),
                _beside(spoken.get(position + 1)),
            )


_Spoken = tuple[Paragraph, Speaker | None]


def _spoken_at(session: Session, document_id: int, positions: Iterable[int]) -> dict[int, _Spoken]:
    query = (
        select(Paragraph, Speaker)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == document_id, col(Paragraph.position).in_(positions))
    )
    return {paragraph.position: (paragraph, speaker) for paragraph, speaker in session.exec(query)}


def _beside(spoken: _Spoken | None) -> NeighbourParagraph | None:
    if spoken is None:
        return None
    paragraph, speaker = spoken
    return NeighbourParagraph(speaker.name if speaker else None, paragraph.text)


def _marks(session: Session, ids: list[int], question: Question) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for leaf in leaves(question):
        if isinstance(leaf, Says):
            for paragraph, ranges in fulltext.marked_ranges(session, leaf.words, ids).items():
                found[paragraph] += ranges
    return found


_Span = tuple[int, int, str]


def _codes(
    session: Session, document_id: int, positions: Sequence[int], question: Question
) -> tuple[dict[int, set[str]], dict[int, set[PassageCoder]], list[_Span]]:
    """The codes on each paragraph, who gave them, and where those that were asked for stand."""
    canonical = {each.id: each for each in session.exec(select(Code).where(Code.id == Code.canonical_id))}
    of = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    wanted = {leaf.code for leaf in leaves(question) if isinstance(leaf, Has)}
    people = {
        work: PassageCoder(coder, role)
        for work, coder, role in session.exec(
            select(CodingPass.id, Coder.name, CodingPass.role)
            .join(Coder, col(Coder.id) == CodingPass.coder_id)
            .where(CodingPass.document_id == document_id)
        )
    }
    query = select(Coding).where(
        Coding.document_id == document_id,
        col(Coding.first) <= positions[-1],
        col(Coding.last) >= positions[0],
        Coding.extent != "spill",
    )
    shown, spans = set(positions), set()
    codes: dict[int, set[str]] = defaultdict(set)
    coders: dict[int, set[PassageCoder]] = defaultdict(set)
    for coding in session.exec(query):
        code = canonical.get(of.get(coding.code_id))
        name = code.name if code else "?"
        for position in shown.intersection(range(coding.first, coding.last + 1)):
            codes[position].add(name)
            coders[position].add(people[coding.pass_id])
        if name in wanted:
            spans.add((coding.start, coding.end, name))
    return codes, coders, sorted(spans)


def _pieces(
    paragraph: Paragraph, found: Iterable[tuple[int, int]], spans: Iterable[_Span]
) -> tuple[TextPiece, ...]:
    """Cut a paragraph where a mark begins or ends; of codes that overlap the shortest is shown."""
    here = [
        (max(0, start - paragraph.start), min(len(paragraph.text), end - paragraph.start), code)
        for start, end, code in spans
        if start < paragraph.end and end > paragraph.start
    ]
    ranges = list(found)
    cuts = sorted(
        {
            0,
            len(paragraph.text),
            *(x for a, b in ranges for x in (a, b)),
            *(x for a, b, _ in here for x in (a, b)),
        }
    )
    pieces = []
    for start, end in pairwise(cuts):
        covering = [(b - a, code) for a, b, code in here if a <= start and end <= b]
        pieces.append(
            TextPiece(
                paragraph.text[start:end],
                any(a <= start and end <= b for a, b in ranges),
                min(covering)[1] if covering else None,
            )
        )
    return tuple(pieces)
