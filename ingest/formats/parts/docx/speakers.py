"""Who says what in a Word file: its paragraphs in reading order, with the person and where they stand.

Paragraphs of the text and cells without a speaker beside them go through the engine (:mod:`ingest.dialogue`),
rows of a table that names its speakers are said by them, and what stands in notes, text boxes and other
tables is nobody's. Each draft knows which letters of which paragraph it holds: comments find their words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from ingest.dialogue import Block, Explanation, Turn, without_line_numbers
from ingest.dialogue.doubts import signs_of_a_dialogue
from ingest.dialogue.printed.lines import nobody_says
from ingest.dialogue.transcript import speak
from ingest.dialogue.within import explain_within
from ingest.formats.parts.docx.body.paragraphs import WordParagraph
from ingest.formats.parts.docx.headings import heading_level
from ingest.formats.parts.docx.tables import InTables
from ingest.model import Draft, Problem
from ingest.speakers import recognise

_Turns = dict[int, list[Turn]]
"""The turns of each paragraph of the file; several where one begins within it."""
_SHOWN = 3
_FEWEST_QUESTIONS = 3
_FEWEST_BLANK = 0.1
"""The share of empty paragraphs from which on they part turns."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph of the transcript: the one of the file it comes from, and which letters of it it holds."""

    source: int
    kept: tuple[tuple[int, int], ...]
    draft: Draft

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the letters from ``start`` to ``end`` of the file's paragraph are in the draft."""
        found: list[int] = []
        at = 0
        for begin, stop in self.kept:
            first, last = max(start, begin), min(end, stop)
            if first < last:
                found += [at + first - begin, at + last - begin]
            at += stop - begin + 1
        return (found[0], found[-1]) if found else None


@dataclass
class Spoken:
    """The paragraphs of the transcript in order, what to tell, and a title that stands above the dialogue.

    The places of problems are paragraphs of the file, from 1; see :func:`at_paragraph`.
    """

    placed: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str | None = None


def spoken(
    path: PurePath,
    paragraphs: Sequence[WordParagraph],
    tables: InTables,
    *,
    skip: int | None,
    title: str | None,
) -> Spoken:
    """Return who says what.

    Args:
        path: the file, for its problems.
        paragraphs: what the file holds, in reading order.
        tables: what its tables hold.
        skip: the paragraph with the title.
        title: the title, where the file has one; else the engine may find it above the dialogue.
    """
    found = Spoken(title=title)
    beside = tables.said.keys() | tables.nobodys | tables.left_out
    text = [n for n, each in enumerate(paragraphs) if n not in beside and n != skip and not each.aside]
    turns = _from_the_text(path, _blocks(paragraphs, text, tables), found)
    of_rows = list(tables.said)
    in_rows = speak(path, list(tables.said.values()), place="paragraph", explanation=Explanation())
    found.problems += in_rows.problems
    for turn in in_rows.turns:
        turns.setdefault(of_rows[turn.block], []).append(turn)
    for index, paragraph in enumerate(paragraphs):
        nobodys = index in tables.nobodys or (paragraph.aside and index not in tables.left_out)
        if nobodys and paragraph.text.strip():
            turns[index] = [_whole(paragraph.text, index)]
    for index in sorted(turns):
        if index != skip:
            found.placed += [_placed(index, paragraphs[index].text, turn) for turn in turns[index]]
    return found


def _blocks(paragraphs: Sequence[WordParagraph], text: Sequence[int], tables: InTables) -> list[Block]:
    """Return what the engine reads; a paragraph of the file is found again by the number of its block."""
    blank = [not paragraphs[index].text.strip() for index in text]
    parted = sum(blank) >= max(2, _FEWEST_BLANK * len(blank))
    blocks: list[Block] = []
    after_blank = True
    for index, is_blank in zip(text, blank, strict=True):
        paragraph = paragraphs[index]
        if is_blank:
            after_blank = True
            continue
        block = tables.words.get(index)
        if block is None:
            bold = 0 if nobody_says(paragraph.text) else min(paragraph.bold, len(paragraph.text.rstrip()))
            block = Block(paragraph.text, index + 1, bold=bold, heading=heading_level(paragraph.style))
        blocks.append(replace(block, after_blank=after_blank or not (parted or paragraph.goes_on)))
        after_blank = False
    return blocks


def _from_the_text(path: PurePath, blocks: Sequence[Block], found: Spoken) -> _Turns:
    """Let the engine tell who speaks; where it finds no dialogue for certain, nobody is named."""
    if not blocks:
        return {}
    read, explanation = explain_within(without_line_numbers(blocks))
    if not (explanation.certain or any(map(_is_role, explanation.labels))):
        if explanation.grammar is not None:
            shown = ", ".join(repr(label) for label in explanation.labels[:_SHOWN])
            first = f"paragraph {blocks[min(explanation.leads)].number}"
            may = "may be a speaker" if len(explanation.labels) == 1 else "may be speakers"
            what = f"{shown} {may}; this is not certain, so the text has no speakers"
            found.problems.append(Problem(path, first, what, "warning"))
        elif len(asked := _questions_in_bold(blocks)) >= _FEWEST_QUESTIONS:
            what = f"{len(asked)} paragraphs in bold are questions without a label; the text has no speakers"
            found.problems.append(Problem(path, f"paragraph {asked[0].number}", what, "warning"))
        else:
            found.problems += signs_of_a_dialogue(path, blocks, "paragraph")
        return {block.number - 1: [_whole(block.text, block.number - 1)] for block in blocks}
    said = speak(path, blocks if len(read) == len(blocks) else read, place="paragraph")
    found.problems += said.problems
    turns: _Turns = defaultdict(list)
    for turn in said.turns:
        turns[read[turn.block].number - 1].append(turn)
    if said.title is not None and found.title is not None:
        _keep_the_line(said.title, blocks, turns)
    found.title = found.title or said.title
    return turns


def _keep_the_line(title: str, blocks: Sequence[Block], turns: _Turns) -> None:
    """The engine takes a line above the dialogue for a title; where the file has another, the line stays."""
    for block in blocks:
        if title in block.content and block.number - 1 not in turns:
            turns[block.number - 1] = [_whole(block.text, block.number - 1)]
            return


def _questions_in_bold(blocks: Sequence[Block]) -> list[Block]:
    """Return the bold paragraphs that ask, where the others are not bold: letters alone tell who speaks."""
    bold = [block for block in blocks if block.bold >= len(block.text.rstrip())]
    asked = [block for block in bold if block.content.endswith(("?", "\uff1f"))]
    return asked if 2 * len(asked) >= len(bold) and len(bold) < len(blocks) else []


def _is_role(label: str) -> bool:
    known = recognise(label)
    return known is not None and not known.weak


def _whole(text: str, index: int) -> Turn:
    return Turn(index, ((0, len(text)),) if text.strip() else (), None)


def _placed(index: int, text: str, turn: Turn) -> Placed:
    kept = tuple(_ink(text, start, stop) for start, stop in turn.kept if text[start:stop].strip())
    draft = Draft(turn.words(text), turn.speaker, None, turn.audio_start, turn.audio_end)
    return Placed(index, kept, draft)


def _ink(text: str, start: int, stop: int) -> tuple[int, int]:
    words = text[start:stop]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def at_paragraph(problem: Problem, placed: Sequence[Placed]) -> Problem:
    """Tell a problem's paragraph of the file as one of the transcript: the first from there on."""
    kind, _, number = problem.location.partition(" ")
    if kind != "paragraph" or not number.isdecimal():
        return problem
    return replace(problem, location=f"paragraph {paragraph_of(int(number) - 1, placed) + 1}")


def paragraph_of(index: int, placed: Sequence[Placed]) -> int:
    """Return the paragraph of the transcript that a paragraph of the file is, or the next one."""
    return next((n for n, each in enumerate(placed) if each.source >= index), max(0, len(placed) - 1))


def headed(
    placed: Iterable[Placed], paragraphs: Sequence[WordParagraph], commented: set[int]
) -> list[Placed]:
    """Give the headings to the paragraphs below them, unless somebody commented the heading itself."""
    found: list[Placed] = []
    heading: str | None = None
    for each in placed:
        paragraph = paragraphs[each.source]
        whole = bool(each.kept) and each.kept[0] == _ink(paragraph.text, 0, len(paragraph.text))
        if (
            heading_level(paragraph.style)
            and whole
            and each.source not in commented
            and paragraph.cell is None
        ):
            heading = each.draft.text
            continue
        found.append(replace(each, draft=replace(each.draft, heading=heading)))
        heading = None
    if heading is not None:
        found.append(Placed(len(paragraphs), (), Draft(heading, None, heading)))
    return found
