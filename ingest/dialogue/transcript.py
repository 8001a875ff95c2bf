"""From blocks to a transcript: title, paragraphs, people, and what a person should look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from ingest.dialogue.around import nobody_says
from ingest.dialogue.blocks import Block, without_line_numbers
from ingest.dialogue.explain import Explanation, explain, remember
from ingest.dialogue.explain.likeness import is_caseless
from ingest.dialogue.labels import is_certain, possible
from ingest.dialogue.turns import Reading, Turn, read_turns
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.speakers import odd_labels, speakers_of

_TITLE = re.compile(
    r"(?:title|titre|titel|título|titolo)\s*:\s*(?P<said>\S.*)"
    r"|(?P<named>(?=.*\b(?:interview|transcript|entretien|entrevue|gespräch|entrevista|intervista)\b)[^.?!:,]{4,80})",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:from|von|de|da|van|från|fra|od|от|kimden)\s?:\s+\S.{0,80}", re.IGNORECASE)
_SHOWN = 3
_LABELLED = re.compile(r"[^\W\d_][^:.,;?!]{0,30}:\s+\S")
_FEWEST_LEADS = 4
_SEVERAL = 2
_SHARE_ASKED = 0.25
_MOSTLY_ANSWERED = 0.6
_ASKS = re.compile(r"[?\uff1f\u061f\u037e][\"'\u201d\u2019»)\]]*$")
_FEW_BLOCKS = 4
"""Of a short file every fourth line is enough to ask, however few they are."""

DIALOGUE_QUESTION = "is the file a dialogue?"
"""How a problem ends that asks a person to decide how a file is read."""


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
) -> Spoken:
    """Return the turns of the blocks with their words as drafts, and the problems a person should see.

    A format that knows more gives its ``explanation``; its blocks then hold no title and no line numbers.
    """
    heard = _hear(path, blocks, place, explanation, titled=explanation is None)
    turns = tuple(heard.turns)
    return Spoken(turns, tuple(_drafts(heard)), heard.problems, heard.title, heard.time_marks)


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
    turns: list[Turn]
    problems: tuple[Problem, ...]
    title: str | None
    time_marks: int


def _hear(
    path: PurePath, blocks: Sequence[Block], place: str, explanation: Explanation | None, *, titled: bool
) -> _Heard:
    numbered = blocks if explanation else without_line_numbers(blocks)
    explanation = _known(explanation, numbered) or explain(numbered)
    title, skipped = _title(numbered, explanation) if titled else (None, None)
    reading = read_turns(numbered, explanation)
    turns = [turn for turn in reading.turns if turn.block != skipped]
    marks = sum(max(0, len(turn.kept) - 1) for turn in turns)
    problems = _problems(path, numbered, explanation, reading, place)
    return _Heard(list(numbered), turns, problems, title, marks)


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
        yield turn.block, Draft(words, turn.speaker, audio_start=turn.audio_start, audio_end=turn.audio_end)


def question(
    path: PurePath, blocks: Sequence[Block], *, place: str = "line", explanation: Explanation | None = None
) -> tuple[Problem, ...]:
    """Ask whether a file that was read as text is a dialogue, where labels come back but prove nothing.

    The blocks are without line numbers; ``explanation`` is who speaks where in these very blocks, if known.
    """
    explanation = _known(explanation, blocks) or explain(blocks)
    labels = explanation.labels
    heads = [block for block in blocks if _FROM.match(block.content)]
    if len(heads) >= _SHOWN and not explanation.certain:
        message = f"{len(heads)} lines name a sender; the messages are read as text without speakers"
        return (Problem(path, f"line {heads[0].number}", message, "warning"),)
    fewest = len(labels) + 1 if _FEW_BLOCKS * len(explanation.leads) >= len(blocks) else _FEWEST_LEADS
    if explanation.certain:
        return ()
    if len(explanation.leads) < max(fewest, len(labels) + 1):
        return _of_another_script(path, blocks, place) or unlabelled_questions(path, blocks, place)
    shown = ", ".join(repr(label) for label in labels[:_SHOWN]) + (", …" if len(labels) > _SHOWN else "")
    repeated = "one label is" if len(labels) == 1 else f"{len(labels)} labels are"
    message = f"{repeated} repeated ({shown}); {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {blocks[min(explanation.leads)].number}", message, "warning"),)


def unlabelled_questions(path: PurePath, blocks: Sequence[Block], place: str = "line") -> tuple[Problem, ...]:
    """Tell of questions and longer answers in turns without a label: italics, or nothing, tell who speaks."""
    asked = [index for index, block in enumerate(blocks) if _ASKS.search(block.content)]
    answered = sum(
        index + 1 < len(blocks)
        and index + 1 not in asked
        and len(blocks[index + 1].content) > len(blocks[index].content)
        for index in asked
    )
    numbered = any(block.content[0].isdecimal() or block.heading for block in blocks if block.content)
    few = len(asked) < _FEWEST_LEADS or len(asked) < _SHARE_ASKED * len(blocks)
    if few or numbered or answered < _MOSTLY_ANSWERED * len(asked):
        return ()
    message = f"{len(asked)} paragraphs are questions without a label; the text has no speakers"
    return (Problem(path, f"{place} {blocks[asked[0]].number}", message, "warning"),)


def _of_another_script(path: PurePath, blocks: Sequence[Block], place: str) -> tuple[Problem, ...]:
    """Ask where short lines in a script without capitals stand above words that have them, each only once."""
    apart = [
        block
        for block, below in pairwise(blocks)
        if is_caseless(block.content) and not is_caseless(below.content) and possible(block.content)
    ]
    if len(apart) < _SEVERAL or _FEW_BLOCKS * len(apart) < len(blocks):
        return ()
    shown = ", ".join(repr(block.content) for block in apart[:_SHOWN])
    lines = f"{len(apart)} lines are in another script than the words below them"
    message = f"{lines} ({shown}); {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {apart[0].number}", message, "warning"),)


def _known(explanation: Explanation | None, blocks: Sequence[Block]) -> Explanation | None:
    """Keep in mind what is known of the blocks already, for who asks how else the file can be read."""
    if explanation and explanation.leads:
        remember([explanation], blocks)
    return explanation


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


def _problems(
    path: PurePath, blocks: Sequence[Block], explanation: Explanation, reading: Reading, place: str
) -> tuple[Problem, ...]:
    def at(index: int) -> str:
        return f"{place} {blocks[index].number}"

    found = [
        Problem(path, at(index), f"no text after the label {explanation.leads[index].label!r}", "warning")
        for index in reading.silent
    ]
    found += [
        Problem(path, at(index), f"{label!r} occurs only once as a label; is it a speaker?", "warning")
        for index, label in explanation.once.items()
        if not is_certain(label) and explanation.grammar in {"colon", "sign", "line", "dot"}
    ]
    found += [
        Problem(path, at(index), f"{label!r} may be a speaker; the text after it has no speaker", "warning")
        for index, label in explanation.unsure.items()
    ]
    if lost := [index for index in reading.unlabelled if index not in explanation.unsure]:
        count = "a paragraph has" if len(lost) == 1 else f"{len(lost)} paragraphs have"
        found.append(Problem(path, at(lost[0]), f"{count} no speaker where the others have one", "warning"))
    if asides := reading.asides:
        count = (
            "a paragraph in brackets has"
            if len(asides) == 1
            else f"{len(asides)} paragraphs in brackets have"
        )
        found.append(Problem(path, at(asides[0]), f"{count} no speaker", "note"))
    if reading.left_out:
        found.append(_left_out(path, blocks, reading.left_out, at))
    return tuple(sorted(found, key=_in_order))


def _left_out(
    path: PurePath, blocks: Sequence[Block], left_out: Sequence[int], at: Callable[[int], str]
) -> Problem:
    shown = ", ".join(repr(blocks[index].content[:60]) for index in left_out[:_SHOWN])
    more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
    count = "one line" if len(left_out) == 1 else f"{len(left_out)} lines"
    lines = (blocks[index].content for index in left_out)
    may_be_said = any(_LABELLED.match(line) and not nobody_says(line) for line in lines)
    return Problem(
        path,
        at(left_out[0]),
        f"{count} left out as not spoken: {shown}{more}",
        "warning" if may_be_said else "note",
    )


def _in_order(problem: Problem) -> int:
    return int(problem.location.rsplit(" ", 1)[-1])
