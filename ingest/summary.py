"""What was made of one file, in a line: form, title, who speaks how much, times, codings and questions.

::

    FileSummary("talk.txt", form="labelled text", title="Talk", speakers=(SpeakerShare("Noor", ...), ...))

Nothing is stored: a person sees this before a file comes into the catalog.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby

from ingest import formats
from ingest.merge.file_names import name_of
from ingest.model import Parsed, Problem, Role, Severity, Survey, SurveyColumn, Transcript
from ingest.selections import join_tags

__all__ = ["FileSummary", "SpeakerShare", "clock", "format_title", "joined_labels", "summarize", "time_range"]

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:['\u2019-]\w+)*")
"""A word; where a script puts no space between words, a character counts as one."""


@dataclass(frozen=True, slots=True)
class SpeakerShare:
    """A speaker of a file, with the share of all its words and the labels in the file."""

    name: str
    role: Role
    share: float
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What was made of one file.

    ``begins`` and ``ends`` are seconds into the recording. ``codings`` counts a selection over several
    paragraphs once. ``cases``, ``answers`` and ``columns`` are those of a survey. ``unattributed`` is the
    share of words without a speaker. ``questions`` are what a person should look at, ``notes`` say what was
    done, ``errors`` why something could not be read. ``recipe`` is the name of the recipe that was
    followed.
    """

    file: str
    form: str | None = None
    title: str | None = None
    paragraphs: int = 0
    words: int = 0
    speakers: tuple[SpeakerShare, ...] = ()
    unattributed: float = 0.0
    begins: float | None = None
    ends: float | None = None
    codings: int = 0
    codes: int = 0
    cases: int = 0
    answers: int = 0
    columns: tuple[SurveyColumn, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    recipe: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether there is something to store."""
        return self.paragraphs > 0 or self.cases > 0


def summarize(parsed: Parsed) -> FileSummary:
    """Return what was made of a file, in a line."""
    questions, notes, errors = (_told(parsed.problems, each) for each in ("warning", "note", "error"))
    read = parsed.transcript
    form = format_title(parsed.format)
    if parsed.survey is not None:
        return _of_survey(parsed, parsed.survey, FileSummary(str(parsed.path), form, parsed.path.stem))
    if read is None:
        errors = errors or ("it contains no text",)
        return FileSummary(str(parsed.path), form, questions=questions, notes=notes, errors=errors)
    words, speakers, unattributed = _shares(read)
    begins, ends = time_range(read)
    return FileSummary(
        str(parsed.path),
        form,
        name_of(parsed.path, read.title).document,
        len(read.paragraphs),
        words,
        speakers,
        unattributed,
        begins,
        ends,
        _codings(read),
        len({tag.code for tag in read.tags}),
        questions=questions,
        notes=(*joined_labels(read), *notes),
        errors=errors,
        recipe=parsed.recipe,
    )


def _of_survey(parsed: Parsed, survey: Survey, summary: FileSummary) -> FileSummary:
    """Return what was made of a survey: all its answers are a respondent's."""
    paragraphs = [each for case in survey.cases for each in case.transcript.paragraphs]
    questions, notes, errors = (_told(parsed.problems, each) for each in ("warning", "note", "error"))
    return replace(
        summary,
        paragraphs=len(paragraphs),
        words=sum(len(_WORD.findall(each.text)) for each in paragraphs),
        cases=len(survey.cases),
        answers=survey.answers,
        columns=survey.columns,
        questions=questions,
        notes=notes,
        errors=errors,
    )


def joined_labels(read: Transcript) -> tuple[str, ...]:
    """Say which labels are taken for one person: somebody may know that they are not."""
    joined = (each for each in read.speakers if len(each.labels) > 1)
    return tuple(
        f"{', '.join(map(repr, labels[:-1]))} and {labels[-1]!r} are taken for one person, {each.name}"
        for each in joined
        if (labels := each.labels)
    )


def format_title(name: str | None) -> str | None:
    """Return what people call a format: ``labelled text``."""
    return next((each.title for each in formats.formats() if each.name == name), None)


def time_range(transcript: Transcript) -> tuple[float | None, float | None]:
    """Return the seconds from which to which the paragraphs are, as far as the source says."""
    begins = [each.audio_start for each in transcript.paragraphs if each.audio_start is not None]
    ends = [each.audio_end for each in transcript.paragraphs if each.audio_end is not None]
    return min(begins, default=None), max((*begins, *ends), default=None)


def clock(seconds: float) -> str:
    """Return seconds into a recording as they are written beside words: ``1:02:03``, ``4:05``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _shares(transcript: Transcript) -> tuple[int, tuple[SpeakerShare, ...], float]:
    """Return how many words there are, the share of each speaker, most first, and what nobody says."""
    counts: Counter[str | None] = Counter()
    for each in transcript.paragraphs:
        voice = transcript.people.get(each.speaker or "")
        counts[voice.name if voice else None] += len(_WORD.findall(each.text))
    total = counts.total()
    shares = [
        SpeakerShare(each.name, each.role, _share(counts[each.name], total), each.labels)
        for each in transcript.speakers
    ]
    shares.sort(key=lambda each: -each.share)
    return total, tuple(shares), _share(counts[None], total)


def _share(part: int, total: int) -> float:
    return round(part / total, 4) if total else 0.0


def _codings(transcript: Transcript) -> int:
    by_coder = groupby(sorted(transcript.tags, key=lambda tag: tag.coder or ""), key=lambda tag: tag.coder)
    return sum(len(join_tags(tags, transcript.paragraphs)) for _, tags in by_coder)


def _told(problems: tuple[Problem, ...], severity: Severity) -> tuple[str, ...]:
    """Return the problems of one kind, each with its place, each once."""
    told = (
        f"{each.location}: {each.message}" if each.location else each.message
        for each in problems
        if each.severity == severity
    )
    return tuple(dict.fromkeys(told))
