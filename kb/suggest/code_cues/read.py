"""What is looked at for the cues of a code: paragraphs of coded interviews, and which carry the code.

What counts as coded is the moderated pass of an interview, else what any coder coded, as in the suggestions;
spilled codings mark no words and do not count. What a session does not see, such as the passes that somebody
is blind to, does not count either. Words that hide a name in the text are taken away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from sqlmodel import Session, col, func, select

from kb.db.tables import Coding, CodingPass, Paragraph, Replacement
from kb.suggest.code_cues.evidence import CodedTexts
from kb.suggest.code_cues.phrase_places import PhrasePlaces
from kb.suggest.tokens import tokens

MOST_INTERVIEWS = 40
"""Interviews that are looked at, first those with the code that were coded last; more take longer."""


@dataclass(frozen=True)
class _Text:
    """A paragraph; ``start`` is its place in the document."""

    document: int
    position: int
    start: int
    text: str


@dataclass(frozen=True)
class Read:
    """The paragraphs of coded interviews that are looked at; ``elsewhere`` yields those of all others."""

    texts: CodedTexts
    said: tuple[str, ...]
    elsewhere: Callable[[], Iterator[str]]


def read(session: Session, code_ids: Collection[int]) -> Read:
    """Read the interviews in which anything is coded, and where a code is, by the ids of its spellings."""
    passes = _passes_that_count(session)
    spans = _spans(session, code_ids, {number for some in passes.values() for number in some})
    chosen = sorted(passes, key=lambda document: document not in spans)[:MOST_INTERVIEWS]
    rows = _paragraphs(session, chosen)
    numbers = {document: number for number, document in enumerate(sorted(chosen))}
    coded = np.zeros(len(rows), dtype=bool)
    passages: list[tuple[int, Sequence[str]]] = []
    for row, each in enumerate(rows):
        for start, end, first, last in spans.get(each.document, ()):
            if first <= each.position <= last:
                coded[row] = True
                said = each.text[max(0, start - each.start) : max(0, end - each.start)]
                passages.append((row, tokens(said)))
    interview_of = np.array([numbers[each.document] for each in rows], dtype=int)
    texts = CodedTexts(PhrasePlaces([tokens(each.text) for each in rows]), interview_of, coded, passages)
    return Read(texts, tuple(each.text for each in rows), partial(_others, session, chosen))


def _passes_that_count(session: Session) -> dict[int, list[int]]:
    """The passes that count by document, coded last first: the moderated one, else all of its coders."""
    last = func.max(Coding.id)
    query = (
        select(Coding.document_id, CodingPass.id, CodingPass.role)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .where(col(Coding.extent) != "spill")
        .group_by(col(Coding.document_id), col(CodingPass.id), col(CodingPass.role))
        .order_by(last.desc())
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for document, number, role in session.exec(query):
        found[document][number or 0] = role
    return {
        document: [number for number, role in roles.items() if role == "moderator"] or list(roles)
        for document, roles in found.items()
    }


def _spans(
    session: Session, code_ids: Collection[int], passes: Collection[int]
) -> dict[int, list[tuple[int, int, int, int]]]:
    query = select(Coding).where(col(Coding.code_id).in_(code_ids), col(Coding.extent) != "spill")
    found: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for each in session.exec(query.order_by(col(Coding.id))):
        if each.pass_id in passes:
            span = (each.start, each.end, each.first_paragraph, each.last_paragraph)
            found[each.document_id].append(span)
    return found


def _paragraphs(session: Session, documents: Collection[int]) -> list[_Text]:
    query = (
        select(Paragraph.document_id, Paragraph.position, Paragraph.start, Paragraph.text)
        .where(col(Paragraph.document_id).in_(documents))
        .order_by(col(Paragraph.document_id), col(Paragraph.position))
    )
    hidden: dict[int, list[tuple[int, int]]] = defaultdict(list)
    places = select(Replacement.document_id, Replacement.start, Replacement.end)
    for document, start, end in session.exec(places.where(col(Replacement.document_id).in_(documents))):
        hidden[document].append((start, end))
    return [
        _Text(document, position, start, _without(text, start, hidden.get(document, ())))
        for document, position, start, text in session.exec(query)
    ]


def _without(text: str, start: int, hidden: Collection[tuple[int, int]]) -> str:
    """A paragraph with blanks where its words hide a name."""
    for begins, ends in hidden:
        first, last = max(0, begins - start), min(len(text), ends - start)
        if first < last:
            text = f"{text[:first]}{' ' * (last - first)}{text[last:]}"
    return text


def _others(session: Session, looked_at: Collection[int]) -> Iterator[str]:
    yield from session.exec(select(Paragraph.text).where(col(Paragraph.document_id).not_in(looked_at)))
