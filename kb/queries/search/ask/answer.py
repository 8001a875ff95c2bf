"""What do people say about it? Issues, fixes, codes and passages that fit a question, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Code
from kb.queries.counting.code_usage import union, usage_by_code
from kb.queries.filtering.filters import Filters, PassRole
from kb.queries.search.ask.entries import Kind, entries
from kb.queries.search.ask.passages import Passage, WordCounts, count_words, passages
from kb.queries.search.ask.question import (
    Question,
    QuestionWord,
    Wanted,
    ranges_of,
    read_question,
    stems_of,
)
from kb.queries.search.ask.ranking import ENOUGH, Ranking

_BESIDE = 6
"""Words that are shown on either side of one in a passage."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the question, and the words of the catalog that it met.

    ``field`` is ``title``, ``statement``, ``code``, ``definition``, ``cue``, ``stage`` or ``aspect``; or
    ``quote``, then with ``document`` and ``paragraph`` (from 0); or ``issue``, without a word: the fix is
    against this issue, which fits. ``name`` is the name of the code, or the key of the issue, that the words
    belong to.
    """

    word: str
    field: str
    text: str
    name: str | None = None
    document: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """An issue, a fix or a code that fits: how well (above 0), why, and how much evidence there is for it."""

    kind: Kind
    name: str
    title: str
    statement: str
    score: float
    reasons: tuple[Reason, ...]
    interviews: int
    codings: int


@dataclass(frozen=True, slots=True)
class AnswerPassage:
    """A passage that fits: its place (``paragraph`` from 0), its words, those of the question, its codes.

    ``found`` are half-open ranges of ``text``: where the words of the question are.
    """

    document: str
    paragraph: int
    speaker: str | None
    text: str
    found: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    codes: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What fits a question, the best first; ``wanted`` is what it asks for first.

    ``words`` are those that were looked for, ``unknown`` those of them that are nowhere in the catalog.
    """

    question: str
    wanted: Wanted
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    issues: tuple[AnswerEntry, ...]
    fixes: tuple[AnswerEntry, ...]
    codes: tuple[AnswerEntry, ...]
    passages: tuple[AnswerPassage, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits."""
        return not (self.issues or self.fixes or self.codes or self.passages)

    @property
    def sections(self) -> tuple[tuple[str, tuple[AnswerEntry, ...] | tuple[AnswerPassage, ...]], ...]:
        """Its parts that are not empty by name, what is asked for first."""
        parts = {"issues": self.issues, "fixes": self.fixes, "codes": self.codes, "quotes": self.passages}
        names = sorted(parts, key=lambda name: name != self.wanted)
        return tuple((name, parts[name]) for name in names if parts[name])  # type: ignore[misc]


def answer(
    session: Session, text: str, *, limit: int | None = 5, pass_role: PassRole | None = None
) -> Answer:
    """Answer a question in plain words with at most ``limit`` issues, fixes, codes and passages, and reasons.

    ``pass_role`` says whose codings count: the moderators', the coders', or all.

    Raises:
        NoQuestionError: the question is too long or names nothing that could be looked for.
    """
    question = read_question(text)
    counts = count_words(session, question.words)
    found = passages(session, question.words, counts, pass_role)
    used = usage_by_code(session, Filters(pass_role=pass_role))
    ranking = Ranking(question, entries(session), found, used)

    def best(kind: Kind) -> tuple[AnswerEntry, ...]:
        return tuple(entry(at) for at in ranking.best(kind, limit))

    def entry(at: int) -> AnswerEntry:
        of = ranking.entries[at]
        numbers = union(used, of.codes).counts()
        reasons = tuple(_reasons(ranking, at, question))
        score = round(ranking.scores[at], 4)
        evidence = (numbers.interviews, numbers.codings)
        return AnswerEntry(of.kind, of.name, of.title, of.statement, score, reasons, *evidence)

    return Answer(
        text.strip(),
        question.wanted,
        tuple(each.word for each in question.words),
        tuple(each.word for each in question.words if not (counts.times[each.word] or ranking.knows(each))),
        best("issue"),
        best("fix"),
        best("code"),
        _passages(session, question, _fitting(found, question, counts)[:limit]),
    )


def _fitting(found: Sequence[Passage], question: Question, counts: WordCounts) -> list[Passage]:
    """The passages, coded or not, that have enough of what the question's words tell."""
    rare = {each.word: counts.rarity(each) for each in question.words}
    least, words = ENOUGH * sum(rare.values()), min(2, len(rare))
    return [
        each for each in found if len(each.words) >= words and sum(map(rare.__getitem__, each.words)) >= least
    ]


def _passages(session: Session, question: Question, found: Sequence[Passage]) -> tuple[AnswerPassage, ...]:
    ids = {code for each in found for code in each.codes}
    names = dict(session.exec(select(Code.id, Code.name).where(col(Code.id).in_(ids))).all())
    return tuple(
        AnswerPassage(
            each.document,
            each.paragraph,
            each.speaker,
            each.text,
            ranges_of(each.text, [word for word in question.words if word.word in each.words]),
            each.words,
            tuple(sorted(names[code] for code in each.codes if code in names)),
            round(each.score, 4),
        )
        for each in found
    )


def _reasons(ranking: Ranking, at: int, question: Question) -> Iterator[Reason]:
    """Where each word of the question is met: in the text that weighs most, else in a passage."""
    for word in question.words:
        if text := ranking.met(at, word):
            yield Reason(word.word, text.field, text.text, text.code)
        elif passage := ranking.quoted(at, word):
            words = _around(passage.text, word)
            yield Reason(word.word, "quote", words, None, passage.document, passage.paragraph)
    if issue := ranking.best_mitigated(at):
        yield Reason("", "issue", issue.title, issue.name)


def _around(text: str, word: QuestionWord) -> str:
    """The words of a passage around one of the question's."""
    words = text.split()
    at = next((place for place, each in enumerate(words) if word.stem in stems_of(each)), 0)
    begin, end = max(0, at - _BESIDE), at + _BESIDE + 1
    return ("… " if begin else "") + " ".join(words[begin:end]) + (" …" if end < len(words) else "")
