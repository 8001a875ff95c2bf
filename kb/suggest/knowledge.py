"""What suggestions for one document may go by: the codebook, and codings that the asking coder may see.

Never the codings of others in the document itself; and from other documents only the coder's own, those of
documents over which they have asked to see the other passes, and of those that they moderate. Where nobody in
particular asks, all codings of other documents. So a suggestion tells a coder nothing they are blind to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Paragraph
from kb.queries.codebook.families import families
from kb.queries.comparison import unblinding
from kb.suggest.cues import Cues
from kb.suggest.learning.corpus import Interview
from kb.suggest.learning.read import coded_interviews
from kb.suggest.meaning import Known
from kb.suggest.similar_passages import Quote

_MOST_QUOTES = 4_000
"""Coded passages that are compared with, the newest; more would answer the same more slowly."""
_MOST_TAUGHT = 12
"""Interviews that weights are learnt from, those coded last; more would teach the same more slowly."""


@dataclass(frozen=True)
class Knowledge:
    """Codes, coded passages to compare with, and the coded interviews that suggestions are learnt from."""

    codes: tuple[Known, ...]
    quotes: tuple[Quote, ...] = ()
    taught: tuple[Interview, ...] = ()

    @cached_property
    def phrases(self) -> Cues:
        """The words by which codes give themselves away: their cues, and those after "Also:"."""
        return Cues({place: (*code.cues, *code.phrases) for place, code in enumerate(self.codes)})

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each code by the id of any of its spellings."""
        return {each: place for place, code in enumerate(self.codes) for each in code.ids}


def known(session: Session, document: Document, coder: str | None = None) -> Knowledge:
    """Return what suggestions for a document may go by when this coder asks, or nobody in particular."""
    codes = codes_to_suggest(session, unblinding.unseen_codes(session, coder) if coder is not None else ())
    places = {each: place for place, code in enumerate(codes) for each in code.ids}
    given = (col(Coding.document_id) != document.id, *_visible_elsewhere(coder))
    taught = coded_interviews(session, places, *given, newest=_MOST_TAUGHT)
    return Knowledge(codes, tuple(quotes(session, places, *given)), tuple(each.interview for each in taught))


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


def codes_to_suggest(session: Session, unseen: Collection[int] = ()) -> tuple[Known, ...]:
    """Return the codes that may be suggested, by name: not the interview guide's places, not whole stages.

    ``unseen`` are the ids of those whose names are not to be told.
    """
    spelled = aliased(Code)
    query = (
        select(Code, spelled.id)
        .join(spelled, col(spelled.canonical_id) == Code.id)
        .where(or_(col(Code.kind).is_(None), col(Code.kind).not_in(("structural", "umbrella"))))
        .where(col(Code.id).not_in(unseen))
        .order_by(Code.name)
    )
    ids: dict[str, set[int]] = {}
    rows: dict[str, Code] = {}
    for code, spelling in session.exec(query):
        rows[code.name] = code
        ids.setdefault(code.name, set()).add(spelling or 0)
    family = families(session)
    return tuple(
        Known(name, row.definition, tuple(row.cues), frozenset(ids[name]), family.get(name, ""))
        for name, row in rows.items()
    )


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
