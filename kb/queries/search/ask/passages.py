"""The passages that a question's words are in: the paragraphs of the catalog, and the codes on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from kb.analysis.ranking.bm25 import rarity
from kb.analysis.ranking.porter import stem
from kb.db import fulltext
from kb.db.fulltext import Term
from kb.db.rows import rows
from kb.db.tables import Code, Coding, CodingPass, Document, Paragraph, Speaker
from kb.queries.filtering.filters import PassRole
from kb.queries.search.ask.question import QuestionWord, words_of

CANDIDATES = 300
"""Paragraphs, the best for the words, that are looked at more closely."""
_MOST_OFTEN = 0.1
"""A word in more than this share of all paragraphs finds none by itself, if there are rarer ones."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that has words of a question; ``score`` is from 0 to 1, ``words`` are those it has.

    ``codes`` are the ids of the codes on it; ``paragraph`` counts from 0.
    """

    document: str
    paragraph: int
    speaker: str | None
    role: str | None
    text: str
    score: float
    words: tuple[str, ...]
    codes: frozenset[int]


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many paragraphs each word of a question is, and how many paragraphs there are."""

    paragraphs: int
    times: Mapping[str, int]

    def rarity(self, word: QuestionWord) -> float:
        """How much a word tells."""
        return rarity(self.times[word.word], self.paragraphs)


def count_words(session: Session, words: Sequence[QuestionWord]) -> WordCounts:
    """Count the paragraphs that have each word, in any form of it."""
    total = session.exec(select(func.count()).select_from(Paragraph)).one()
    times = {}
    for each in words:
        found = fulltext.matches(session, ((Term(each.word),),)).subquery("found")
        times[each.word] = session.exec(select(func.count()).select_from(found)).one()
    return WordCounts(total, times)


def passages(
    session: Session, words: Sequence[QuestionWord], counts: WordCounts, pass_role: PassRole | None
) -> list[Passage]:
    """Return the paragraphs that have most of what the words tell, the best first.

    What an interviewer asks is no answer and is left out. ``pass_role`` says whose codes count.
    """
    telling = [each for each in words if 0 < counts.times[each.word] <= counts.paragraphs * _MOST_OFTEN]
    telling = telling or [each for each in words if counts.times[each.word]]
    if not telling:
        return []
    found = fulltext.matches(session, (tuple(Term(each.word) for each in telling),)).subquery("found")
    best = select(found.c.id, found.c.score).order_by(found.c.score.desc()).limit(CANDIDATES).subquery("best")
    query = (
        select(
            Paragraph.id,
            Document.name,
            Paragraph.position,
            Speaker.name,
            Speaker.role,
            Paragraph.text,
            best.c.score,
        )
        .join(best, best.c.id == Paragraph.id)
        .join(Document, col(Document.id) == Paragraph.document_id)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(func.coalesce(Speaker.role, "unknown") != "interviewer")
        .order_by(col(Document.sort_key), col(Paragraph.position))
    )
    candidates = rows(session, query)
    codes = _codes(session, [row[0] for row in candidates], pass_role)
    most = max((row[-1] for row in candidates), default=1) or 1
    whole = sum(counts.rarity(each) for each in words)
    ranked = []
    for id_, document, position, speaker, role, text, score in candidates:
        said = {stem(word) for word in words_of(text)}
        here = [each for each in words if each.stem in said]
        share = sum(counts.rarity(each) for each in here) / whole
        fit = share * (0.5 + 0.5 * score / most)
        ranked.append(
            Passage(
                document, position, speaker, role, text, fit, tuple(each.word for each in here), codes[id_]
            )
        )
    return sorted(ranked, key=lambda each: -each.score)


def _codes(
    session: Session, paragraphs: Sequence[int], pass_role: PassRole | None
) -> dict[int, frozenset[int]]:
    """The ids of the canonical codes on each of some paragraphs, spilled codings left out."""
    query = (
        select(Paragraph.id, Code.canonical_id)
        .select_from(Paragraph)
        .join(Coding, col(Coding.document_id) == Paragraph.document_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .where(
            col(Paragraph.id).in_(paragraphs),
            col(Paragraph.position).between(Coding.first_paragraph, Coding.last_paragraph),
            Coding.extent != "spill",
        )
        .distinct()
    )
    if pass_role is not None:
        query = query.join(CodingPass, col(CodingPass.id) == Coding.pass_id).where(
            CodingPass.role == pass_role
        )
    found: dict[int, set[int]] = defaultdict(set)
    for paragraph, code in rows(session, query):
        found[paragraph].add(code)
    return {each: frozenset(found[each]) for each in paragraphs}
