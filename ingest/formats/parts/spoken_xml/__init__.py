"""The parts of the reader of transcripts in XML: what a kind of file says of who speaks, when, and what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.dialogue import Block

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass
class Talk:
    """What a file holds: its pieces in order, its title, and notes on what was left out."""

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    paragraphs: bool = False
    """Whether each piece is a paragraph of its own; pieces of captions and tapes are joined."""
    left_out: list[str] = field(default_factory=list)


def folded(text: str | None) -> str:
    """Return the text with single blanks."""
    return " ".join((text or "").split())


def number(text: str | None, by: float = 1) -> float | None:
    """Return seconds, or None for what is no time of a recording."""
    try:
        value = float(text or "") / by
    except ValueError:
        return None
    return round(value, 3) if 0 <= value < 10 * 86_400 else None


def voices(labels: Iterable[str]) -> str | None:
    """Return one label for all who speak at once."""
    return " & ".join(dict.fromkeys(label for label in labels if label)) or None


def place(element: Any) -> int:
    """Return the line an element stands in, or 0."""
    return element.sourceline or 0
