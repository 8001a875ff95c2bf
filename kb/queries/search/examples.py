"""Searches that find something in the catalog that is open, to show what can be searched for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, select

from kb.db.tables import Code, Coding, Document, Paragraph
from kb.errors import KbError
from kb.queries.counting.code_usage import usage_by_code
from kb.queries.evidence.issues import issues
from kb.queries.search.ask.answer import answer
from kb.queries.search.ask.function_words import FUNCTION_WORDS
from kb.queries.search.ask.question import words_of
from kb.queries.search.results import search
from kb.queries.syntax.render import as_text
from kb.queries.syntax.tree import And, HasCode, Near

_SHORTEST = 5
"""Letters of a word that is worth an example."""
_PARTNERS = 8
"""Codes, the most used ones, among which two that occur together are looked for."""


@dataclass(frozen=True, slots=True)
class SearchExample:
    """A search, or a question, and what it finds in words."""

    query: str
    says: str


def examples(session: Session) -> list[SearchExample]:
    """Return searches, each of which finds something; none where there are no words."""
    text = _a_text(session)
    words = _words(text)
    used = usage_by_code(session)
    known = {code.id: code for code in session.exec(select(Code).order_by(Code.name))}
    ids = sorted(used, key=lambda id_: (-used[id_].codings, known[id_].name))
    codes = [known[id_].name for id_ in ids if known[id_].kind != "structural"][:_PARTNERS]
    found = [*_of_words(text, words), *_of_codes(session, codes), *_of_a_question(session, words)]
    return [each for each in found if each.query.endswith("?") or _finds(session, each.query)]


def _a_text(session: Session) -> str:
    """A paragraph with a coding, or any; the longest of the first ones, so that it has some words."""
    query = (
        select(Paragraph.text)
        .join(Document, col(Document.id) == Paragraph.document_id)
        .order_by(col(Document.sort_key), col(Paragraph.position))
        .limit(50)
    )
    coded = query.join(Coding, col(Coding.document_id) == Paragraph.document_id).where(
        Coding.first_paragraph == Paragraph.position, Coding.extent != "spill"
    )
    texts = session.exec(coded).all() or session.exec(query).all()
    return max(texts, key=len, default="")


def _words(text: str) -> list[str]:
    words = [word for word in words_of(text) if word not in FUNCTION_WORDS and word.isalpha()]
    return list(dict.fromkeys(word for word in words if len(word) >= _SHORTEST))


def _of_words(text: str, words: list[str]) -> Iterator[SearchExample]:
    pairs = [pair for pair in pairwise(words_of(text)) if pair[1] in words and pair[0].isalpha()]
    if pairs:
        yield SearchExample(
            f'"{" ".join(pairs[0])}"', "paragraphs with these words side by side, in any form"
        )
    if len(words) > 1:
        yield SearchExample(f"{words[0]} not {words[-1]}", "the first word without the second")
        yield SearchExample(f"{words[0]} near:2 {words[1]}", "at most two paragraphs apart")
    if words:
        yield SearchExample(
            f"{words[0][:4]}* role:interviewee", "words with this beginning, said by interviewees"
        )


def _of_codes(session: Session, codes: list[str]) -> Iterator[SearchExample]:
    pairs = [(HasCode(one), HasCode(other)) for at, one in enumerate(codes) for other in codes[at + 1 :]]
    both = next((each for each in map(as_text, map(And, pairs)) if _finds(session, each)), None)
    if both:
        yield SearchExample(both, "paragraphs with both codes")
    if len(pairs) > 0 and not both:
        yield SearchExample(as_text(Near(*pairs[0], 3)), "codes at most three paragraphs apart")
    if codes:
        yield SearchExample(
            f"{as_text(HasCode(codes[0]))} pass:moderated", "a code in the moderated passes only"
        )


def _of_a_question(session: Session, words: list[str]) -> Iterator[SearchExample]:
    loudest = issues(session)[:1]
    asks = f"What do people do about {loudest[0].title.lower()}?" if loudest else ""
    if not asks and words:
        asks = f"Who speaks of {words[0]}?"
    with suppress(KbError):
        if asks and not answer(session, asks).is_empty:
            yield SearchExample(asks, "a question in plain words, answered with the reasons")


def _finds(session: Session, query: str) -> bool:
    with suppress(KbError):
        return search(session, query, limit=1).total > 0
    return False
