"""What a report is made of, before it is HTML or Markdown: plain values, no markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to an anchor of the report."""

    text: str
    to: str


Cell: TypeAlias = str | int | float | Link | None
"""A value of a table. None is an empty cell; numbers are set to the right, floats with two decimals."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text, some of it links."""

    parts: tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, its head, its rows, and a note that says what the numbers count."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def numeric(self) -> frozenset[int]:
        """The places of the columns that hold numbers only: they are set to the right."""
        columns = zip(*self.rows, strict=True)
        return frozenset(
            place for place, column in enumerate(columns) if any(column) and all(map(_is_number, column))
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, with what it shows in words for who does not see it."""

    caption: str
    svg: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words, where they are and who coded them with what; ``paragraph`` counts from 1."""

    words: str
    document: str
    paragraph: int
    role: str
    codes: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section, to which links can lead."""

    title: str
    anchor: str


Block: TypeAlias = Paragraph | Table | Figure | Quotation | Heading


@dataclass(frozen=True, slots=True)
class Section:
    """A section with a heading of its own."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole: a title, one sentence under it, and the sections."""

    title: str
    about: str
    sections: tuple[Section, ...]


_NUMBER = re.compile(r"(|–|[<\u2212]? ?[\d.]+ ?%?( to \u2212?[\d.]+)?)")  # noqa: RUF001  an empty cell's dash


def _is_number(value: Cell) -> bool:
    return not isinstance(value, Link) and (
        not isinstance(value, str) or _NUMBER.fullmatch(value) is not None
    )


def text(*parts: str | Link) -> Paragraph:
    """Return a paragraph."""
    return Paragraph(parts)


def nothing(why: str) -> tuple[Block, ...]:
    """Return what a section says that has nothing to tell: one sentence why."""
    return (Paragraph((why[:1].upper() + why[1:] + ("" if why.endswith(".") else "."),)),)


def joined(names: Sequence[str]) -> str:
    """Return names as people list them.

    >>> joined(["Ann", "Ben", "Cleo"])
    'Ann, Ben and Cleo'
    """
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])
