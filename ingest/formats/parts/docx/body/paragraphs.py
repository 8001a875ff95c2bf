"""The paragraphs of a Word file as they read: words, style, place in a table; and what comments are about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a paragraph in a table: which table, row and column of the file, each from 0.

    ``width`` is how many columns the cell spans; ``goes_on`` says that it is merged with the one above it,
    and ``heads`` that its row is repeated as a heading on each page.
    """

    table: int
    row: int
    column: int
    width: int = 1
    goes_on: bool = False
    heads: bool = False


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One line of a Word file: its words, its style's name, how many letters are bold at its beginning.

    ``cell`` is where it stands in a table. ``aside`` marks what stands in a footnote, an endnote or a text
    box. ``goes_on`` says that only a line break parts it from the line above. ``colours`` are those of
    highlighted stretches, in order.
    """

    text: str
    style: str = ""
    bold: int = 0
    cell: Cell | None = None
    aside: bool = False
    goes_on: bool = False
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """The part of one paragraph that a comment is about; ``end`` is None where no range was selected."""

    paragraph: int
    start: int = 0
    end: int | None = None
