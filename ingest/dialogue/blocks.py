"""What the formats deliver: lines, paragraphs, cells and captions, all of them as blocks of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.dialogue.labels import possible
from ingest.dialogue.times import seconds
from ingest.digits import number_of

_NUMBER = re.compile(r"\s*\(?(\d{1,6})(?:[.):]?[ \t]+|\t|$)")
_BEFORE_COLON = re.compile(r"\s*(?P<label>[^\W\d_][^:\n]{0,40}):[ \t]")
_QUESTION = re.compile(
    r"\s*(?P<letter>[^\W\d_])[. ]?(?P<number>\d{1,4})[.)]?[ \t\u00a0]+(?P<label>[^\W\d_][^:\n]{0,40}):[ \t]"
)
_BEHIND = re.compile(r"[(\[](\d{1,5})[)\]]$")
_LONGEST_BEHIND = 7
_IN_MARGIN = re.compile(r"(?:[ \u00a0]{3,}|[ \u00a0]*\t\s*)[\[(]?(\d{1,2}(?::\d{2}){1,2})[\])]?$")
_WIDEST_MARGIN = 60
_FEWEST_TIMES = 4
_SET_IN = re.compile(r"\s{3,}(?=\S)")
_FEWEST_NUMBERED = 4
_STEPS = (5, 10)
_HALF = 0.5
_SHARE_NUMBERED = 0.95
_FEWEST_TURNS = 8
_FEWEST_QUESTIONS = 3
_SHARE_OF_TURNS = 0.6
_SHARE_OF_NUMBERS = 0.8
_SHORTEST_PAGE = 10
_SHORTEST_RUN = 3
_MOST_LEFT_OUT = 3
_SHARE_ON_PAGES = 0.75


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of text that a form keeps together, and what the form says about it.

    Offsets count from the beginning of ``text``. ``number`` is the place that a person can find: a line of
    a text file, a paragraph of a document, a row of a table. ``start`` is where the content begins, behind a
    printed line number. ``bold`` counts the bold characters at the beginning; ``heading`` is the level of a
    heading, 0 for none. ``speaker``, ``audio_start`` and ``audio_end`` (seconds) are what a voice tag, a
    column or a caption says. ``offset`` is where the block begins in the
    paragraph of the file that it is a part of.
    """

    text: str
    number: int
    after_blank: bool = True
    start: int = 0
    bold: int = 0
    heading: int = 0
    speaker: str | None = None
    audio_start: float | None = None
    audio_end: float | None = None
    offset: int = 0
    outside: bool = False
    """Stands between numbered lines that begin anew on each page: a head, a foot, or the number of a page."""

    @property
    def indented(self) -> bool:
        """Whether white space stands before the content."""
        return self.text[self.start : self.start + 1].isspace()

    @property
    def content(self) -> str:
        """The text without line number and white space around."""
        return self.text[self.start :].strip()


def without_line_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without printed numbers, where every line, every fifth or most turns have one.

    Numbers in brackets behind the words, as f4 prints them, are those of paragraphs.
    """
    found = [_NUMBER.match(block.text) for block in blocks]
    numbered = [(index, match) for index, match in enumerate(found) if match]
    pages = _lines_of_pages(numbered, len(blocks))
    counted = pages or _every_line(numbered, len(blocks)) or _every_few_lines(numbered, blocks)
    return _without_times_in_margin(
        _without_numbers_around(
            [
                replace(block, start=match.end())
                if match and index in counted
                else replace(block, outside=True)
                if pages
                else block
                for index, (block, match) in enumerate(zip(blocks, found, strict=True))
            ]
        )
    )


def _without_times_in_margin(blocks: list[Block]) -> list[Block]:
    """Return the blocks without times that stand far behind the words, in a margin, and are always later."""
    words = [block.text.rstrip() for block in blocks]
    found = [_IN_MARGIN.search(each, max(0, len(each) - _WIDEST_MARGIN)) for each in words]
    times = [seconds(match[1]) for match in found if match and match.start() > 0]
    known = [time for time in times if time is not None]
    before_times = [text[: match.start()].strip() for text, match in zip(words, found, strict=True) if match]
    labels = sum(possible(text) for text in before_times)  # ``Noor   0:07`` above her words
    if len(known) < max(_FEWEST_TIMES, len(times)) or 2 * labels > len(known):
        return blocks
    if any(after < before for before, after in pairwise(known)):
        return blocks
    return [
        replace(block, text=block.text[: match.start()], audio_start=seconds(match[1]))
        if match and match.start() > 0
        else block
        for block, match in zip(blocks, found, strict=True)
    ]


def _without_numbers_around(blocks: list[Block]) -> list[Block]:
    return _without_numbers_behind(_without_numbers_of_questions(blocks))


def _without_numbers_of_questions(blocks: list[Block]) -> list[Block]:
    """Return the blocks without numbers that count the questions before labels: ``Q2 Mr Eames: Who paid?``.

    Some of these labels stand elsewhere as well, with another number or none.
    """
    found = [
        (index, match)
        for index, block in enumerate(blocks)
        if (match := _QUESTION.match(block.text, block.start))
    ]
    numbers = [number_of(match["number"]) for _, match in found]
    counts = len(found) >= _FEWEST_QUESTIONS and all(
        after == before + 1 for before, after in pairwise(numbers)
    )
    if not counts or len({match["letter"] for _, match in found}) > 1:
        return blocks
    labels = Counter(
        match["label"].casefold()
        for block in blocks
        if (match := _BEFORE_COLON.match(block.text, block.start))
    )
    again = Counter(match["label"].casefold() for _, match in found)
    if not any(again[label] > 1 or label in labels for label in again):
        return blocks
    starts = {index: match.start("label") for index, match in found}
    return [replace(block, start=starts.get(index, block.start)) for index, block in enumerate(blocks)]


def _without_numbers_behind(blocks: list[Block]) -> list[Block]:
    """Return the blocks without numbers behind the words that count most paragraphs, without a gap."""
    words = [block.text.rstrip() for block in blocks]  # of a desert of spaces only the end is looked at
    found = [_BEHIND.search(each, max(0, len(each) - _LONGEST_BEHIND)) for each in words]
    numbers = [number_of(match[1]) for match in found if match]
    counts = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if not counts or len(numbers) < max(_FEWEST_TURNS, _SHARE_OF_TURNS * len(blocks)):
        return blocks
    return [
        replace(block, text=block.text[: match.start()].rstrip()) if match else block
        for block, match in zip(blocks, found, strict=True)
    ]


def _lines_of_pages(numbered: Sequence[tuple[int, re.Match[str]]], count: int) -> set[int]:
    """Return the lines whose numbers begin anew on each page, as in court: 1 to 25, again and again.

    A line without words may have been left out, and the last page may be short; the number of a page fits
    in no row.
    """
    runs: list[list[tuple[int, int]]] = []
    for index, match in numbered:
        number = number_of(match[1])
        if not match[0].strip().isdecimal():
            continue
        if runs and 0 < number - runs[-1][-1][1] <= _MOST_LEFT_OUT:
            runs[-1].append((index, number))
        elif number == 1:
            runs.append([(index, number)])
    runs = [run for run in runs if len(run) >= _SHORTEST_RUN]
    lengths = [run[-1][1] for run in runs[:-1]]
    if not lengths or min(lengths) < max(_SHORTEST_PAGE, max(lengths) - _MOST_LEFT_OUT):
        return set()
    lines = {index for run in runs for index, _ in run}
    whole = sum(map(len, runs)) >= _SHARE_NUMBERED * (sum(lengths) + runs[-1][-1][1]) - len(runs)
    return lines if whole and len(lines) >= _SHARE_ON_PAGES * count else set()


def _every_line(numbered: Sequence[tuple[int, re.Match[str]]], count: int) -> set[int]:
    """Return the lines with a number that counts lines or turns; a list may stand between two turns."""
    rising = sum(
        number_of(after[1]) == number_of(before[1]) + 1 for (_, before), (_, after) in pairwise(numbered)
    )
    lines = len(numbered) >= max(_FEWEST_NUMBERED, _SHARE_NUMBERED * count)
    if lines and rising >= _SHARE_NUMBERED * (len(numbered) - 1):
        return {index for index, _ in numbered}
    turns: set[int] = set()
    last = 0
    for index, match in numbered:
        if not turns or number_of(match[1]) == last + 1:
            turns.add(index)
            last = number_of(match[1])
    all_count = 0 < len(turns) == len(numbered) == last
    few = _FEWEST_NUMBERED if all_count else _FEWEST_TURNS
    enough = len(turns) >= max(few, _SHARE_OF_TURNS * count, _SHARE_OF_NUMBERS * len(numbered))
    return turns if enough else set()


def _every_few_lines(numbered: Sequence[tuple[int, re.Match[str]]], blocks: Sequence[Block]) -> set[int]:
    """Return the lines whose numbers count by fives or tens: ``5`` on the fifth line, ``10`` on the tenth."""
    for step in _STEPS:
        counted = [
            (index, number_of(match[1])) for index, match in numbered if number_of(match[1]) % step == 0
        ]
        places = [
            after - before == step
            and step in (after_index - before_index, blocks[after_index].number - blocks[before_index].number)
            for (before_index, before), (after_index, after) in pairwise(counted)
        ]
        fewest = 1 if _set_in_between(counted, blocks) else _FEWEST_NUMBERED - 1
        enough = len(counted) >= fewest and len(counted) >= _HALF * len(numbered)
        if enough and sum(places) >= _SHARE_NUMBERED * len(places) and 2 * step * len(counted) >= len(blocks):
            return {index for index, _ in counted}
    return set()


def _set_in_between(counted: Sequence[tuple[int, int]], blocks: Sequence[Block]) -> bool:
    """Whether all other lines are set in to where the numbered lines begin, which leaves room for numbers."""
    here = {index for index, _ in counted}
    starts = {match.end() for index in here if (match := _NUMBER.match(blocks[index].text))}
    return len(starts) == 1 and all(
        (match := _SET_IN.match(block.text)) is not None and match.end() >= min(starts)
        for index, block in enumerate(blocks)
        if index not in here
    )
