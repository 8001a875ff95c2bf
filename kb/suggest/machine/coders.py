"""The machines that code: a language model behind an address, and the suggestions of this program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from kb.queries import names
from kb.suggest.knowledge import Knowledge
from kb.suggest.machine.endpoint import Endpoint
from kb.suggest.machine.task import (
    Answer,
    CodeShown,
    ParagraphToCode,
    Proposed,
    Task,
    UnusableAnswerError,
    windows,
)
from kb.suggest.suggestions import CodedParagraphs, Stretch, knowledge, stretch, stretch_of, suggested

SUGGESTIONS = "suggestions"
_FEWEST_CHARACTERS = 8
"""Of a question for each token that was read of it; fewer tokens than that, and it was cut off."""


@dataclass
class ModelCoder:
    """A language model; ``unread`` says that it told to have read less than it was sent."""

    endpoint: Endpoint
    model: str
    unread: bool = False
    extent: str = field(default="exact", init=False)

    def __call__(self, task: Task) -> Answer:
        """Ask, once more where the answer is of no use.

        Raises:
            EndpointError: there is no answer.
            UnusableAnswerError: there is none of the form that was asked for, twice.
        """
        try:
            return self._asked(task)
        except UnusableAnswerError:
            return self._asked(task)

    def _asked(self, task: Task) -> Answer:
        messages = task.messages
        said = self.endpoint.complete(self.model, messages, task.schema)
        sent = sum(len(each["content"]) for each in messages)
        if said.prompt_tokens is not None and said.prompt_tokens * _FEWEST_CHARACTERS < sent:
            self.unread = True
        return task.checked(said.content)


@dataclass
class SuggestionCoder:
    """The suggestions of this program, from their threshold on, as if a coder accepted them all."""

    of: Stretch
    unread: bool = field(default=False, init=False)
    extent: str = field(default="paragraph", init=False)

    def __call__(self, task: Task) -> Answer:
        """Code by what the codes are called in the task, and in their order there."""
        passage = stretch_of(self.of.document, self.of.paragraphs, _anew(self.of.knowledge, task.codes))
        wanted = {each.position for each in task.paragraphs}
        place_of = {each.name: each.place for each in task.codes}
        return Answer(
            tuple(
                Proposed(place_of[each.code], each.paragraph, each.start, each.end)
                for each in suggested(passage, CodedParagraphs((), {}, {}), also_coded=True)
                if each.paragraph in wanted
            )
        )


@dataclass(frozen=True)
class DocumentToCode:
    """What a machine codes: the codes that may be suggested, and the paragraphs that may want one."""

    of: Stretch
    text: str
    """The sha256 of the document's text."""

    @classmethod
    def read(cls, session: Session, document: str) -> DocumentToCode:
        """Read a document, and what is known of the codes; what machines coded is not among it.

        Raises:
            UnknownNameError: there is no such document.
        """
        text = names.document(session, document).sha256
        return cls(stretch(session, document, knowledge(session, document)), text)

    @property
    def codes(self) -> tuple[CodeShown, ...]:
        """The codes, each with its place."""
        known = self.of.knowledge.codes
        return tuple(CodeShown(place, code.name, code.definition) for place, code in enumerate(known))

    @property
    def paragraphs(self) -> list[ParagraphToCode]:
        """The paragraphs, without headings."""
        return [
            ParagraphToCode(each.position, each.start, each.text, each.speaker)
            for each in self.of.paragraphs
            if each.waits
        ]

    def tasks(self, size: int) -> list[Task]:
        """Return the whole document, so many paragraphs at a time."""
        return [Task(self.codes, some) for some in windows(self.paragraphs, size)]

    def digest(self, how: str) -> str:
        """Return a checksum of the codebook and of how it is asked about."""
        told = [how, *([code.name, code.definition] for code in self.codes)]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def sample(tasks: Sequence[Task], most: int) -> list[Task]:
    """Return some of the tasks, evenly taken from all."""
    step = max(1.0, len(tasks) / most)
    return [tasks[int(number * step)] for number in range(min(most, len(tasks)))]


def _anew(known: Knowledge, codes: Sequence[CodeShown]) -> Knowledge:
    """The same knowledge with its codes in another order and under other names."""
    now = {code.place: number for number, code in enumerate(codes)}
    return Knowledge(
        tuple(replace(known.codes[code.place], name=code.name) for code in codes),
        tuple(replace(each, code=now[each.code]) for each in known.quotes),
        tuple(
            replace(each, quotes=tuple(replace(quote, code=now[quote.code]) for quote in each.quotes))
            for each in known.taught
        ),
    )
