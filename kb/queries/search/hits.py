"""A paragraph that a search finds, as it is shown: its words in pieces, its codes, its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, select

from kb.db import fulltext
from kb.db.tables import Code, Coder, Coding, CodingPass, Paragraph, Speaker
from kb.queries.quotes.coded_passages import PassageCoder
from kb.queries.syntax.tree import Expression, HasCode, HasWords, leaves

_BATCH = 500


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


def hits(
    session: Session, document_id: int, positions: Sequence[int], expression: Expression
) -> Iterator[SearchHit]:
    """Yield the paragraphs at these positions of a document with what the expression finds in them."""
    for begin in range(0, len(positions), _BATCH):
        batch = positions[begin : begin + _BATCH]
        around = {near for each in batch for near in (each - 1, each, each + 1)}
        spoken = _spoken_at(session, document_id, around)
        found = marked_ranges(session, expression, [spoken[each][0].id or 0 for each in batch])
        codes, coders, spans = _codes(session, document_id, batch, expression)
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


def marked_ranges(
    session: Session, expression: Expression, paragraph_ids: Sequence[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return, for each paragraph, the half-open ranges of its text that the words of a search match."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for leaf in leaves(expression):
        if isinstance(leaf, HasWords):
            for paragraph, ranges in fulltext.marked_ranges(session, leaf.groups, paragraph_ids).items():
                found[paragraph].update(ranges)
    return {paragraph: joined(ranges) for paragraph, ranges in found.items()}


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return ranges in order, those that overlap joined: two terms may stand on the same word."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


_Span = tuple[int, int, str]


def _codes(
    session: Session, document_id: int, positions: Sequence[int], expression: Expression
) -> tuple[dict[int, set[str]], dict[int, set[PassageCoder]], list[_Span]]:
    """The codes on each paragraph, who gave them, and where those that were asked for stand."""
    canonical = {each.id: each for each in session.exec(select(Code).where(Code.id == Code.canonical_id))}
    of = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    wanted = {leaf.code for leaf in leaves(expression) if isinstance(leaf, HasCode)}
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
        col(Coding.first_paragraph) <= positions[-1],
        col(Coding.last_paragraph) >= positions[0],
        Coding.extent != "spill",
    )
    shown, spans = set(positions), set()
    codes: dict[int, set[str]] = defaultdict(set)
    coders: dict[int, set[PassageCoder]] = defaultdict(set)
    for coding in session.exec(query):
        code = canonical.get(of.get(coding.code_id))
        name = code.name if code else "?"
        for position in shown.intersection(range(coding.first_paragraph, coding.last_paragraph + 1)):
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
