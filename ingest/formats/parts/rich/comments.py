"""Comments in the margin of a document: codings on the words they are about, or remarks.

Which comments name codes is for :mod:`ingest.formats.parts.docx.comment_codes` to tell, the same for
every format.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from ingest.dialogue import Block, Turn
from ingest.formats.parts.docx.authors import named
from ingest.formats.parts.docx.comment_codes import codebook
from ingest.formats.parts.rich.tables import Mark
from ingest.model import Draft, Extent, Paragraph, Problem, Remark, TaggedSpan

_MOST_SPANS = 200_000
"""Parts of paragraphs that all comments may be about; beyond, a comment is about its first paragraph only."""
_QUOTED = 48


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its name among the marks, who wrote what, and when.

    ``closed`` marks replies and resolved comments: they are about a coding and make none.
    """

    name: str
    lines: tuple[str, ...]
    author: str | None = None
    created: datetime | None = None
    closed: bool = False


_Range = tuple[int, int, int]
"""A block, and the characters in it."""
_Span = tuple[int, int, int, Extent]
"""A paragraph, the characters in it, and how exactly that is known."""


@dataclass(frozen=True)
class Annotated:
    """Drafts with the comments' codes, the remarks left over, and what a person should see."""

    drafts: tuple[Draft, ...]
    remarks: tuple[tuple[Comment, _Span, _Span], ...]
    problems: tuple[Problem, ...]


def annotated(
    path: PurePath,
    comments: Sequence[Comment],
    drafts: Sequence[Draft],
    turns: Sequence[Turn],
    blocks: Sequence[Block],
    marks: Sequence[Sequence[Mark]],
) -> Annotated:
    """Put the comments where they belong; ``turns`` say from which block each draft comes."""
    ranges = _ranges(marks, blocks)
    at: dict[int, list[int]] = defaultdict(list)
    for index, turn in enumerate(turns):
        at[turn.block].append(index)
    people = [draft.speaker for draft in drafts if draft.speaker]
    people += [author for comment in comments if (author := named(comment.author))]
    open_ = [comment.lines for comment in comments if comment.lines and not comment.closed]
    names = codebook(open_, dict.fromkeys(people))
    tagged = list(drafts)
    remarks: list[tuple[Comment, _Span, _Span]] = []
    problems: list[Problem] = []
    if silent := sum(1 for comment in comments if not comment.lines):
        what = "one comment has" if silent == 1 else f"{silent} comments have"
        problems.append(Problem(path, "", f"{what} no text; nothing to keep", "warning"))
    for comment in comments:
        if not comment.lines:
            continue
        spans = _spans(ranges.get(comment.name, ()), at, turns, blocks, drafts)
        codes, memo = names.codes_and_memo(comment.lines) if not comment.closed else ((), None)
        if not spans:
            problems.append(_doubt(path, comment, "is not attached to the text", 0))
        elif codes:
            act = f"{path} comment {comment.name}"
            for index, start, end, extent in spans:
                who, when = named(comment.author), comment.created
                new = (TaggedSpan(code, start, end, 0, extent, who, when, memo, act) for code in codes)
                tagged[index] = replace(tagged[index], tags=(*tagged[index].tags, *new))
        else:
            what = "is a reply or resolved" if comment.closed else "may not be a code"
            problems.append(_doubt(path, comment, f"{what}; it is kept as a remark", spans[0][0] + 1))
            remarks.append((comment, spans[0], spans[-1]))
    return Annotated(tuple(tagged), tuple(remarks), tuple(problems))


def placed(
    remarks: Iterable[tuple[Comment, _Span, _Span]], paragraphs: Sequence[Paragraph]
) -> tuple[Remark, ...]:
    """Give the remarks their offsets in the text."""
    return tuple(
        Remark(
            "\n".join(comment.lines),
            paragraphs[first[0]].start + first[1],
            paragraphs[last[0]].start + last[2],
            named(comment.author),
            comment.created,
        )
        for comment, first, last in remarks
    )


def _ranges(marks: Sequence[Sequence[Mark]], blocks: Sequence[Block]) -> dict[str, list[_Range]]:
    """Return what lies between the marks of each name, block by block; a lone mark is an empty range."""
    begun: dict[str, tuple[int, int]] = {}
    found: dict[str, list[_Range]] = {}
    many = 0
    for index, in_block in enumerate(marks):
        for mark in in_block:
            if mark.begins:
                begun.setdefault(mark.name, (index, mark.at))
                continue
            start = begun.pop(mark.name, (index, mark.at))
            many += index - start[0] + 1
            last = index if many <= _MOST_SPANS else start[0]
            found[mark.name] = [
                (
                    n,
                    start[1] if n == start[0] else 0,
                    mark.at if n == index else len(blocks[n].text),
                )
                for n in range(start[0], last + 1)
            ]
    for name, (index, place) in begun.items():
        found.setdefault(name, [(index, place, place)])
    return found


def _spans(
    ranges: Sequence[_Range],
    at: Mapping[int, Sequence[int]],
    turns: Sequence[Turn],
    blocks: Sequence[Block],
    drafts: Sequence[Draft],
) -> list[_Span]:
    """Return the words in the ranges; where there are none, the paragraph the range is in, or the next."""
    spans: list[_Span] = []
    for block, start, end in ranges:
        for index in at.get(block, ()):
            inside = _within(turns[index], blocks[block].text, start, end)
            if inside is not None:
                spans.append((index, *inside, "exact"))
    if spans or not ranges or not drafts:
        return spans
    after = next((n for n, turn in enumerate(turns) if turn.block >= ranges[0][0]), len(drafts) - 1)
    return [(after, 0, len(drafts[after].text), "paragraph")]


def _within(turn: Turn, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return which of the turn's words lie in a range of its block: marks of time are left out of them."""
    at = 0
    first = last = None
    for begin, stop in turn.kept:
        piece = text[begin:stop]
        ink = begin + len(piece) - len(piece.lstrip())
        edge = begin + len(piece.rstrip())
        if edge <= ink:
            continue
        a, b = max(start, ink), min(end, edge)
        if a < b:
            first = at + a - ink if first is None else first
            last = at + b - ink
        at += edge - ink + 1
    return (first, last) if first is not None and last is not None else None


def _doubt(path: PurePath, comment: Comment, what: str, paragraph: int) -> Problem:
    words = " ".join(comment.lines)
    quoted = words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"
    who = f" by {comment.author}" if comment.author else ""
    return Problem(
        path, f"paragraph {paragraph}" if paragraph else "", f"the comment {quoted!r}{who} {what}", "warning"
    )
