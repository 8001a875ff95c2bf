"""Words with codings painted on them: each has its own underline, and the shortest paints the ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.queries.quotes.whole_words import part_on_whole_words

LANES = 3
"""Underlines that fit under a line of text; what is beyond shares the last one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a document (code points, half-open) to be painted in a code's colour, 0 to 11.

    ``line`` is the coder's line style (``first``, ``second``, ``moderator``); ``letter`` stands, small, where
    the mark begins.
    """

    start: int
    end: int
    hue: int
    line: str = "first"
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One underline under a stretch of words, the outermost first."""

    hue: int
    line: str
    number: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words under the same marks: their place, the colour of their ground (None: bare), their underlines."""

    text: str
    start: int
    ground: int | None
    lanes: tuple[Lane, ...]
    letters: tuple[str, ...]


def painted(text: str, start: int, marks: Iterable[Mark]) -> list[Stretch]:
    """Return a paragraph, which begins at ``start``, cut where marks begin or end, on whole words."""
    end = start + len(text)
    shown = sorted(
        (_on_words(each, text, start) for each in marks if each.start < end and each.end > start),
        key=lambda each: (each.start, -each.end, each.line, each.hue),
    )
    lane_of = _lanes(shown)
    cuts = {start, end} | {min(max(cut, start), end) for each in shown for cut in (each.start, each.end)}
    bounds = sorted(cuts)
    return [
        _stretch(text[one - start : other - start], one, shown, lane_of) for one, other in pairwise(bounds)
    ]


def _on_words(mark: Mark, text: str, start: int) -> Mark:
    first, last = part_on_whole_words(text, start, mark.start, mark.end)
    begins_here, ends_here = mark.start >= start, mark.end <= start + len(text)
    return replace(
        mark,
        start=start + first if begins_here else mark.start,
        end=start + last if ends_here else mark.end,
    )


def _stretch(words: str, at: int, marks: Sequence[Mark], lane_of: dict[int, int]) -> Stretch:
    under = [number for number, each in enumerate(marks) if each.start <= at < each.end]
    shortest = min(under, key=lambda number: marks[number].end - marks[number].start, default=None)
    lanes = sorted(
        (Lane(marks[number].hue, marks[number].line, lane_of[number]) for number in under),
        key=lambda lane: -lane.number,
    )
    letters = tuple(
        marks[number].letter for number in under if marks[number].start == at and marks[number].letter
    )
    ground = None if shortest is None else marks[shortest].hue
    return Stretch(words, at, ground, tuple(lanes), letters)


def _lanes(marks: Sequence[Mark]) -> dict[int, int]:
    """The lane of each mark: the first that no mark over the same words has."""
    ends: list[int] = []
    lane_of: dict[int, int] = {}
    for number, mark in enumerate(marks):
        free = next((lane for lane, end in enumerate(ends) if end <= mark.start), len(ends))
        ends[free : free + 1] = [mark.end]
        lane_of[number] = min(free, LANES - 1)
    return lane_of
