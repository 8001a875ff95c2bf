"""Rows of a text file whose cells are parted by commas, semicolons, tabs or bars, as tables of Markdown are.

Quotes hold cells together that have the sign in them, or line breaks. Recognisers write tables without
quoting: there a quote is a sign like any other. Which of the two a file is, the whole of it tells.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.dialogue.columns.heading_words import role_of
from ingest.formats.parts.text.lines import numbered

_SIGNS = ("\t", ";", ",", "|")
_SEPARATOR = re.compile(r"sep=(.)[ \t]*\n", re.IGNORECASE)
_BELOW_HEADINGS = re.compile(
    r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|?)*[ \t]*$", re.MULTILINE
)
_BAR = re.compile(r"(?<!\\)\|")
_SHARE_ALIKE = 0.9
_LOOKED_AT = 200
_FEWEST = 2
_MOST_ABOVE = 8


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the line or row of the file where it stands."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: what parts its cells, and whether quotes hold them together.

    ``spaced`` says that a blank stands before each quote, ``Noor, "It was the ferry, mostly."``; ``markdown``
    that bars stand around each row, too, and a line of hyphens below the headings.
    """

    sign: str
    quoted: bool = True
    spaced: bool = False
    markdown: bool = False


class UnclosedError(Exception):
    """A quote that holds no cell together; ``line`` is where its row begins."""

    def __init__(self, line: int) -> None:
        super().__init__("a quotation mark in this row opens a cell and does not close it")
        self.line = line


def dialect(head: str) -> Dialect | None:
    """Return how the table that begins so is written; None where the text is no table."""
    told = _SEPARATOR.match(head)
    whole = head[: head.rfind("\n") + 1] or head
    signs = (told[1],) if told else _SIGNS
    return _dialect(whole, signs) or _dialect(whole, signs, below_a_head=True)


def _dialect(text: str, signs: Sequence[str], *, below_a_head: bool = False) -> Dialect | None:
    """Return the best of the signs; ``below_a_head``, lines above the headings do not count."""
    found: list[tuple[float, int, Dialect]] = []
    for sign in signs:
        for how in _ways(text, sign):
            looked_at = _begins(text, how)
            if below_a_head:
                above = next((n for n, row in enumerate(looked_at) if len(row) > 1), len(looked_at))
                looked_at = looked_at[above:] if 0 < above <= _MOST_ABOVE else []
            if looked_at and (share := _alike(looked_at)):
                found.append((share, -len(found), how))
                break
    return max(found, key=lambda each: each[:2])[2] if found else None


def parts(head: str) -> bool:
    """Whether nearly every line has one and the same sign in it that may part cells."""
    lines = [line for line in head.split("\n")[:_LOOKED_AT] if line.strip()]
    return len(lines) >= _FEWEST and any(
        sum(sign in line for line in lines) >= _SHARE_ALIKE * len(lines) for sign in _SIGNS
    )


def _ways(text: str, sign: str) -> Iterator[Dialect]:
    if sign not in text:
        return
    if sign == "|" and _BELOW_HEADINGS.search(text):
        yield Dialect(sign, quoted=False, markdown=True)
        return
    if f'{sign} "' in text:
        yield Dialect(sign, spaced=True)
    yield Dialect(sign)
    if '"' in text:
        yield Dialect(sign, quoted=False)


def _begins(text: str, how: Dialect) -> list[list[str]]:
    """Return the cells of the first rows; nothing where quotes do not hold cells together."""
    found: list[list[str]] = []
    try:
        found.extend(row.cells for row in islice(_rows(text, how), _LOOKED_AT))
    except UnclosedError:
        return found if len(found) >= _FEWEST else []  # the head may end within a cell
    return found


def _alike(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of rows that have as many cells as most have; 0 for what is no table."""
    widths = Counter(map(len, rows))
    width, count = widths.most_common(1)[0]
    share = count / len(rows)
    if width >= _FEWEST and len(rows) >= _FEWEST and share >= _SHARE_ALIKE:
        return share
    return _SHARE_ALIKE if ends_in_words(rows) else 0


def ends_in_words(rows: Sequence[Sequence[str]]) -> bool:
    """Whether headings end with that of the words: a row with more cells has the sign in its words."""
    names = rows[0] if rows else ()
    roles = [role_of(name) for name in names]
    return (
        len(names) >= _FEWEST
        and len(rows) >= _FEWEST
        and None not in roles
        and roles[-1] == "text"
        and all(len(row) >= len(names) for row in rows)
    )


def rows(text: str, how: Dialect) -> list[Row]:
    """Return the rows that are not blank.

    Raises:
        UnclosedError: a quote is not closed, and without it the rows are not alike.
    """
    try:
        return list(_rows(text, how))
    except UnclosedError:
        bare = list(_rows(text, Dialect(how.sign, quoted=False)))
        widths = Counter(len(row.cells) for row in bare)
        if len(widths) > 1 and not ends_in_words([row.cells for row in bare]):
            raise
        return bare


def _rows(text: str, how: Dialect) -> Iterator[Row]:
    if how.markdown:
        yield from _rows_of_markdown(text)
        return
    told = _SEPARATOR.match(text)
    lines = (f"{line}\n" for number, line in numbered(text) if number > 1 or not told)
    reader = csv.reader(
        lines,
        delimiter=how.sign,
        quoting=csv.QUOTE_MINIMAL if how.quoted else csv.QUOTE_NONE,
        skipinitialspace=how.spaced,
        strict=True,
    )
    line = 1 + bool(told)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(line, cells)
            line = 1 + bool(told) + reader.line_num
    except csv.Error:
        raise UnclosedError(line) from None


def _rows_of_markdown(text: str) -> Iterator[Row]:
    for number, line in numbered(text):
        bare = line.strip()
        if not bare or _BELOW_HEADINGS.fullmatch(bare):
            continue
        inner = bare.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        yield Row(number, [cell.replace("\\|", "|").strip() for cell in _BAR.split(inner)])


def mended(rows: list[Row], sign: str) -> tuple[list[Row], int]:
    """Put words together again that hold the sign between cells, where they stand last; and count them."""
    width = len(rows[0].cells) if rows else 0
    longer = sum(1 for row in rows if len(row.cells) > width)
    if not longer or not ends_in_words([row.cells for row in rows]):
        return rows, 0
    whole = [
        Row(row.number, [*row.cells[: width - 1], sign.join(row.cells[width - 1 :]).rstrip(sign)])
        if len(row.cells) > width
        else row
        for row in rows
    ]
    return whole, longer
