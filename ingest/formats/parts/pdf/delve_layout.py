"""What stands on a page of a Delve print-out: its lines in reading order, and what each is.

Everything is told from place, size, weight and colour. All lengths are counted in ems, one em being the size
of the body text, so that a print-out scaled by the browser reads the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeVar

from ingest.formats.parts.pdf.pages import Page, Rectangle, Run

_MARGIN = 36.0
"""Points; the browser prints date, title, address and page number less than half an inch from the edge."""

_TITLE = 1.4
"""Delve prints the title 1.7 em high; nothing else is larger than the body."""

_LARGER = 1.1
_TITLE_SIZE = 18 / 10.5
"""Titles have 18 points above a body of 10.5, at any scale."""
_NEARLY = 0.02

_SMALL = 0.9
"""Code boxes are printed 0.75 em high."""

_ONE_LINE = 0.5
"""Base lines of one line agree to 0.01 em; the next line is 1.4 em (code boxes) or more below."""

_THIN = 0.35
"""Underlines are 0.14 em high, the rule above the closing line 0.07; a code box is at least 1.4."""

_TALLEST_BOX = 8.0
"""A code name that fills this many lines of a box is none; the shape is a background."""

_UNDER_FROM, _UNDER_TO = -0.1, 0.6
"""An underline begins 0.21 em below the base line of its words."""

_NEAR = 0.1
"""Edges of words and of their underline agree to 0.05 em; a narrow letter is 0.22."""

_GREY = 30
"""Coded words are underlined in colour (74, 144, 226); red, green and blue of a grey are this close."""


class Kind(Enum):
    """What a line is."""

    TITLE = "title"
    SPEAKER = "speaker"
    WORDS = "words"
    CODES = "codes"
    RULE = "rule"


class Piece(NamedTuple):
    """Characters, and whether they are underlined; on a line of codes, one code."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print; ``y`` is how far its base line is from the top of the page, in ems."""

    kind: Kind
    page: int
    y: float
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The characters of the line, white space folded."""
        return " ".join("".join(piece.text for piece in self.pieces).split())


class _Box(NamedTuple):
    """A code's box and what is printed in it."""

    x: float
    y: float
    name: str


_Item = TypeVar("_Item", bound=Run | _Box)


def has_title_of_delve(pages: Iterable[Page], em: float) -> bool:
    """Whether what is larger than the body has the one size of Delve's titles; other titles have others."""
    runs = [run for page in pages for run in page.runs if run.text.strip()]
    sizes = [run.size / em for run in runs if run.size > _LARGER * em]
    return bool(sizes) and all(abs(size - _TITLE_SIZE) < _NEARLY for size in sizes)


def body_size(pages: Iterable[Page]) -> float | None:
    """Return the size most characters are printed in, or None when there are no characters."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            if not _in_margin(run, page):
                sizes[run.size] += len(run.text.strip())
    size = max(sizes, key=lambda size: sizes[size], default=0.0)
    return size if size > 0 and sizes[size] else None


def margin_notes(page: Page) -> str:
    """Return what the browser printed at the edges of the page."""
    return " ".join(run.text for run in page.runs if _in_margin(run, page))


def lines(page: Page, em: float) -> Iterator[Line]:
    """Yield the lines of a page from top to bottom, without what the browser printed at its edges."""
    frames = [shape for shape in page.rectangles if _THIN * em < _height(shape) < _TALLEST_BOX * em]
    underlines = [shape for shape in page.rectangles if _height(shape) <= _THIN * em and _coloured(shape)]
    words, boxes = _sorted_out([run for run in page.runs if not _in_margin(run, page, em)], frames, em)
    found = [Line(Kind.RULE, page.number, top / em) for top in _rules(page, em)]
    items: list[Run | _Box] = [*words, *boxes]
    for row in _rows(items, em):
        found += _row_lines(row, page.number, underlines, em)
    yield from sorted(found, key=lambda line: line.y)


def _height(shape: Rectangle) -> float:
    return shape.bottom - shape.top


def _coloured(shape: Rectangle) -> bool:
    return max(shape.colour) - min(shape.colour) > _GREY


def _in_margin(run: Run, page: Page, em: float = float("inf")) -> bool:
    """The browser's own notes are small and at the edge; body text may get there when margins are off."""
    return run.size < _SMALL * em and not _MARGIN <= run.y <= page.height - _MARGIN


def _rules(page: Page, em: float) -> list[float]:
    """Return the tops of the grey rules that cross the page."""
    widest = max((run.right for run in page.runs), default=0.0) / 2
    return [
        shape.top
        for shape in page.rectangles
        if _height(shape) <= _THIN * em and not _coloured(shape) and shape.right - shape.left > widest
    ]


def _sorted_out(runs: list[Run], frames: list[Rectangle], em: float) -> tuple[list[Run], list[_Box]]:
    """Part the words from the codes: a code is small print in a frame, which may wrap inside it."""
    words: list[Run] = []
    framed: dict[Rectangle, list[Run]] = {}
    for run in runs:
        frame = _frame_around(run, frames) if frames and run.size < _SMALL * em else None
        if frame is None:
            words.append(run)
        else:
            framed.setdefault(frame, []).append(run)
    boxes = [_box(frame, inside, em) for frame, inside in framed.items()]
    return words, [box for box in boxes if box.name]


def _frame_around(run: Run, frames: list[Rectangle]) -> Rectangle | None:
    around = [
        frame for frame in frames if frame.left <= run.x <= frame.right and frame.top <= run.y <= frame.bottom
    ]
    return min(around, key=lambda frame: (_height(frame), frame.right - frame.left), default=None)


def _box(frame: Rectangle, inside: list[Run], em: float) -> _Box:
    """Join the lines of a box: a code that wraps does so at a space, or after a hyphen that stays."""
    rows = list(_rows(inside, em))
    name = ""
    for row in rows:
        more = " ".join("".join(run.text for run in row).split())
        name += more if not name or name.endswith("-") else f" {more}"
    return _Box(frame.left, rows[0][0].y, name.strip())


def _rows(items: Iterable[_Item], em: float) -> Iterator[list[_Item]]:
    """Group what shares a base line, from top to bottom, and order each group from left to right."""
    row: list[_Item] = []
    for item in sorted(items, key=lambda item: item.y):
        if row and item.y - row[0].y > _ONE_LINE * em:
            yield sorted(row, key=lambda item: item.x)
            row = []
        row.append(item)
    if row:
        yield sorted(row, key=lambda item: item.x)


def _row_lines(
    row: Sequence[Run | _Box], page: int, underlines: list[Rectangle], em: float
) -> Iterator[Line]:
    """Yield the line of words and the line of codes on one base line; there is seldom more than one."""
    runs = [item for item in row if isinstance(item, Run)]
    printed = [run for run in runs if run.text.strip()]
    y = row[0].y / em
    if printed:
        yield Line(_kind(printed, em), page, y, tuple(_pieces(runs, underlines, em)))
    if boxes := tuple(Piece(item.name) for item in row if isinstance(item, _Box)):
        yield Line(Kind.CODES, page, y, boxes)


def _kind(runs: list[Run], em: float) -> Kind:
    if all(run.size >= _TITLE * em for run in runs):
        return Kind.TITLE
    return Kind.SPEAKER if all(run.bold for run in runs) else Kind.WORDS


def _pieces(runs: list[Run], underlines: list[Rectangle], em: float) -> Iterator[Piece]:
    """Yield the characters of a line and whether they are underlined."""
    y = runs[0].y
    bars = [bar for bar in underlines if _UNDER_FROM * em <= bar.top - y <= _UNDER_TO * em]
    for run in runs:
        if bars:
            yield from _marked(run, bars, _NEAR * em)
        else:
            yield Piece(run.text)


def _marked(run: Run, bars: list[Rectangle], near: float) -> Iterator[Piece]:
    """Split a run where an underline begins or ends.

    The browser paints coded and uncoded words in separate runs, so an edge inside a run is not expected;
    should there be one, the place is reckoned as if all characters were equally wide.
    """
    flags = [False] * len(run.text)
    width = run.right - run.x
    blank = not run.text.strip() or width <= near
    for bar in bars:
        if blank or bar.right <= run.x + near or bar.left >= run.right - near:
            inside = blank and bar.left - near <= run.x < bar.right - near
            begin, end = (0, len(flags)) if inside else (0, 0)
        else:
            begin = 0 if bar.left <= run.x + near else round((bar.left - run.x) / width * len(flags))
            end = (
                len(flags)
                if bar.right >= run.right - near
                else round((bar.right - run.x) / width * len(flags))
            )
        flags[begin:end] = [True] * (end - begin)
    yield from _grouped(run.text, flags)


def _grouped(text: str, flags: list[bool]) -> Iterator[Piece]:
    begin = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or flags[index] != flags[begin]:
            yield Piece(text[begin:index], flags[begin])
            begin = index
