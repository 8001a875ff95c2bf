"""What suggestions for one document may go by: the codebook, and codings that the asking coder may see.

Never the codings of others in the document itself; and from other documents only the coder's own, those of
documents over which they have asked to see the other passes, and of those that they moderate. Where nobody in
particular asks, all codings of other documents. So a suggestion tells a coder nothing they are blind to.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Paragraph
from kb.queries.comparison import unblinding
from kb.suggest.cues import Cues
from kb.suggest.similar_passages import Neighbours, Quote
from kb.suggest.similarity import Matrix, Wording, rarity
from kb.suggest.tokens import stems, tokens

_MOST_QUOTES = 4_000
"""Coded passages that are compared with, the newest; more would answer the same more slowly."""
_BACKGROUND = 2_000
"""Paragraphs that tell how rare a word is, evenly taken from all documents."""
_TAKEN_FOR_RARE = 200
"""Paragraphs in which a cue is taken not to stand, besides those that were read: few of them tell little."""
_NAME_COUNTS = 2
"""A word of a code's name counts like so many of its definition or cues."""


@dataclass(frozen=True, slots=True)
class Known:
    """A code that may be suggested; ``ids`` are those of all its spellings."""

    name: str
    definition: str
    cues: tuple[str, ...]
    ids: frozenset[int] = frozenset()

    @property
    def words(self) -> list[str]:
        """The stems by which the codebook tells of the code: its name, when to use it, its cues."""
        use = self.definition.partition("; not")[0].removeprefix("Use")
        return [*stems(self.name.replace("_", " ")) * _NAME_COUNTS, *stems(use), *stems(" ".join(self.cues))]


@dataclass(frozen=True)
class Knowledge:
    """Codes, passages that carry them, and how rare words are."""

    codes: tuple[Known, ...]
    quotes: tuple[Quote, ...]
    background: tuple[str, ...]

    @cached_property
    def wording(self) -> Wording:
        """How rare each word is, of the background and of the codebook."""
        return Wording.of([*map(stems, self.background), *(code.words for code in self.codes)])

    @cached_property
    def profiles(self) -> Matrix:
        """What the codebook says of each code, as rows of the wording."""
        return self.wording.rows(code.words for code in self.codes)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The passages that were coded elsewhere."""
        return Neighbours(self.quotes, self.wording, len(self.codes))

    @cached_property
    def cues(self) -> Cues:
        """The cues of all codes."""
        return Cues({place: code.cues for place, code in enumerate(self.codes)})

    def rarity_of(self, cue: tuple[str, ...]) -> float:
        """Return how much a cue tells: the rarer the more."""
        return rarity(self._times[cue], len(self.background) + _TAKEN_FOR_RARE)

    @cached_property
    def _times(self) -> Counter[tuple[str, ...]]:
        """In how many paragraphs of the background each cue stands."""
        found = self.cues.found([tokens(text) for text in self.background])
        return Counter(cue for cues in found for cue in cues)

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each code by the id of any of its spellings."""
        return {each: place for place, code in enumerate(self.codes) for each in code.ids}


def known(session: Session, document: Document, coder: str | None = None) -> Knowledge:
    """Return what suggestions for a document may go by when this coder asks, or nobody in particular."""
    codes = tuple(_codes(session))
    places = {each: place for place, code in enumerate(codes) for each in code.ids}
    given = (col(Coding.document_id) != document.id, *_visible_elsewhere(coder))
    return Knowledge(codes, tuple(quotes(session, places, *given)), tuple(_background(session)))


def quotes(
    session: Session, places: dict[int, int], *given: ColumnElement[bool], most: int = _MOST_QUOTES
) -> list[Quote]:
    """Return the words of the newest codings for which all this holds, a quote for each paragraph."""
    newest = (
        select(Coding.id)
        .where(*given, col(Coding.extent) != "spill", col(Coding.code_id).in_(places))
        .order_by(col(Coding.id).desc())
        .limit(most)
    )
    touched = (
        select(Coding, Paragraph, Document.name)
        .join(Document, col(Document.id) == Coding.document_id)
        .join(Paragraph, col(Paragraph.document_id) == Coding.document_id)
        .where(
            col(Coding.id).in_(newest),
            col(Paragraph.position).between(Coding.first_paragraph, Coding.last_paragraph),
        )
        .order_by(col(Coding.id), col(Paragraph.position))
        .limit(2 * most)
    )
    return [
        Quote(document, paragraph.position, _said(coding, paragraph), places[coding.code_id])
        for coding, paragraph, document in session.exec(touched)
    ]


def _said(coding: Coding, paragraph: Paragraph) -> str:
    return paragraph.text[max(0, coding.start - paragraph.start) : max(0, coding.end - paragraph.start)]


def _codes(session: Session) -> list[Known]:
    """The codes that may be suggested, by name: not the places of the interview guide, not whole stages."""
    spelled = aliased(Code)
    query = (
        select(Code, spelled.id)
        .join(spelled, col(spelled.canonical_id) == Code.id)
        .where(or_(col(Code.kind).is_(None), col(Code.kind).not_in(("structural", "umbrella"))))
        .order_by(Code.name)
    )
    ids: dict[str, set[int]] = {}
    rows: dict[str, Code] = {}
    for code, spelling in session.exec(query):
        rows[code.name] = code
        ids.setdefault(code.name, set()).add(spelling or 0)
    return [Known(name, row.definition, tuple(row.cues), frozenset(ids[name])) for name, row in rows.items()]


def _visible_elsewhere(coder: str | None) -> list[ColumnElement[bool]]:
    """What must hold of a coding of another document for this coder to see it."""
    if coder is None:
        return []
    of_coder = select(CodingPass.id).join(Coder, col(Coder.id) == CodingPass.coder_id)
    own = of_coder.where(Coder.name == coder)
    moderated = select(CodingPass.document_id).where(
        col(CodingPass.id).in_(own), CodingPass.role == "moderator"
    )
    seen = unblinding.documents_seen(coder)
    in_sight = (col(Coding.document_id).in_(moderated), col(Coding.document_id).in_(seen))
    return [or_(col(Coding.pass_id).in_(own), *in_sight)]


def _background(session: Session) -> list[str]:
    """Paragraphs evenly taken from all documents: every so many-th by its number."""
    highest = session.exec(select(func.max(Paragraph.id))).one() or 0
    step = max(1, -(-highest // _BACKGROUND))
    ids = np.arange(1, highest + 1, step).tolist()
    query = select(Paragraph.text).where(col(Paragraph.id).in_(ids)).order_by(col(Paragraph.id))
    return list(session.exec(query))
