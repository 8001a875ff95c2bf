"""What a Word file says: its paragraphs as they read with all changes accepted, and its comments.

A ``.docx`` is a zip of XML parts. Only the parts with words are unpacked (the text, its notes and comments,
the names of styles, the title), and only up to a size; pictures, macros and what links point to stay shut.
A line break inside a paragraph begins a new one: people type a speaker and the words that way.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx.oxml.ns import qn as _qn

from ingest.formats.docx.package import DAMAGED, Parts, UnreadableDocxError

qn = cache(_qn)  # asked for every element

_DELETED = frozenset(qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:tblPr", "w:tcPr", "w:sdtPr"))
"""Elements whose inside is not text of the document as it reads now."""

_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_NO_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_MOST_ANCHORS = 200_000
"""Parts of paragraphs that all comments may be about; beyond, a comment is about its first paragraph only."""

_VALUE, _ID = qn("w:val"), qn("w:id")
_OFF = frozenset({"0", "false", "off", "none"})

_Place = tuple[int, int]
"""A paragraph's number and a character in it."""


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One line of a Word file: its words, its style's name, how many letters are bold at its beginning.

    ``is_row_head`` marks the first cell of a table's row of several cells.
    """

    text: str
    style: str = ""
    bold: int = 0
    is_row_head: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """The part of one paragraph that a comment is about; ``end`` is None where no range was selected."""

    paragraph: int
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote what and when, and the paragraphs it is about."""

    number: str
    lines: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    author: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class WordText:
    """A whole Word file: the title in its properties, its paragraphs and comments, in order."""

    title: str
    paragraphs: tuple[WordParagraph, ...]
    comments: tuple[Comment, ...]


def read_docx(data: bytes) -> WordText:
    """Read the bytes of a Word file.

    Raises:
        UnreadableDocxError: they are no Word file, are damaged, locked, or too large when unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(Parts(archive))
    except DAMAGED as error:
        raise UnreadableDocxError("the Word file is damaged: it cannot be unpacked") from error
    except (SyntaxError, ValueError) as error:  # what XML parsers raise
        raise UnreadableDocxError("the Word file is damaged: its text is not well formed") from error


def _read(parts: Parts) -> WordText:
    package = parts.related("")
    main = package.get("officeDocument", "word/document.xml")
    document = parts.parse(main)
    body = document.find(qn("w:body")) if document is not None else None
    if body is None:
        raise UnreadableDocxError("the file is no Word document: it has no text part")
    related = parts.related(main)
    styles = _styles(_root(parts, related, "styles"))
    walker = _Walker(styles)
    walker.walk(body)
    for kind in ("footnotes", "endnotes"):
        for note in _root(parts, related, kind):
            if note.get(qn("w:type")) not in _NO_NOTES:
                walker.walk(note)
    comments = [_comment(item, walker) for item in _root(parts, related, "comments")]
    core = _root(parts, package, "core-properties")
    title = next((item.text or "" for item in core if item.tag == _CORE_TITLE), "")
    return WordText(" ".join(title.split()), tuple(walker.paragraphs()), tuple(comments))


def _root(parts: Parts, names: dict[str, str], kind: str) -> Any:
    root = parts.parse(names[kind]) if kind in names else None
    return () if root is None else root


def _styles(root: Any) -> dict[str, str]:
    """Return the lower-case name of every style; its id is translated in some Words, its name is not."""
    found = {}
    for style in root:
        name = style.find(qn("w:name")) if style.tag == qn("w:style") else None
        if name is not None:
            found[style.get(qn("w:styleId"))] = str(name.get(_VALUE, "")).lower()
    return found


def _comment(item: Any, walker: _Walker) -> Comment:
    inside = _Walker({})
    inside.walk(item)
    number = item.get(_ID) or ""
    lines = [text for paragraph in inside.paragraphs() if (text := paragraph.text.strip())]
    author = " ".join((item.get(qn("w:author")) or "").split())
    return Comment(
        number, tuple(lines), walker.anchors(number), author or None, _date(item.get(qn("w:date")) or "")
    )


def _date(stamp: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass
class _Open:
    """A paragraph while its letters are being collected."""

    style: str
    is_row_head: bool
    letters: list[str] = field(default_factory=list)
    length: int = 0
    bold: int = 0

    def add(self, text: str, *, bold: bool) -> None:
        if bold and self.bold == self.length:
            self.bold += len(text)
        self.letters.append(text)
        self.length += len(text)

    def closed(self) -> WordParagraph:
        return WordParagraph("".join(self.letters), self.style, self.bold, self.is_row_head)


class _Walker:
    """Goes through the XML in reading order; collects paragraphs and where comments begin and end."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles
        self._found: list[_Open] = []
        self._inside = False
        self._row_head = False
        self._joins_next = False
        self._starts: dict[str, _Place] = {}
        self._ends: dict[str, _Place] = {}
        self._references: dict[str, int] = {}
        self._anchored = 0

    def paragraphs(self) -> Iterator[WordParagraph]:
        """Yield the paragraphs collected so far."""
        return (paragraph.closed() for paragraph in self._found)

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

    def walk(self, element: Any, *, bold: bool = False) -> None:
        """Collect what is inside an element."""
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DELETED or tag == _FALLBACK:
                continue
            if tag == qn("w:p"):
                self._paragraph(child)
            elif tag == qn("w:tr"):
                self._row(child)
            elif tag == qn("w:r"):
                self.walk(child, bold=_is_bold(child))
            elif tag == qn("w:commentRangeStart"):
                self._starts.setdefault(child.get(_ID), self._here(beginning=True))
            elif tag == qn("w:commentRangeEnd"):
                self._ends[child.get(_ID)] = self._here(beginning=False)
            elif tag == qn("w:commentReference"):
                self._references.setdefault(child.get(_ID), self._here(beginning=False)[0])
            elif not self._letters(child, bold=bold):
                self.walk(child, bold=bold)

    def _letters(self, child: Any, *, bold: bool) -> bool:
        """Collect an element that stands for letters; False when it is something else."""
        tag = child.tag
        if tag in _BREAKS and self._found:
            now = self._found[-1]
            if child.get(qn("w:type")) in {None, "textWrapping"}:
                self._found.append(_Open(now.style, now.is_row_head))
            return True
        text = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}.get(tag)
        if tag in {qn("w:t"), qn("m:t")}:
            text = (child.text or "").replace("\r", " ").replace("\n", " ")
        if text is None or not self._inside:
            return text is not None
        self._found[-1].add(text, bold=bold)
        return True

    def _paragraph(self, element: Any) -> None:
        outer, row_head = self._inside, self._row_head
        properties = element.find(qn("w:pPr"))
        if not (self._joins_next and self._found):
            self._found.append(_Open(self._style(properties), row_head))
        self._joins_next = _mark_is_deleted(properties)
        self._inside = True
        self.walk(element)
        self._inside = outer

    def _row(self, element: Any) -> None:
        cells = [cell for cell in element.iter(qn("w:tc")) if cell.getparent() is element]
        for index, cell in enumerate(cells):
            self._row_head = index == 0 and len(cells) > 1
            self.walk(cell)
        self._row_head = False

    def _style(self, properties: Any) -> str:
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        name = str(style.get(_VALUE, "")) if style is not None else ""
        return self._styles.get(name, name.lower())

    def _here(self, *, beginning: bool) -> _Place:
        """Return the place reached; between paragraphs, a range begins in the next and ends in the last."""
        if not self._found or (beginning and not self._inside):
            return len(self._found), 0
        return len(self._found) - 1, self._found[-1].length


def _is_bold(run: Any) -> bool:
    properties = run.find(qn("w:rPr"))
    bold = properties.find(qn("w:b")) if properties is not None else None
    return bold is not None and bold.get(_VALUE, "1") not in _OFF


def _mark_is_deleted(properties: Any) -> bool:
    """A paragraph whose end was deleted goes on in the next one."""
    mark = properties.find(qn("w:rPr")) if properties is not None else None
    return mark is not None and _has(mark, (qn("w:del"), qn("w:moveFrom")))


def _has(element: Any, tags: Iterable[str]) -> bool:
    return any(element.find(tag) is not None for tag in tags)
