"""The paragraphs of a Word file's XML, as they read with all changes accepted, and where comments are.

A line break inside a paragraph begins a new one: people type a speaker and the words that way. What stands in
the cell of a table, in a note or in a text box says so: it is not what the person above goes on to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.dialogue.times import LONGEST_TIME, is_a_time
from ingest.formats.parts.docx.body.paragraphs import Anchor, Cell, WordParagraph
from ingest.formats.parts.docx.body.properties import colour_of, is_wide, mark_is_deleted, number_of
from ingest.formats.parts.docx.body.styles import ID, VALUE, Style, is_on, qn, says_bold

_DELETED = frozenset(qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:tblPr", "w:tcPr", "w:sdtPr"))
"""Elements whose inside is not text of the document as it reads now."""

_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX = qn("w:txbxContent")
_OF_TABLES = frozenset({qn("w:tbl"), qn("w:tr"), qn("w:tc")})
_MOST_ANCHORS = 200_000
"""Parts of paragraphs that all comments may be about; beyond, a comment is about its first paragraph only."""

_Place = tuple[int, int]
"""A paragraph's number and a character in it."""


@dataclass(slots=True)
class _Open:
    """A paragraph while its letters are being collected."""

    style: Style
    cell: Cell | None
    aside: bool
    goes_on: bool = False
    letters: list[str] = field(default_factory=list)
    length: int = 0
    bold: int = 0
    colours: list[str] | None = None
    colour: str = ""
    """The colour behind the letters added last; one stretch may be several runs."""

    def add(self, text: str, look: _Look) -> None:
        if look.bold and text.strip() and not self.bold and 0 < self.length <= LONGEST_TIME:
            self.bold = self.length if is_a_time("".join(self.letters)) else 0
        if look.bold and self.bold == self.length:
            self.bold += len(text)
        if look.colour != self.colour and look.colour:
            self.colours = self.colours or []
            self.colours.append(look.colour)
        self.colour = look.colour
        self.letters.append(text)
        self.length += len(text)

    def closed(self) -> WordParagraph:
        return WordParagraph(
            "".join(self.letters),
            self.style.name,
            self.bold,
            self.cell,
            self.aside,
            self.goes_on,
            tuple(self.colours or ()),
        )


@dataclass(frozen=True, slots=True)
class _Look:
    """How the letters of a run look."""

    bold: bool = False
    colour: str = ""


@dataclass
class _Table:
    """A table while its rows are being read."""

    number: int
    row: int = -1
    column: int = 0
    heads: bool = False
    wide: bool = False
    """Whether a row has several cells; a table of one column is but a frame around what is in it."""


_PLAIN = _Look()


class Walker:
    """Goes through the XML in reading order; collects paragraphs and where comments begin and end."""

    def __init__(self, styles: dict[str, Style]) -> None:
        self._styles = styles
        self._found: list[_Open] = []
        self._inside = False
        self._aside = False
        self._cell: Cell | None = None
        self._tables = 0
        self._table: _Table | None = None
        self._nested = 0
        self._boxes: list[Any] = []
        self._joins_next = False
        self._starts: dict[str, _Place] = {}
        self._ends: dict[str, _Place] = {}
        self._references: dict[str, int] = {}
        self._anchored = 0

    def paragraphs(self) -> Iterator[WordParagraph]:
        """Yield the paragraphs collected so far, and let go of them."""
        self._found.reverse()
        while self._found:
            yield self._found.pop().closed()

    def anchors(self, number: str) -> tuple[Anchor, ...]:
        """Return what a comment is about: a part of every paragraph in its range, or one whole paragraph."""
        start, end = self._starts.get(number), self._ends.get(number)
        if start is None or end is None or end <= start:
            lonely = start[0] if start is not None else self._references.get(number)
            return () if lonely is None or lonely >= len(self._found) else (Anchor(lonely),)
        self._anchored += end[0] - start[0] + 1
        if self._anchored > _MOST_ANCHORS:
            return (Anchor(start[0]),)
        found = []
        for index in range(start[0], min(end[0], len(self._found) - 1) + 1):
            begin = start[1] if index == start[0] else 0
            found.append(Anchor(index, begin, end[1] if index == end[0] else self._found[index].length))
        return tuple(found)

    def walk(self, element: Iterable[Any], look: _Look = _PLAIN) -> None:
        """Collect what is inside an element, or each of some elements."""
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DELETED or tag == _FALLBACK:
                continue
            if tag == qn("w:p"):
                self._paragraph(child)
            elif tag == qn("w:r"):
                self.walk(child, self._look(child))
            elif tag in _OF_TABLES:
                self._of_table(child, tag)
            elif tag == _TEXT_BOX:
                self._boxes.append(child)
            elif not self._of_comment(child, tag) and not self._letters(child, look):
                self.walk(child, look)

    def walk_aside(self, element: Any) -> None:
        """Collect what stands beside the text: a note, a text box."""
        outer, self._aside = (self._aside, self._cell), True
        self._joins_next = False
        self.walk(element)
        self._joins_next = False
        self._aside, self._cell = outer

    def _of_comment(self, child: Any, tag: str) -> bool:
        if tag == qn("w:commentRangeStart"):
            self._starts.setdefault(child.get(ID), self._here(beginning=True))
        elif tag == qn("w:commentRangeEnd"):
            self._ends[child.get(ID)] = self._here(beginning=False)
        elif tag == qn("w:commentReference"):
            self._references.setdefault(child.get(ID), self._here(beginning=False)[0])
        else:
            return False
        return True

    def _letters(self, child: Any, look: _Look) -> bool:
        """Collect an element that stands for letters; False when it is something else."""
        tag = child.tag
        if tag in _BREAKS and self._found:
            now = self._found[-1]
            if child.get(qn("w:type")) in {None, "textWrapping"}:
                self._found.append(_Open(now.style, now.cell, now.aside, goes_on=True))
            return True
        text = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}.get(tag)
        if tag in {qn("w:t"), qn("m:t")}:
            text = (child.text or "").replace("\r", " ").replace("\n", " ")
        if text is None or not self._inside:
            return text is not None
        self._found[-1].add(text, look)
        return True

    def _paragraph(self, element: Any) -> None:
        outer = self._inside
        properties = element.find(qn("w:pPr"))
        if not (self._joins_next and self._found):
            self._found.append(_Open(self._style(properties, "w:pStyle"), self._cell, self._aside))
        self._joins_next = mark_is_deleted(properties)
        self._inside = True
        self.walk(element)
        self._inside = outer
        if not outer and self._boxes:  # what a box holds stands behind the paragraph it is fixed to
            boxes, self._boxes = self._boxes, []
            joins = self._joins_next
            for box in boxes:
                self.walk_aside(box)
            self._joins_next = joins and not self._found[-1].aside

    def _of_table(self, child: Any, tag: str) -> None:
        if tag == qn("w:tbl"):
            self._walk_table(child)
        elif tag == qn("w:tr"):
            self._row(child)
        else:
            self._walk_cell(child)

    def _walk_table(self, element: Any) -> None:
        outer = self._table, self._cell
        self._joins_next = False
        if self._cell is not None and self._table is not None and self._table.wide:
            self._nested += 1  # a table in a cell is part of what the cell says
            self.walk(element)
            self._nested -= 1
            return
        self._table, self._cell = _Table(self._tables, wide=is_wide(element)), None
        self._tables += 1
        self.walk(element)
        self._joins_next = False
        self._table, self._cell = outer

    def _row(self, element: Any) -> None:
        properties = element.find(qn("w:trPr"))
        if properties is not None and properties.find(qn("w:del")) is not None:
            return
        if self._table is not None and not self._nested:
            self._table.row += 1
            self._table.column = number_of(properties, "w:gridBefore")
            self._table.heads = properties is not None and is_on(properties.find(qn("w:tblHeader")))
        self.walk(element)

    def _walk_cell(self, element: Any) -> None:
        properties = element.find(qn("w:tcPr"))
        if properties is not None and properties.find(qn("w:cellDel")) is not None:
            return
        table = self._table
        self._joins_next = False
        if self._nested:
            self.walk(element)
            return
        if table is not None and table.wide:
            width = max(1, number_of(properties, "w:gridSpan"))
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            goes_on = merge is not None and merge.get(VALUE, "continue") == "continue"
            self._cell = Cell(table.number, table.row, table.column, width, goes_on, table.heads)
            table.column += width
        self.walk(element)
        self._cell = None

    def _look(self, run: Any) -> _Look:
        properties = run.find(qn("w:rPr"))
        style = self._found[-1].style if self._found else _NO_STYLE
        if properties is None:
            return _Look(style.bold)
        says = says_bold(run)
        bold = says if says is not None else self._style(properties, "w:rStyle").bold or style.bold
        return _Look(bold, colour_of(properties))

    def _style(self, properties: Any, kind: str) -> Style:
        style = properties.find(qn(kind)) if properties is not None else None
        name = str(style.get(VALUE, "")) if style is not None else ""
        return self._styles.get(name, Style(name.lower()))

    def _here(self, *, beginning: bool) -> _Place:
        """Return the place reached; between paragraphs, a range begins in the next and ends in the last."""
        if not self._found or (beginning and not self._inside):
            return len(self._found), 0
        return len(self._found) - 1, self._found[-1].length


_NO_STYLE = Style("")
