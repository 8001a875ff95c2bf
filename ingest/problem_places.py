"""Where in the transcript a problem of its file is: ``line 31`` of the file, paragraph 12 of the text.

Readers tell the place in the file, since that is what a person can open. A line is found in the transcript by
its words, or by those of the lines around it where its own are in several paragraphs; a page of a print-out
leaves no trace in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from ingest.model import Problem, Transcript
from ingest.source import Source

_NUMBER = re.compile(r"(?P<what>[a-z]+?)s? (?P<number>\d+)\b")
_SHORTEST = 12
"""Characters of a line that say which paragraph it is in."""
_AROUND = 6
"""Lines before and after that are looked at where the line itself says nothing."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem, the paragraph (from 0) of the transcript it is about, and else why there is none."""

    problem: Problem
    paragraph: int | None
    why: str = ""


def placed(problems: Iterable[Problem], transcript: Transcript, data: bytes) -> list[Placed]:
    """Find the paragraph of each problem of a file, whose bytes are ``data``."""
    lines = _Lines(transcript, data)
    return [_placed(problem, transcript, lines) for problem in problems]


def _placed(problem: Problem, transcript: Transcript, lines: _Lines) -> Placed:
    place = _NUMBER.match(problem.location)
    if place is None:
        return Placed(problem, None, "it is about the whole file")
    number = int(place["number"])
    if place["what"] == "paragraph":
        there = 0 < number <= len(transcript.paragraphs)
        return (
            Placed(problem, number - 1) if there else Placed(problem, None, "the text has no such paragraph")
        )
    if place["what"] == "line":
        paragraph = lines.paragraph(number)
        return Placed(problem, paragraph, "" if paragraph is not None else "its words are not in the text")
    return Placed(problem, None, f"a {place['what']} has no place in the text; look at the file")


class _Lines:
    """The lines of a file, and the paragraphs that hold their words."""

    def __init__(self, transcript: Transcript, data: bytes) -> None:
        self._texts = [" ".join(each.text.split()) for each in transcript.paragraphs]
        self._starts: list[int] = []
        start = 0
        for text in self._texts:
            self._starts.append(start)
            start += len(text) + 1
        self._whole = "\n".join(self._texts)
        self._data = data
        self._lines: list[str] | None = None

    def paragraph(self, number: int) -> int | None:
        """Return the paragraph (from 0) of a line (from 1), or of the nearest that says where it is."""
        if self._lines is None:
            self._lines = (Source(PurePath("file"), self._data).text or "").split("\n")
        for near in _outwards(number - 1, len(self._lines)):
            found = self._only(" ".join(self._lines[near].split()))
            if found is not None:
                return self._back_over_silence(found) if near >= number else found
        return None

    def _back_over_silence(self, paragraph: int) -> int:
        """Where a later line told the place: the first of the paragraphs without words before it."""
        while paragraph and not self._texts[paragraph - 1]:
            paragraph -= 1
        return paragraph

    def _only(self, line: str) -> int | None:
        """The one paragraph that holds a line's words, with the label before them or without."""
        _, colon, words = line.partition(":")
        for each in (line, words.strip() if colon else ""):
            if len(each) < _SHORTEST:
                continue
            at = self._whole.find(each)
            if at >= 0 and self._whole.find(each, at + 1) < 0:
                return bisect_right(self._starts, at) - 1
        return None


def _outwards(middle: int, end: int) -> Iterator[int]:
    """The line itself, those after it, those before it."""
    near = (
        middle,
        *(middle + step for step in range(1, _AROUND)),
        *(middle - step for step in range(1, _AROUND)),
    )
    return (each for each in near if 0 <= each < end)
