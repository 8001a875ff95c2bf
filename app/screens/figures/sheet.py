"""What a figure is made of on its page: the picture, what is counted, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.ui import wording
from kb.queries.filtering.filters import Filters

Params = dict[str, Any]
"""What the address says, by name; every value can be compared, so that answers are found again."""
Records = tuple[Sequence[str], Sequence[Any]] | bytes
"""A header and rows that have these names, or the CSV itself in UTF-8."""
TEXT_ROWS = 200
"""Rows of the table on the page; the CSV has all of them."""
COUNTS = {"interviews": "Interviews", "codings": "Codings", "coders": "Coders"}
LARGE = 50_000
"""Codings from which on fewer random orders and resamples are drawn, so that nobody waits."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with where its words are; ``href`` is None where there are none to show.

    ``parts`` stand in its place where its text names several things, each with its own words.
    """

    text: str | int | float | None
    href: str | None = None
    digits: int = 0
    percent: bool = False
    parts: tuple[Cell, ...] = ()


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a figure: the first column names the row, the others are numbers unless in ``words``."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    words: tuple[int, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure in words: its name as a file, what a reader must know, and its numbers.

    ``empty`` is the sentence that stands in the place of the figure where there is nothing to draw.
    """

    name: str
    title: str
    alt: str
    caption: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    empty: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One figure of the list.

    ``controls`` draws its parameters and returns them; ``answer`` asks :mod:`kb.queries`, ``draw`` makes the
    matplotlib figure of it, ``describe`` the text; ``records`` are all its numbers, as the CSV has them.
    ``smallest`` is the size of its smallest letters in points, ``needs`` what the study must have for it.
    ``title`` and ``about`` hold words of the study, ``{issues}``.
    """

    key: str
    title: str
    about: str
    controls: Callable[[Any], Params]
    answer: Callable[[Session, Params], Any]
    draw: Callable[[Any, Params], Any]
    describe: Callable[[Any, Params], FigureText]
    records: Callable[[Any, Params], Records]
    smallest: float = 9.0
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure in words and as SVG; ``width`` and ``height`` are CSS pixels at its own size."""

    text: FigureText
    svg: bytes = b""
    width: int = 0
    height: int = 0


def limits(params: Params) -> Filters:
    """Return which codings are meant."""
    return Filters(pass_role=params.get("pass_role"), document=params.get("document"))


def whose(params: Params) -> str:
    """Return whose codings are counted, in words."""
    return "the moderated passes" if params.get("pass_role") == "moderator" else "all passes"


def table(
    caption: str, head: Sequence[str], rows: Iterable[Row], *, words: Sequence[int] = (), more: int = 0
) -> Table:
    """Return a table as long as a page bears; ``more`` rows are in the answer, but not in the figure."""
    every = tuple(rows)
    return Table(caption, tuple(head), every[:TEXT_ROWS], tuple(words), more + max(0, len(every) - TEXT_ROWS))


def sentences(*parts: str | None) -> tuple[str, ...]:
    """Return the sentences that there are."""
    return tuple(part for part in parts if part)


def some(number: float, digits: int = 1) -> Cell:
    """Return a number: whole ones whole, means with a digit."""
    return Cell(number, digits=0 if number == int(number) else digits)


def codings_that(codings: int, is_: str, are: str) -> str:
    """Return so many codings with their verb, as the beginning of a sentence."""
    return f"{wording.count(codings, 'coding').capitalize()} {is_ if codings == 1 else are}"
