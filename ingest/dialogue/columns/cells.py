"""What a cell of a table says: a label, codes, a number, a time, a sentence; and how many cells do."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import leads
from ingest.dialogue.times import stamp_at
from ingest.speakers.known_labels import fold

Row = Sequence[str]

NUMBER = re.compile(r"\s*[#№]?\s*\d{1,6}\s*[.):]?\s*")
BARE_SECONDS = re.compile(r"\s*\d{1,9}(?:[.,]\d{1,9})?\s*")
_FRAMES = re.compile(r"\d{1,2};\d\d;\d\d;\d\d")
"""A time code as editors of films print it, frames last."""

_IN_BRACKETS = re.compile(r"\([^()]+\)|\[[^\[\]]+\]")
_PARTS_OF_CODES = re.compile(r"[;,\n\r|]+")
_SENTENCE_END = re.compile(
    r"[^\W\d][^\w\s]*[.?!…](?:[\s\"'\u201d\u2019\u00bb)\]]|$)|[\u3002\uff1f\uff01\u0964\u06d4\u061f]"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
MOSTLY = 0.8
HALF = 0.5
FEWEST_LETTERS = 8
"""Letters that a cell of words has on average; those of Chinese, Japanese and Korean count three times."""
FEWEST_LABELLED = 3
TWICE = 2
TIER, ANNOTATION = "tier", "annotation"


def label_of(cell: str) -> tuple[str, float | None]:
    """Return the label in a cell, and the time beside it: ``Noor (0:12)``."""
    words = " ".join(cell.split())
    for lead in leads(Block(words, 0)) if ":" in words else ():
        if lead.grammar == "timed" and lead.alone:
            return lead.label, lead.begins
    return fold(words), None


def names_of_nobody(labels: Collection[str]) -> frozenset[str]:
    """Return the labels in brackets where most have none: ``(several)`` says that nobody can be named."""
    found = frozenset(label for label in labels if _IN_BRACKETS.fullmatch(label))
    known = {label.casefold() for label in labels}
    found -= {label for label in found if label[1:-1].strip().casefold() in known}
    return found if len(found) < HALF * len(labels) else frozenset()


def split_codes(cell: str) -> list[str]:
    """Part a cell of codes; a comma within brackets parts nothing."""
    parts: list[str] = []
    depth = start = 0
    for at, sign in enumerate(cell):
        depth += (sign in "([") - (sign in ")]" and depth > 0)
        if not depth and _PARTS_OF_CODES.match(sign):
            parts.append(cell[start:at])
            start = at + 1
    parts.append(cell[start:])
    return [part.strip() for part in parts if part.strip(" \t-\u2013\u2014/")]


def cell_of(row: Row, column: int | None) -> str:
    """Return the cell of a row in a column; rows may be short."""
    return row[column] if column is not None and column < len(row) else ""


def share_of(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    """Return for how many of the cells something holds, from 0 to 1."""
    return sum(map(holds, cells)) / len(cells) if cells else 0.0


def letters_of(cells: Sequence[str]) -> int:
    """Return how much the cells say, in letters."""
    return sum(len(cell) + 2 * len(_WIDE.findall(cell)) for cell in cells)


def alternation(cells: Sequence[str]) -> float:
    """Return how often a cell differs from the one above it, from 0 to 1."""
    pairs = list(pairwise(cells))
    return sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0


def is_sentence(cell: str) -> bool:
    """Whether a cell holds the end of a sentence."""
    return _SENTENCE_END.search(cell) is not None


def is_number(cell: str) -> bool:
    """Whether a cell is nothing but a number."""
    return NUMBER.fullmatch(cell) is not None


def is_time(cell: str) -> bool:
    """Whether a cell is nothing but a time, a span of times, or a date with a time."""
    return (
        bool(list(_stamps(cell)))
        or re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?\S*", cell.strip()) is not None
    )


def is_clock(cell: str) -> bool:
    """Whether a cell may be a time below a heading that says so: a bare number as well."""
    return is_time(cell) or BARE_SECONDS.fullmatch(cell) is not None


def _stamps(cell: str) -> Iterator[tuple[float | None, float | None]]:
    cell = cell.strip()
    if _FRAMES.fullmatch(cell):
        cell = cell.replace(";", ":")
    stamp = stamp_at(cell, 0)
    if stamp is None:
        return
    rest = cell[stamp.stop :].strip(" \t\n\r,;/|-\u2013\u2014>")
    if not rest:
        yield stamp.begins, stamp.ends
        return
    other = stamp_at(rest, 0)
    if other is not None and not rest[other.stop :].strip():
        yield stamp.begins, other.begins


def span_of(cell: str, scale: float) -> tuple[float | None, float | None]:
    """Return when a cell says that words begin and end, in seconds; a bare number counts in ``scale``."""
    for begins, ends in _stamps(cell):
        return begins, ends
    if BARE_SECONDS.fullmatch(cell):
        return round(float(cell.strip().replace(",", ".")) * scale, 3), None
    return None, None
