"""Quotes as a page shows them: the coded words, some of what stands around them, and the rest on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.ui import wording
from kb.queries.quotes.coded_passages import CodedPassage, Order
from kb.queries.quotes.columns import passage_rows, passage_titles
from kb.queries.quotes.passage_words import PassageLine

ROOM = 260
"""Characters of a paragraph that stand on either side of the coded words."""
_WHOLE = 700
_NOTES = {"paragraph": "paragraph only", "shared": "shared words", "spill": "spilled"}
EXTENTS = {
    "paragraph": "The imported file gives the paragraph, but not the exact words.",
    "shared": "These words have several codes. The file does not say which words belong to which code.",
    "spill": "The coding spills over into this paragraph: it ends at its first character.",
}
HEADER = passage_titles()


@dataclass(frozen=True, slots=True)
class Piece:
    """A coded paragraph: the words, what is shown around them, and the rest on either side."""

    before_rest: str
    before: str
    words: str
    after: str
    after_rest: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage ready to be shown."""

    said: CodedPassage
    place: str
    speaker: str | None
    above: tuple[PassageLine, ...]
    pieces: tuple[Piece, ...]
    below: tuple[PassageLine, ...]
    note: str | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes under one heading; by interview there is none, since the margin says it."""

    title: str | None
    code: str | None
    quotes: tuple[Quote, ...]


def groups(passages: Iterable[CodedPassage], order: Order) -> list[Group]:
    """Return passages, which come in this order, under the headings of the order."""
    if order == "code":
        return [_group(code, some, code=code) for code, some in groupby(passages, lambda each: each.code)]
    if order == "strength":
        return [
            _group(f"Coded by {wording.count(number, 'coder')}", some)
            for number, some in groupby(passages, lambda each: len({voice.coder for voice in each.coders}))
        ]
    return [_group(None, passages)]


def rows(passages: Iterable[CodedPassage]) -> Iterator[dict[str, Any]]:
    """Yield passages as rows of an export."""
    return passage_rows(passages, titled=True)


def _group(title: str | None, some: Iterable[CodedPassage], *, code: str | None = None) -> Group:
    return Group(title, code, tuple(map(_quote, some)))


def _quote(said: CodedPassage) -> Quote:
    coded = [line for line in said.lines if not line.is_context]
    return Quote(
        said,
        wording.place(said.paragraph, said.paragraphs),
        coded[0].speaker if coded else None,
        tuple(line for line in said.lines if line.is_context and line.position < said.paragraph),
        tuple(_piece(line, said.extent) for line in coded),
        tuple(line for line in said.lines if line.is_context and line.position > said.paragraph),
        _NOTES.get(said.extent),
        EXTENTS.get(said.extent),
    )


def _piece(line: PassageLine, extent: str) -> Piece:
    if extent in ("paragraph", "spill"):
        whole = line.before + line.words + line.after
        shown, rest = _beginning(whole, _WHOLE)
        return Piece("", "", shown, "", rest, is_marked=False)
    after, after_rest = _beginning(line.after, ROOM)
    before_rest, before = _ending(line.before, ROOM)
    return Piece(before_rest, before, line.words, after, after_rest, is_marked=True)


def _beginning(text: str, room: int) -> tuple[str, str]:
    """Cut a text between two words: its beginning, and the rest."""
    if len(text) <= room * 1.2:
        return text, ""
    cut = text.rfind(" ", 0, room)
    cut = room if cut <= 0 else cut
    return text[:cut], text[cut:]


def _ending(text: str, room: int) -> tuple[str, str]:
    """Cut a text between two words: the rest, and its ending."""
    if len(text) <= room * 1.2:
        return "", text
    cut = text.find(" ", len(text) - room)
    cut = len(text) - room if cut < 0 else cut + 1
    return text[:cut], text[cut:]
