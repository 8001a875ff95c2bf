"""Coded interviews from the catalog: what is said in them, and what each pass codes.

What counts as coded is the moderated pass, else what any coder coded. Spilled codings mark no words and are
left out; so are codes that may not be suggested, and passes that are empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from kb.db.tables import Coder, Coding, CodingPass, Document, Paragraph, Speaker
from kb.suggest.learning.corpus import Interview
from kb.suggest.similar_passages import Quote

_AT_ONCE = 400
"""Documents that are named in one query."""


@dataclass(frozen=True)
class CodedPass:
    """One person's work on an interview: a quote for each paragraph and code."""

    coder: str
    role: str
    quotes: tuple[Quote, ...]

    def table(self, paragraphs: int, codes: int) -> np.ndarray:
        """Return whether each paragraph carries each code."""
        carried = np.zeros((paragraphs, codes), dtype=bool)
        for quote in self.quotes:
            carried[quote.paragraph, quote.code] = True
        return carried


@dataclass(frozen=True)
class CodedInterview:
    """A document with the passes over it that code anything."""

    document: str
    texts: tuple[str, ...]
    asked: tuple[bool, ...]
    passes: tuple[CodedPass, ...]

    @property
    def coders(self) -> list[CodedPass]:
        """The passes of its coders."""
        return [each for each in self.passes if each.role != "moderator"]

    @property
    def moderated(self) -> CodedPass | None:
        """The moderated pass."""
        return next((each for each in self.passes if each.role == "moderator"), None)

    @property
    def interview(self) -> Interview:
        """The interview with what counts as coded."""
        passes = [self.moderated] if self.moderated else self.coders
        quotes = {
            (quote.paragraph, quote.code, quote.text): quote for each in passes for quote in each.quotes
        }
        return Interview(self.document, self.texts, self.asked, tuple(quotes.values()))


def coded_interviews(
    session: Session, places: Mapping[int, int], *given: ColumnElement[bool], newest: int | None = None
) -> list[CodedInterview]:
    """Return the interviews in which anything is coded for which all this holds, in the order of their names.

    ``places`` are the places of the codes that count, by the ids of their spellings. With ``newest``, only so
    many, those coded last.
    """
    wanted: dict[int, None] = {}
    for document, code in session.exec(
        select(Coding.document_id, Coding.code_id).where(*_counts(given)).order_by(col(Coding.id).desc())
    ):
        if code in places and (newest is None or len(wanted) < newest):
            wanted.setdefault(document)
    ids = list(wanted)
    found: list[CodedInterview] = []
    for first in range(0, len(ids), _AT_ONCE):
        found += _read(session, places, given, ids[first : first + _AT_ONCE])
    return found


def spoken(session: Session, documents: Collection[int]) -> dict[int, tuple[list[Paragraph], list[bool]]]:
    """Return the paragraphs of documents, and which of them an interviewer says, by the document's id."""
    query = (
        select(Paragraph, Speaker.role)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(col(Paragraph.document_id).in_(documents))
        .order_by(col(Paragraph.document_id), col(Paragraph.position))
    )
    said: dict[int, tuple[list[Paragraph], list[bool]]] = defaultdict(lambda: ([], []))
    for paragraph, role in session.exec(query):
        said[paragraph.document_id][0].append(paragraph)
        said[paragraph.document_id][1].append(role == "interviewer")
    return said


def _counts(given: Collection[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    return [col(Coding.extent) != "spill", *given]


def _read(
    session: Session, places: Mapping[int, int], given: Collection[ColumnElement[bool]], ids: list[int]
) -> list[CodedInterview]:
    said = spoken(session, ids)
    names = (
        select(Document.id, Document.name).where(col(Document.id).in_(ids)).order_by(col(Document.sort_key))
    )
    query = (
        select(Coding, CodingPass.role, Coder.name)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(*_counts(given), col(Coding.document_id).in_(ids))
        .order_by(col(Coding.id))
    )
    work: dict[int, dict[tuple[str, str], list[Coding]]] = defaultdict(lambda: defaultdict(list))
    for coding, role, coder in session.exec(query):
        if coding.code_id in places:
            work[coding.document_id][coder, role].append(coding)
    found = []
    for number, name in session.exec(names):
        paragraphs, asked = said[number or 0]
        passes = tuple(
            CodedPass(coder, role, tuple(_quotes(name, codings, paragraphs, places)))
            for (coder, role), codings in sorted(work[number or 0].items())
        )
        found.append(CodedInterview(name, tuple(each.text for each in paragraphs), tuple(asked), passes))
    return found


def _quotes(
    document: str, codings: list[Coding], paragraphs: list[Paragraph], places: Mapping[int, int]
) -> list[Quote]:
    return [
        Quote(document, each.position, _words(coding, each), places[coding.code_id])
        for coding in codings
        for each in paragraphs[coding.first_paragraph : coding.last_paragraph + 1]
    ]


def _words(coding: Coding, paragraph: Paragraph) -> str:
    return paragraph.text[max(0, coding.start - paragraph.start) : max(0, coding.end - paragraph.start)]
