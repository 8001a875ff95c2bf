"""From the paragraphs of a document to a transcript: a dialogue where labels show one, else an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from ingest.dialogue import Block, Explanation, without_line_numbers
from ingest.dialogue.transcript import read_dialogue, speak
from ingest.dialogue.within import explain_within
from ingest.formats.parts.rich.comments import Comment, annotated, placed
from ingest.formats.parts.rich.tables import Mark
from ingest.formats.parts.sections import article_of
from ingest.model import Draft, Kind, Parsed, Problem, TaggedSpan, Transcript, lay_out
from ingest.speakers import odd_labels, speakers_of

_NO_TITLE = re.compile(
    r"(?:word |new )?document ?\d*|untitled.*|sans titre.*|unbenannt.*|transcript(?:ion)?|microsoft word.*"
    r"|(?:.*[/\\])?[^\s/\\]+\.\w{2,5}|about:blank",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Written:
    """What a document says: its paragraphs with the marks in them, its title, its comments, its faults.

    ``notes`` are footnotes and text boxes, which stand beside the text. ``codes`` are those a table gives its
    rows, by the index of the block, and ``left_out`` the columns of tables that nobody says.
    """

    blocks: Sequence[Block]
    title: str = ""
    marks: Sequence[Sequence[Mark]] = ()
    comments: Sequence[Comment] = ()
    notes: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    codes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    left_out: Sequence[str] = ()


def read_written(path: PurePath, written: Written, *, place: str = "paragraph") -> Parsed:
    """Read the paragraphs of a document; never raises for bad data."""
    blocks = written.blocks
    has_notes = bool(written.comments or written.codes)
    if not has_notes:
        written = replace(written, blocks=(), marks=())  # a huge file is not held twice
    title = " ".join(written.title.split())
    title = "" if _NO_TITLE.fullmatch(title) else title
    if not blocks:
        said = () if any(each.severity == "error" for each in written.problems) else (_nothing(path),)
        return Parsed(path, None, (*written.problems, *said))
    named = any(block.speaker is not None for block in blocks)
    kept_whole = named or has_notes
    read, found = (blocks, None) if kept_whole else explain_within(without_line_numbers(blocks))
    if found is not None and not found.certain:
        notes = [Block(note, len(blocks) + n) for n, note in enumerate(written.notes, 1)]
        known = None if notes else found
        article = article_of(path, [*blocks, *notes], title or None, place=place, explanation=known)
        return Parsed(path, article.transcript, (*written.problems, *article.problems))
    del blocks
    if not has_notes:
        read = read if isinstance(read, list) else list(read)
        return _plain_dialogue(path, read, written, title, place, found)
    return _dialogue(path, replace(written, blocks=read), title, place, found)


def _plain_dialogue(
    path: PurePath,
    blocks: list[Block],
    written: Written,
    title: str,
    place: str,
    explanation: Explanation | None,
) -> Parsed:
    """Read a document without comments and codes: its paragraphs are let go of one by one."""
    read = read_dialogue(path, blocks, title=title or None, place=place, explanation=explanation)
    said = (
        *written.problems,
        *read.problems,
        *_beside(path, written.notes),
        *_columns(path, written.left_out),
    )
    if read.transcript is None:
        return Parsed(path, None, said)
    kind: Kind = "interview" if read.transcript.speakers else "article"
    return Parsed(path, replace(read.transcript, kind=kind), said)


def _nothing(path: PurePath) -> Problem:
    return Problem(path, "", "the file contains no text")


def _dialogue(
    path: PurePath, written: Written, title: str, place: str, explanation: Explanation | None
) -> Parsed:
    spoken = speak(path, written.blocks, place=place, explanation=explanation, titled=True)
    drafts = [
        replace(draft, tags=_codes(draft, codes)) if (codes := written.codes.get(turn.block)) else draft
        for draft, turn in zip(spoken.drafts, spoken.turns, strict=True)
    ]
    commented = annotated(path, written.comments, drafts, spoken.turns, written.blocks, written.marks)
    paragraphs, tags = lay_out(commented.drafts)
    if not paragraphs:
        return Parsed(path, None, (*written.problems, _nothing(path)))
    people = speakers_of(paragraphs)
    transcript = Transcript(
        title or spoken.title or path.stem,
        paragraphs,
        tags,
        people,
        placed(commented.remarks, paragraphs),
        kind="interview" if people else "article",
        carries_codes=bool(written.comments or written.codes),
        time_marks=spoken.time_marks,
    )
    beside = [*_beside(path, written.notes), *_columns(path, written.left_out)]
    problems: Iterable[Problem] = (*written.problems, *spoken.problems, *commented.problems, *beside)
    return Parsed(path, transcript, (*problems, *odd_labels(path, paragraphs)))


def _codes(draft: Draft, codes: Sequence[str]) -> tuple[TaggedSpan, ...]:
    return tuple(TaggedSpan(code, 0, len(draft.text), 0, "paragraph") for code in codes)


def _beside(path: PurePath, notes: Sequence[str]) -> list[Problem]:
    """Say which notes were left out of a dialogue: nobody in it says them."""
    if not notes:
        return []
    count = (
        "a footnote or text box" if len(notes) == 1 else f"{len(notes)} paragraphs of footnotes or text boxes"
    )
    return [Problem(path, "", f"{count} left out, beginning with {notes[0][:60]!r}", "warning")]


def _columns(path: PurePath, names: Sequence[str]) -> list[Problem]:
    if not names:
        return []
    shown = ", ".join(repr(name) for name in dict.fromkeys(names))
    return [Problem(path, "", f"columns of a table left out as not spoken: {shown}", "warning")]
