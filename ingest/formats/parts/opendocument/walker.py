"""The text of an OpenDocument file in reading order: paragraphs, comments and notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ingest.digits import number_of
from ingest.formats.parts.opendocument.names import DC, DRAW, OFFICE, SPACE, TABLE, TEXT, XML_ID
from ingest.formats.parts.opendocument.styles import Styles
from ingest.formats.parts.rich.comments import Comment
from ingest.formats.parts.rich.paragraphs import Paragraphs

_LEFT_OUT = frozenset(
    {
        *(f"{TEXT}{name}" for name in (
            "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "table-of-content",
            "alphabetical-index", "illustration-index", "table-index", "object-index", "bibliography",
            "note-citation", "ruby-text", "dde-connection-decls",
        )),
        f"{OFFICE}forms", f"{OFFICE}scripts", f"{OFFICE}event-listeners", f"{TABLE}shapes",
        f"{DRAW}image", f"{DRAW}object", f"{DRAW}object-ole", f"{DRAW}plugin",
        f"{{{SPACE}svg-compatible:1.0}}title", f"{{{SPACE}svg-compatible:1.0}}desc",
    }
)  # fmt: skip
_OF_TABLES = frozenset(
    f"{TABLE}{name}" for name in ("table", "table-row", "table-cell", "covered-table-cell")
)
_MOST_SPACES = 1_000


@dataclass
class Walker:
    """Goes through the text in reading order; collects paragraphs, comments and notes."""

    styles: Styles
    paragraphs: Paragraphs = field(default_factory=Paragraphs)
    comments: list[Comment] = field(default_factory=list)
    _notes: list[Paragraphs] = field(default_factory=list)
    _in_paragraph: bool = False
    _after_space: bool = True

    def notes(self) -> list[str]:
        """Return the paragraphs of footnotes and text boxes."""
        return [block.text for note in self._notes for block in note.blocks()[0]]

    def walk_inside(self, element: Any, *, bold: bool = False) -> None:
        """Collect what is inside an element."""
        self._words(element.text, bold=bold)
        self.walk(element, bold=bold)

    def walk(self, elements: Iterable[Any], *, bold: bool = False) -> None:
        """Collect some elements, and the letters behind each."""
        for child in elements:
            if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self._element(child, bold=bold)
            self._words(child.tail, bold=bold)

    def _element(self, element: Any, *, bold: bool) -> None:
        tag = element.tag
        if tag in {f"{TEXT}p", f"{TEXT}h"}:
            self._paragraph(element)
        elif tag in _OF_TABLES:
            self._table(element)
        elif tag == f"{OFFICE}annotation":
            self._comment(element)
        elif tag == f"{OFFICE}annotation-end":
            self.paragraphs.mark(element.get(f"{OFFICE}name") or "", begins=False)
        elif tag in {f"{TEXT}note", f"{DRAW}text-box"}:
            self._beside(element)
        elif tag in {f"{TEXT}line-break", f"{TEXT}tab", f"{TEXT}s"}:
            self._sign(element, bold=bold)
        elif tag in {f"{TEXT}span", f"{TEXT}a"}:
            own = self.styles.bold("text", element.get(f"{TEXT}style-name"))
            self.walk_inside(element, bold=bold if own is None else own)
        else:
            self.walk_inside(element, bold=bold)

    def _sign(self, element: Any, *, bold: bool) -> None:
        """Collect a line break, a tab or spaces."""
        if element.tag == f"{TEXT}line-break":
            self.paragraphs.break_line()
            self._after_space = True
            return
        count = element.get(f"{TEXT}c", "1")
        spaces = min(number_of(count), _MOST_SPACES) if count.isdecimal() else 1
        self.paragraphs.add("\t" if element.tag == f"{TEXT}tab" else " " * spaces, bold=bold)
        self._after_space = False

    def _table(self, element: Any) -> None:
        if element.tag == f"{TABLE}table-row":
            self.paragraphs.begin_row()
            self.walk_inside(element)
            self.paragraphs.end_row()
            return
        if element.tag == f"{TABLE}table":
            self.paragraphs.begin_table()
        else:
            self.paragraphs.begin_cell()
        self.walk_inside(element)

    def _paragraph(self, element: Any) -> None:
        name = element.get(f"{TEXT}style-name")
        level = element.get(f"{TEXT}outline-level", "1") if element.tag == f"{TEXT}h" else ""
        heading = number_of(level) if level.isdecimal() else self.styles.heading(name)
        outer = self._in_paragraph
        self._in_paragraph, self._after_space = True, True
        self.paragraphs.begin(heading=min(heading, 9))
        self.walk_inside(element, bold=bool(self.styles.bold("paragraph", name)))
        self.paragraphs.end(even_empty=not self.paragraphs.has_line)
        self._in_paragraph = outer

    def _words(self, text: str | None, *, bold: bool) -> None:
        """Collect letters; white space is folded, as the format has it."""
        if not text or not self._in_paragraph:
            return
        folded = " ".join(text.replace("\r", " ").replace("\t", " ").replace("\n", " ").split(" "))
        pieces = [piece for piece in folded.split(" ") if piece]
        joined = " ".join(pieces)
        before = " " if folded.startswith(" ") and not self._after_space else ""
        after = " " if folded.endswith(" ") and joined else ""
        self.paragraphs.add(before + joined + after, bold=bold)
        self._after_space = bool(after or (before and not joined)) or (self._after_space and not joined)

    def _comment(self, element: Any) -> None:
        name = element.get(f"{OFFICE}name") or element.get(XML_ID) or f"comment {len(self.comments)}"
        self.paragraphs.mark(name, begins=True)
        inside = Walker(self.styles)
        for child in element:
            if child.tag in {f"{TEXT}p", f"{TEXT}list"}:
                inside._element(child, bold=False)
        lines = tuple(" ".join(block.text.split()) for block in inside.paragraphs.blocks()[0])
        author = " ".join((element.findtext(f"{DC}creator") or "").split())
        created = _date(element.findtext(f"{DC}date") or "")
        closed = any(
            value == "true" if key.endswith("}resolved") else key.endswith(("}parent-name", "}parent"))
            for key, value in element.attrib.items()
        )
        self.comments.append(Comment(name, lines, author or None, created, closed))

    def _beside(self, element: Any) -> None:
        """Collect a footnote or a text box apart: its words are not the paragraph's."""
        inside = Walker(self.styles)
        inside.walk_inside(element)
        self._notes += [inside.paragraphs, *inside._notes]
        self.comments += inside.comments


def _date(stamp: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(stamp[:26].rstrip("0") if len(stamp) > 26 else stamp)  # noqa: PLR2004 - microseconds
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
