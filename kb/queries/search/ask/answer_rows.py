"""An answer as rows of one table, what is asked for first, and its reasons as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.queries.search.ask.answer import Answer, AnswerEntry, AnswerPassage, Reason

_OF_CODE = {
    "code": "the code “{name}”",
    "definition": "the definition of {name}",
    "cue": "the cue “{text}” of {name}",
}
_OF_ENTRY = {
    "title": "the title",
    "statement": "the statement",
    "stage": "the stage {text}",
    "aspect": "the aspect {text}",
}
_ELSEWHERE = {"quote": "{document}, ¶ {place}: “{text}”", "issue": "against “{text}”"}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An issue, a fix, a code or a passage that answers a question.

    ``kind`` is ``issue``, ``fix``, ``code`` or ``passage``; ``name`` its key, or the document; ``paragraph``
    counts from 0; ``text`` is the statement, or the words of the passage; ``reasons`` are sentences.
    """

    kind: str
    name: str
    title: str | None
    score: float
    interviews: int | None
    codings: int | None
    paragraph: int | None
    speaker: str | None
    codes: tuple[str, ...]
    text: str
    reasons: tuple[str, ...]


def answer_rows(answer: Answer) -> Iterator[AnswerRow]:
    """Yield what an answer holds, part by part."""
    for _, part in answer.sections:
        for each in part:
            yield _entry_row(each) if isinstance(each, AnswerEntry) else _passage_row(each)


def reason_text(reason: Reason) -> str:
    """Return a reason as words: ``“changes” in the cue “changed overnight” of Drift``.

    >>> reason_text(Reason("changes", "cue", "changed overnight", "Drift"))
    '“changes” in the cue “changed overnight” of Drift'
    """
    form = {**_OF_CODE, **_OF_ENTRY, **_ELSEWHERE}[reason.field]
    place = (reason.paragraph or 0) + 1
    told = form.format(text=reason.text, name=reason.name, document=reason.document, place=place)
    return f"“{reason.word}” in {told}" if reason.word else told


def _entry_row(entry: AnswerEntry) -> AnswerRow:
    reasons = tuple(map(reason_text, entry.reasons))
    numbers = (entry.score, entry.interviews, entry.codings)
    return AnswerRow(entry.kind, entry.name, entry.title, *numbers, None, None, (), entry.statement, reasons)


def _passage_row(passage: AnswerPassage) -> AnswerRow:
    return AnswerRow(
        "passage",
        passage.document,
        None,
        passage.score,
        None,
        None,
        passage.paragraph,
        passage.speaker,
        passage.codes,
        passage.text,
        tuple(f"“{word}”" for word in passage.words),
    )
