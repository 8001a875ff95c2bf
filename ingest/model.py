"""What a reader makes of a file: paragraphs with speakers, the codes tagged on them, and what is wrong.

Everything is frozen and locates itself: ``transcript.text[paragraph.start:paragraph.end]`` is the
paragraph's words, ``transcript.text[tag.start:tag.end]`` the tagged words. Offsets are half-open and
count code points (not bytes, not UTF-16 units) of :attr:`Transcript.text`, which is the paragraphs
joined by one newline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import PurePath
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file.

    ``location`` is a place a person can go to: ``line 12``, ``page 3``, ``paragraph 40``; empty when the
    whole file is meant. An ``error`` means that something could not be read; a ``warning`` means that
    everything was read and a person should look at it once; a ``note`` says what was done, such as lines
    left out, and asks for nothing.
    """

    path: PurePath
    location: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.path}, {self.location}" if self.location else str(self.path)
        return f"{where}: {self.message}"


Kind = Literal["interview", "article", "slides"]
Role = Literal["interviewer", "interviewee", "other", "unknown"]
Extent = Literal["exact", "shared", "paragraph", "spill"]
"""How precisely the source says which words carry a code.

``exact``: the source marks these characters for this code. ``shared``: it marks these characters for
several codes and does not say which words belong to which. ``paragraph``: it only says which paragraph.
``spill``: it shows the code under a paragraph in which nothing is marked, because the selection ended at
the paragraph's first character; the tag is then empty and stands at the start of the paragraph.
"""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One unit of a transcript, spoken by at most one person.

    ``speaker`` is the label as the source prints it; :attr:`Transcript.speakers` says which person that
    is. ``heading`` is the title of the section that begins here. ``audio_start`` and ``audio_end`` are
    seconds into the recording.
    """

    text: str
    start: int
    end: int
    speaker: str | None = None
    heading: str | None = None
    audio_start: float | None = None
    audio_end: float | None = None


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """One code on words of one paragraph, as the source shows it.

    A selection over several paragraphs is one tag in each of them; joining them is the catalog's work.
    ``paragraph`` is the index into :attr:`Transcript.paragraphs`. ``coder`` and ``created`` are given only
    by sources that name them for each tag, such as the comments of a Word document. So is ``act``, which
    names the act of coding within the file: tags of one act are one selection, those of two never are.
    """

    code: str
    start: int
    end: int
    paragraph: int
    extent: Extent
    coder: str | None = None
    created: datetime | None = None
    memo: str | None = None
    act: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice in one transcript: one person behind one or more printed labels."""

    name: str
    role: Role
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A note somebody left on a span that names no code, such as a Word comment in prose."""

    text: str
    start: int
    end: int
    author: str | None = None
    created: datetime | None = None


class InvalidTranscriptError(ValueError):
    """A reader built a transcript whose offsets do not meet its text: a bug in the reader, not bad data."""


@dataclass(frozen=True)
class Transcript:
    """A whole source: its title, kind, paragraphs, speakers and tags.

    ``carries_codes`` says whether the format shows codes at all: a Delve print-out without a single code is
    a coding pass that is missing, a plain transcript without codes is just a text. ``attributes`` are facts
    about the document that the source states, by name, such as front matter.
    ``time_marks`` counts the marks of time that stood within the words, as a raw transcription has them, and
    were left out.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    tags: tuple[TaggedSpan, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    remarks: tuple[Remark, ...] = ()
    kind: Kind = "interview"
    carries_codes: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    time_marks: int = 0

    def __post_init__(self) -> None:
        expected = 0
        for number, paragraph in enumerate(self.paragraphs):
            if paragraph.start != expected or paragraph.end - paragraph.start != len(paragraph.text):
                raise InvalidTranscriptError(f"paragraph {number} is not where its text is")
            expected = paragraph.end + 1
        for tag in self.tags:
            if not 0 <= tag.paragraph < len(self.paragraphs):
                raise InvalidTranscriptError(f"tag {tag.code!r} is on no paragraph")
            inside = self.paragraphs[tag.paragraph]
            if not inside.start <= tag.start <= tag.end <= inside.end:
                raise InvalidTranscriptError(f"tag {tag.code!r} leaves paragraph {tag.paragraph}")

    @cached_property
    def text(self) -> str:
        """The canonical text: the paragraphs joined by one newline."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @cached_property
    def people(self) -> dict[str, Speaker]:
        """The speaker behind each printed label."""
        return {label: speaker for speaker in self.speakers for label in speaker.labels}


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph before its place in the text is known; its ``tags`` count from its own start."""

    text: str
    speaker: str | None = None
    heading: str | None = None
    audio_start: float | None = None
    audio_end: float | None = None
    tags: tuple[TaggedSpan, ...] = field(default=())


def lay_out(drafts: Iterable[Draft]) -> tuple[tuple[Paragraph, ...], tuple[TaggedSpan, ...]]:
    """Give every draft its place in the canonical text, and every tag its offsets there."""
    paragraphs: list[Paragraph] = []
    tags: list[TaggedSpan] = []
    start = 0
    for index, draft in enumerate(drafts):
        end = start + len(draft.text)
        paragraphs.append(
            Paragraph(
                draft.text, start, end, draft.speaker, draft.heading, draft.audio_start, draft.audio_end
            )
        )
        tags += [
            replace(tag, start=start + tag.start, end=start + tag.end, paragraph=index) for tag in draft.tags
        ]
        start = end + 1
    return tuple(paragraphs), tuple(tags)


@dataclass(frozen=True, slots=True)
class Form:
    """What a file is like, whatever it says; it may hold for the next file of the same origin.

    ``grammar`` is how its labels are told from the words, as far as that may be so, and ``labels`` are those
    that are found by it or stand in a column; ``columns`` are the headings or numbers of a table with talk.
    """

    grammar: str | None = None
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


ColumnUse = Literal["answer", "attribute", "case", "nothing"]
"""What a column of a survey holds: open answers, an attribute of the case, its name, or nothing to keep."""


@dataclass(frozen=True, slots=True)
class SurveyColumn:
    """A column of a survey and what it holds.

    ``reason`` says why in a few words; ``doubtful`` that a person should look; ``filled`` in how many rows it
    has something, ``examples`` are some of that.
    """

    name: str
    use: ColumnUse
    reason: str
    doubtful: bool = False
    filled: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyCase:
    """One row of a survey: who answered, what is known of them, and their answers as a transcript.

    ``key`` names the case within its file; ``row`` is the row or line where it stands, and ``sha256`` that of
    all its cells. In the transcript, the first paragraph of an answer has the question as its heading.
    """

    key: str
    row: int
    transcript: Transcript
    attributes: tuple[tuple[str, str], ...]
    sha256: str


@dataclass(frozen=True)
class Survey:
    """A table of answers: its columns, and a case for each row with an open answer.

    ``is_named``: a column names the cases; otherwise their keys are their rows.
    """

    columns: tuple[SurveyColumn, ...]
    cases: tuple[SurveyCase, ...]
    is_named: bool

    @property
    def paragraphs(self) -> int:
        """How many paragraphs all answers have."""
        return sum(len(case.transcript.paragraphs) for case in self.cases)

    @property
    def answers(self) -> int:
        """How many open answers there are."""
        return sum(each.heading is not None for case in self.cases for each in case.transcript.paragraphs)


@dataclass(frozen=True)
class Parsed:
    """What came of one file: a transcript, a survey, or neither, and what was wrong with it.

    ``recipe`` is the name of the recipe by which it was read, see :mod:`ingest.recipes`.
    """

    path: PurePath
    transcript: Transcript | None
    problems: tuple[Problem, ...] = ()
    format: str | None = None
    form: Form = Form()
    recipe: str | None = None
    sha256: str | None = None
    size: int | None = None
    survey: Survey | None = None
