"""Which codes are suggested for a document, to whom and why: the door for commands, notebooks, the app."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Coder, Coding, CodingPass, Document, Paragraph, Speaker
from kb.queries import names
from kb.queries.documents.dismissed_suggestions import dismissed_codes, paragraph_digest
from kb.suggest.knowledge import Knowledge, known, quotes
from kb.suggest.learning.learn import Learnt
from kb.suggest.ranking import MOST, CandidatePassage
from kb.suggest.reasons import Reason
from kb.suggest.similar_passages import Quote

_OWN = 200
"""The newest of the coder's own codings that are compared with; they are read again after each coding."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code proposed for a paragraph, at most three for each; ``rank`` counts from 1.

    ``paragraph`` is its position and ``start`` and ``end`` its place in the document, in code points.
    ``continues`` says that the coder has given the code to the paragraph before.
    """

    document: str
    paragraph: int
    start: int
    end: int
    speaker: str | None
    rank: int
    code: str
    score: float
    why: tuple[Reason, ...]
    text: str
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Suggestions for some paragraphs, those with the highest scores first.

    ``paragraphs`` have a suggestion, ``shown`` of them are here; ``waiting`` carry no code yet.
    """

    document: str
    suggestions: tuple[Suggestion, ...]
    shown: int
    paragraphs: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ParagraphText:
    """A paragraph that codes may be suggested for."""

    position: int
    start: int
    text: str
    speaker: str | None
    role: str | None
    is_heading: bool

    @property
    def waits(self) -> bool:
        """Whether it may want a code: headings do not. What the interviewer says is coded, too."""
        return not self.is_heading and bool(self.text.strip())


@dataclass(frozen=True)
class Stretch:
    """Some paragraphs of a document, and how well every code fits them: the part that takes time."""

    document: str
    paragraphs: tuple[ParagraphText, ...]
    knowledge: Knowledge
    passage: CandidatePassage


@dataclass(frozen=True, slots=True)
class CodedParagraphs:
    """What is decided in a document: the codes on each paragraph, those dismissed for its words."""

    quotes: tuple[Quote, ...]
    coded: dict[int, set[int]]
    dismissed: dict[str, set[int]]


def knowledge(session: Session, document: str, *, coder: str | None = None) -> Knowledge:
    """Return what suggestions for a document go by; nothing that the coder may not see."""
    return known(session, names.document(session, document), coder)


def stretch(
    session: Session,
    document: str,
    of: Knowledge,
    *,
    first: int = 0,
    size: int | None = None,
    learnt: Learnt | None = None,
) -> Stretch:
    """Return a stretch of a document, from the position ``first`` on, the whole by default.

    With what was ``learnt`` before, nothing is learnt anew.
    """
    row = names.document(session, document)
    return stretch_of(row.name, tuple(_paragraphs(session, row, first, size)), of, learnt=learnt)


def stretch_of(
    document: str, said: tuple[ParagraphText, ...], of: Knowledge, *, learnt: Learnt | None = None
) -> Stretch:
    """Return a stretch of a document of these paragraphs."""
    begin = said[0].position if said else 0
    texts, asked = [each.text for each in said], [each.role == "interviewer" for each in said]
    return Stretch(document, said, of, CandidatePassage(of, document, begin, texts, asked, learnt=learnt))


def suggestions(
    session: Session, document: str, *, coder: str | None = None, also_coded: bool = False, most: int = MOST
) -> list[Suggestion]:
    """Return the codes suggested for the paragraphs of a document, in text order, best first in each.

    For a ``coder`` it counts what they have coded and dismissed; else what anybody has coded. Paragraphs that
    carry a code are left out unless they are ``also_coded``.
    """
    of = stretch(session, document, knowledge(session, document, coder=coder))
    return suggested(of, done(session, of, coder=coder), also_coded=also_coded, most=most)


def best(session: Session, document: str, *, coder: str | None = None, limit: int | None = 20) -> Page:
    """Return the paragraphs of a document that have the best suggestions, with all of these.

    Raises:
        KbError: there is no such document or coder.
    """
    person = names.coder(session, coder).name if coder is not None else None
    of = stretch(session, document, knowledge(session, document, coder=person))
    by = done(session, of, coder=person)
    found = suggested(of, by)
    scores = {each.paragraph: each.score for each in reversed(found)}
    chosen = sorted(scores, key=lambda position: (-scores[position], position))[:limit]
    places = {position: place for place, position in enumerate(chosen)}
    shown = sorted(
        (each for each in found if each.paragraph in places), key=lambda each: places[each.paragraph]
    )
    waiting = sum(said.waits and said.position not in by.coded for said in of.paragraphs)
    return Page(of.document, tuple(shown), len(chosen), len(scores), waiting)


def suggested(
    of: Stretch,
    by: CodedParagraphs,
    *,
    also_coded: bool = False,
    most: int = MOST,
    stricter: float = 1.0,
) -> list[Suggestion]:
    """Return the codes suggested for a stretch of a document where so much of it is decided.

    A score must be ``stricter`` times the threshold that was learnt.
    """
    threshold = stricter * of.passage.threshold
    rows = [
        row
        for row, said in enumerate(of.paragraphs)
        if said.waits and (also_coded or said.position not in by.coded)
    ]
    without = {
        row: by.coded.get(said.position, set()) | by.dismissed.get(paragraph_digest(said.text), set())
        for row, said in ((row, of.paragraphs[row]) for row in rows)
    }
    refused = Counter(code for codes in _refused(of, by).values() for code in codes)
    made: list[Suggestion] = []
    for each in of.passage.ranked(
        rows, coded=by.quotes, without=without, refused=refused, most=most, threshold=threshold
    ):
        said = of.paragraphs[each.row]
        is_next = bool(made) and made[-1].paragraph == said.position
        made.append(
            Suggestion(
                of.document,
                said.position,
                said.start,
                said.start + len(said.text),
                said.speaker,
                made[-1].rank + 1 if is_next else 1,
                each.code,
                each.score,
                each.why,
                said.text,
                each.continues,
            )
        )
    return made


def _refused(of: Stretch, by: CodedParagraphs) -> dict[str, set[int]]:
    """The codes that were dismissed for the words of paragraphs; not those that were called right there."""
    carried: dict[str, set[int]] = defaultdict(set)
    for said in of.paragraphs:
        if codes := by.coded.get(said.position):
            carried[paragraph_digest(said.text)] |= codes
    return {digest: codes - carried[digest] for digest, codes in by.dismissed.items()}


def done(session: Session, of: Stretch, *, coder: str | None = None) -> CodedParagraphs:
    """Return what a coder has decided in a document: coded and dismissed; without one, what anybody coded."""
    row = names.document(session, of.document)
    places = of.knowledge.places
    given = [col(Coding.document_id) == row.id, col(Coding.extent) != "spill"]
    if coder is not None:
        own = select(CodingPass.id).join(Coder, col(Coder.id) == CodingPass.coder_id)
        given.append(col(Coding.pass_id).in_(own.where(Coder.name == coder)))
    coded: dict[int, set[int]] = defaultdict(set)
    for code_id, first, last in session.exec(
        select(Coding.code_id, Coding.first_paragraph, Coding.last_paragraph).where(*given)
    ):
        for position in range(first, last + 1):
            coded[position] |= {places[code_id]} if code_id in places else set()
    mine = tuple(quotes(session, places, *given, most=_OWN)) if coder is not None else ()
    return CodedParagraphs(mine, dict(coded), _dismissed(session, row, coder, places))


def _dismissed(
    session: Session, document: Document, coder: str | None, places: Mapping[int, int]
) -> dict[str, set[int]]:
    found = dismissed_codes(session, document.id or 0, coder)
    return {
        digest: {places[code_id] for code_id in ids if code_id in places} for digest, ids in found.items()
    }


def _paragraphs(
    session: Session, document: Document, first: int, size: int | None
) -> Iterator[ParagraphText]:
    query = (
        select(Paragraph, Speaker.name, Speaker.role)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == document.id, col(Paragraph.position) >= first)
        .order_by(col(Paragraph.position))
        .limit(size)
    )
    for row, speaker, role in session.exec(query):
        is_heading = row.heading is not None and row.heading == row.text
        yield ParagraphText(row.position, row.start, row.text, speaker, role, is_heading=is_heading)
