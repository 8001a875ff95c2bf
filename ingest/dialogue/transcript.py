"""From blocks to a transcript: title, paragraphs, people, and what a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ingest.dialogue import doubts
from ingest.dialogue.blocks import Block, without_line_numbers
from ingest.dialogue.explain import Explanation, explain
from ingest.dialogue.explain.explanation import remembered
from ingest.dialogue.turns import Turn, read_turns
from ingest.dialogue.within import at_known_labels
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.speakers import odd_labels, speakers_of

_TITLE = re.compile(
    r"(?:title|titre|titel|título|titolo)\s*:\s*(?P<said>\S.*)"
    r"|(?P<named>(?=.*\b(?:interview|transcript|entretien|entrevue|gespräch|entrevista|intervista)\b)[^.?!:,]{4,80})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spoken:
    """The turns of a file as drafts, each with the turn it comes from, and what was noticed."""

    turns: tuple[Turn, ...]
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    title: str | None = None
    time_marks: int = 0


def read_dialogue(
    path: PurePath,
    blocks: list[Block],
    *,
    title: str | None = None,
    place: str = "line",
    attributes: Iterable[tuple[str, str]] = (),
    explanation: Explanation | None = None,
) -> Parsed:
    """Read blocks as a dialogue.

    Args:
        path: the file, for its problems and, without another title, its name.
        blocks: what the format delivers, in reading order; the list is emptied on the way, so that a huge
            file is not held twice.
        title: the title the format knows.
        place: what the blocks' numbers count: ``line``, ``paragraph``, ``row``.
        attributes: what else the format knows of the document, such as front matter.
        explanation: who speaks where in these very blocks, if it is known already.

    Returns:
        A transcript, or none with a Problem where the file says nothing.
    """
    heard = _hear(path, blocks, place, explanation, titled=True)
    blocks.clear()
    paragraphs, tags = lay_out(_drafts(heard))
    if not paragraphs:
        return Parsed(path, None, (Problem(path, "", "the file contains no text"),))
    transcript = Transcript(
        title or heard.title or path.stem,
        paragraphs,
        tags,
        speakers_of(paragraphs),
        attributes=tuple(attributes),
        time_marks=heard.time_marks,
    )
    return Parsed(path, transcript, (*heard.problems, *odd_labels(path, paragraphs)))


def speak(
    path: PurePath,
    blocks: Sequence[Block],
    *,
    place: str = "line",
    explanation: Explanation | None = None,
    titled: bool | None = None,
) -> Spoken:
    """Return the turns of the blocks with their words as drafts, and the problems a person should see.

    A format that knows more gives its ``explanation``; its blocks then hold no line numbers, and no title
    unless it is said that they may be ``titled``.
    """
    heard = _hear(path, blocks, place, explanation, titled=titled or (titled is None and explanation is None))
    turns = tuple(_in_the_file(turn, heard) for turn in heard.turns)
    return Spoken(turns, tuple(_drafts(heard)), heard.problems, heard.title, heard.time_marks)


def _in_the_file(turn: Turn, heard: _Heard) -> Turn:
    """Return a turn with the place of its words in the block that was given."""
    block = heard.blocks[turn.block]
    offset = block.offset if block else 0
    kept = tuple((start + offset, stop + offset) for start, stop in turn.kept) if offset else turn.kept
    return replace(turn, block=heard.of[turn.block], kept=kept)


def stream(
    path: PurePath, blocks: list[Block], *, place: str, explanation: Explanation
) -> tuple[Iterator[tuple[int, Draft]], tuple[Problem, ...]]:
    """Return the words of the turns one by one, each with the place of its block, and the problems.

    The list of blocks is emptied, and each block is let go of with its turn: of a huge file, blocks, turns
    and words are not held all at once.
    """
    heard = _hear(path, blocks, place, explanation, titled=False)
    blocks.clear()
    return _placed(heard), heard.problems


@dataclass
class _Heard:
    """What was made of the blocks, before the words are taken out of them."""

    blocks: list[Block | None]
    of: Sequence[int]
    """For each block, the index of the one that was given, of which it is a part."""
    turns: list[Turn]
    problems: tuple[Problem, ...]
    title: str | None
    time_marks: int


def _hear(
    path: PurePath, blocks: Sequence[Block], place: str, explanation: Explanation | None, *, titled: bool
) -> _Heard:
    numbered = blocks if explanation else without_line_numbers(blocks)
    explanation = remembered(explanation, numbered) or explain(numbered)
    within = at_known_labels(numbered, explanation)
    numbered, explanation = within.blocks, within.explanation
    title, skipped = _title(numbered, explanation) if titled else (None, None)
    reading = read_turns(numbered, explanation)
    turns = [turn for turn in reading.turns if turn.block != skipped]
    marks = sum(max(0, len(turn.kept) - 1) for turn in turns)
    problems = [*doubts.problems(path, numbered, explanation, reading, place)]
    problems += doubts.told_within(path, within, place)
    problems.sort(key=doubts.in_order)
    return _Heard(list(numbered), within.of, turns, tuple(problems), title, marks)


def _drafts(heard: _Heard) -> Iterator[Draft]:
    """Yield the words of each turn."""
    return (draft for _, draft in _placed(heard))


def _placed(heard: _Heard) -> Iterator[tuple[int, Draft]]:
    """Yield the words of each turn with the place of its block, and let go of the block."""
    heard.turns.reverse()
    while heard.turns:
        turn = heard.turns.pop()
        block = heard.blocks[turn.block]
        words = turn.words(block.text) if block else ""
        if turn.kept:
            heard.blocks[turn.block] = None
        draft = Draft(words, turn.speaker, audio_start=turn.audio_start, audio_end=turn.audio_end)
        yield heard.of[turn.block], draft


def _title(blocks: Sequence[Block], explanation: Explanation) -> tuple[str | None, int | None]:
    """Take the title from above the dialogue: its first heading, or a first line that reads like one."""
    head = range(min(explanation.head, len(blocks)))
    for index in head:
        if blocks[index].heading and blocks[index].content:
            return blocks[index].content, index
    if 0 in head:
        match = _TITLE.fullmatch(blocks[0].content)
        if match:
            return (match["said"] or match["named"]).strip(), 0
    return None, None
