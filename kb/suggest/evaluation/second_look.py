"""A second look at coded interviews: what may have been missed, and which codings are unlike their code's.

Each interview is judged by what the others teach, as in an evaluation, and what people decided stands beside
it. *Missed* are paragraphs that no pass codes and for which a suggestion reaches the threshold; *unlike* are
codings of a code that others have given, too, whose words are like none of those passages, and which many
other codes fit better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Paragraph
from kb.queries import names
from kb.queries.comparison import unblinding
from kb.queries.documents.dismissed_suggestions import dismissed_codes, paragraph_digest
from kb.suggest.cues import Cues
from kb.suggest.evaluation.leave_one_out import MOST
from kb.suggest.knowledge import codes_to_suggest
from kb.suggest.learning.corpus import Corpus
from kb.suggest.learning.features import Training
from kb.suggest.learning.learn import judge, learn
from kb.suggest.learning.read import CodedInterview, coded_interviews
from kb.suggest.meaning import Known
from kb.suggest.tokens import compared, stem, tokens

_KNOWN_FROM = 3
"""Passages of other interviews with a code from which on a coding can be unlike them."""
_FIT_BETTER = 20
"""Codes that fit the words better, at least, where a coding is called unlike the rest of its code."""
_ALIKE = 0.2
"""How like another passage with its code a coding must be not to be called unlike."""
_TOLD = 3
"""Words or codes that are told."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A code and a paragraph to look at again; ``coding`` is the id of the coding that is doubted, if one is.

    ``start`` and ``end`` are the words in question, in the document. ``score`` is how likely the code is
    there. ``words`` of the paragraph speak for the code, ``instead`` are codes that fit better.
    """

    document: str
    paragraph: int
    start: int
    end: int
    code: str
    score: float
    text: str
    words: tuple[str, ...] = ()
    coder: str | None = None
    coding: int | None = None
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Judged:
    """An interview with what the others teach of it."""

    document: Document
    paragraphs: Sequence[Paragraph]
    codes: Sequence[Known]
    likely: np.ndarray
    scores: np.ndarray
    near: np.ndarray
    given_elsewhere: np.ndarray
    coded: np.ndarray
    threshold: float
    decided: dict[str, set[int]]

    def is_decided(self, row: int, code: int) -> bool:
        ids = self.decided.get(paragraph_digest(self.paragraphs[row].text), set())
        return not ids.isdisjoint(self.codes[code].ids)


def missed(session: Session, documents: Sequence[str] = (), *, coder: str | None = None) -> list[SecondLook]:
    """Return paragraphs without a code for which one is suggested, the most likely first, one code for each.

    For a ``coder``, what they dismissed is left out, and so are documents that they code blind; nor does what
    others coded there teach anything.

    Raises:
        KbError: there is no such document or coder.
    """
    found: list[SecondLook] = []
    for each in _judged(session, documents, coder):
        likely = each.likely
        open_rows = ~each.coded & (likely.max(axis=1, initial=0) >= each.threshold)
        for row in map(int, np.flatnonzero(open_rows)):
            paragraph = each.paragraphs[row]
            if not paragraph.text.strip() or paragraph.heading == paragraph.text:
                continue
            order = np.argsort(-likely[row], kind="stable")
            best = next((int(code) for code in order if not each.is_decided(row, int(code))), None)
            if best is None or likely[row, best] < each.threshold:
                continue
            code, score = each.codes[best], round(float(likely[row, best]), 2)
            span = (paragraph.start, paragraph.start + len(paragraph.text))
            told = _telling(code, paragraph.text)
            name = each.document.name
            found.append(SecondLook(name, paragraph.position, *span, code.name, score, paragraph.text, told))
    return sorted(found, key=lambda each: -each.score)


def unlike(
    session: Session, documents: Sequence[str] = (), *, coder: str | None = None, moderated: bool = False
) -> list[SecondLook]:
    """Return codings unlike the rest of their code, first those that most other codes fit better.

    For a ``coder``: their own and those of moderated passes, without those that they called right, and
    without documents that they code blind. ``moderated``: of nobody but moderated passes, for somebody who
    has coded nothing.

    Raises:
        KbError: there is no such document or coder.
    """
    found: list[tuple[int, SecondLook]] = []
    for each in _judged(session, documents, coder):
        place_of = {id_: place for place, code in enumerate(each.codes) for id_ in code.ids}
        ranks = np.argsort(np.argsort(-each.scores, axis=1, kind="stable"), axis=1, kind="stable")
        for coding, who in _codings(session, each.document, coder, moderated=moderated):
            code = place_of.get(coding.code_id)
            if code is None or each.given_elsewhere[code] < _KNOWN_FROM:
                continue
            rows = range(coding.first_paragraph, min(coding.last_paragraph + 1, len(each.paragraphs)))
            row = min(rows, key=lambda at: int(ranks[at, code]), default=None)
            if row is None or any(each.is_decided(at, code) for at in rows):
                continue
            rank = int(ranks[row, code])
            if rank < _FIT_BETTER or max(each.near[at, code] for at in rows) >= _ALIKE:
                continue
            better = [each.codes[int(at)].name for at in np.argsort(-each.scores[row])[:_TOLD]]
            paragraph = each.paragraphs[row]
            look = SecondLook(
                each.document.name,
                row,
                coding.start,
                coding.end,
                each.codes[code].name,
                round(float(each.likely[row, code]), 2),
                paragraph.text,
                _telling(each.codes[code], paragraph.text),
                who,
                coding.id,
                tuple(better),
            )
            found.append((rank, look))
    return [look for _, look in sorted(found, key=lambda each: (-each[0], each[1].document, each[1].start))]


def _judged(session: Session, documents: Sequence[str], coder: str | None) -> Iterator[_Judged]:
    if coder is not None:
        coder = names.coder(session, coder).name
    wanted = {names.document(session, each).name for each in documents}
    blind = unblinding.blind_documents(session, coder) if coder is not None else ()
    codes = codes_to_suggest(session, unblinding.unseen_codes(session, coder) if coder is not None else ())
    places = {id_: place for place, code in enumerate(codes) for id_ in code.ids}
    everything = coded_interviews(session, places, *_in_sight(coder, blind))
    for first in range(0, len(everything), MOST):
        some = everything[first : first + MOST]
        yield from _judged_together(session, codes, some, wanted, set(blind), coder)


def _in_sight(coder: str | None, blind: Sequence[int]) -> list[ColumnElement[bool]]:
    """What must hold of a coding that may teach: in documents that a coder codes blind only their own do."""
    if not blind:
        return []
    own = select(CodingPass.id).join(Coder, col(Coder.id) == CodingPass.coder_id).where(Coder.name == coder)
    return [or_(col(Coding.document_id).not_in(blind), col(Coding.pass_id).in_(own))]


def _judged_together(
    session: Session,
    codes: Sequence[Known],
    some: Sequence[CodedInterview],
    wanted: set[str],
    blind: set[int],
    coder: str | None,
) -> Iterator[_Judged]:
    """Interviews that teach about each other."""
    corpus = Corpus(codes, [each.interview for each in some])
    learnt = learn(corpus, corpus.coded)
    for number, interview in enumerate(some):
        document = session.exec(select(Document).where(Document.name == interview.document)).one()
        if (wanted and document.name not in wanted) or document.id in blind:
            continue
        others = [each for each in corpus.coded if each != number]
        rows = corpus.rows_of(number)
        judged = judge(corpus, number, learnt, Training(tuple(others), blind=False))
        query = select(Paragraph).where(Paragraph.document_id == document.id)
        yield _Judged(
            document,
            session.exec(query.order_by(col(Paragraph.position))).all(),
            codes,
            judged.likely,
            judged.scores,
            corpus.near[others, rows].max(axis=0, initial=0) if others else np.zeros_like(judged.scores),
            sum((corpus.gold[corpus.rows_of(each)].sum(axis=0) for each in others), np.zeros(len(codes))),
            _coded(session, document, len(interview.texts)),
            learnt.threshold,
            dismissed_codes(session, document.id or 0, coder),
        )


def _coded(session: Session, document: Document, paragraphs: int) -> np.ndarray:
    """Whether anything that a person coded, structural codes aside, is on each paragraph."""
    query = (
        select(Coding.first_paragraph, Coding.last_paragraph)
        .join(Code, col(Code.id) == Coding.code_id)
        .where(
            Coding.document_id == document.id,
            Coding.extent != "spill",
            or_(col(Code.kind).is_(None), Code.kind != "structural"),
        )
    )
    coded = np.zeros(paragraphs, dtype=bool)
    for first, last in session.exec(query):
        coded[first : last + 1] = True
    return coded


def _codings(
    session: Session, document: Document, coder: str | None, *, moderated: bool
) -> Iterable[tuple[Coding, str]]:
    query = (
        select(Coding, Coder.name)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(Coding.document_id == document.id, Coding.extent != "spill", Coding.start < Coding.end)
        .order_by(col(Coding.id))
    )
    if coder is not None:
        query = query.where(or_(Coder.name == coder, CodingPass.role == "moderator"))
    elif moderated:
        query = query.where(CodingPass.role == "moderator")
    return session.exec(query)


def _telling(code: Known, text: str) -> tuple[str, ...]:
    """The words of a text that speak for a code: its cues, else those of its name and definition."""
    [found] = Cues({0: (*code.cues, *code.phrases)}).found([tokens(text)])
    if found:
        return tuple(dict.fromkeys(found.values()))[:_TOLD]
    shared = {stem(word): word for word in compared(text) if stem(word) in set(code.words)}
    return tuple(sorted(shared.values(), key=lambda word: (-len(word), word)))[:_TOLD]
