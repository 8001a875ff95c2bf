"""What is painted on the pages of a PDF: runs of characters and rectangles, each with its place.

A PDF has no words or lines, only objects painted at coordinates. This module says where they are, in points
from the page's left and top edge, and nothing about what they mean; that is for a format to find out.

PDFium is called directly (its Python wrappers cost three times as much as its work) and is not thread-safe:
read several files at once in several processes, never in threads.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from math import hypot, isfinite
from typing import Any, NamedTuple, Self

import pypdfium2 as pdfium
import pypdfium2.raw as c

from ingest.formats.parts.pdf.structure_tags import begins_inside_paragraph

MOST_PAGES = 5_000
"""Pages above which the rest is left unread; the longest interviews print on some 40."""

_MOST_ON_A_PAGE = 5_000
_MOST_IN_ALL = 500_000
"""Painted objects above which the rest is left out; a dense page of print has some 150."""

_DEEPEST = 8
"""How deep groups of objects may be nested; browsers need two, a hostile file tries for ever."""

_HEAVY = ("bold", "black", "heavy")
_UNPRINTABLE = str.maketrans({"\x02": "-", "\ufffe": "-", "\0": "\ufffd"})
"""PDFium puts the first two in place of a hyphen that ends a line, the third for a letter without a code."""

_Matrix = tuple[float, float, float, float, float, float]


class UnreadablePdfError(Exception):
    """The bytes are no PDF that can be opened; the message says why in words for a person."""


class Run(NamedTuple):
    """Characters painted in one go: where they start (``y`` is the base line), where their ink ends."""

    x: float
    y: float
    right: float
    size: float
    bold: bool
    text: str


class Rectangle(NamedTuple):
    """A painted shape: the box around it, and the colour it is filled with."""

    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its runs and rectangles in the order they are painted, and why not all could be read."""

    number: int
    height: float = 0.0
    runs: tuple[Run, ...] = ()
    rectangles: tuple[Rectangle, ...] = ()
    fault: str | None = None
    pictures: int = 0

    def __len__(self) -> int:
        return len(self.runs) + len(self.rectangles)


@dataclass(frozen=True, slots=True)
class Document:
    """An open PDF: how many pages it has, and the reading of them one by one."""

    handle: Any
    _read: dict[int, Page] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.handle)

    def page(self, number: int) -> Page:
        """Return one page, counted from 1, read once; a broken one comes back empty with its fault."""
        if number not in self._read:
            self._read[number] = self._read_page(number)
        return self._read[number]

    def _read_page(self, number: int) -> Page:
        try:
            page = self.handle[number - 1]
        except pdfium.PdfiumError:
            return Page(number, fault="the page is damaged and could not be read")
        try:
            return _PageReader(page).read(number)
        except pdfium.PdfiumError:
            return Page(number, fault="the words of the page are damaged and could not be read")
        finally:
            page.close()

    def title(self) -> str:
        """Return the title in the PDF's properties, or nothing."""
        try:
            return str(self.handle.get_metadata_value("Title"))
        except (pdfium.PdfiumError, UnicodeDecodeError):
            return ""

    def pages(self) -> Iterator[Page]:
        """Read the pages in order; where they are too many, or too full, the last one says so."""
        objects = 0
        for number in range(1, len(self) + 1):
            if number > MOST_PAGES or objects > _MOST_IN_ALL:
                yield Page(number, fault=f"the file is too long; it was read up to page {number - 1}")
                return
            page = self.page(number)
            objects += len(page)
            yield page

    def continues(self, number: int) -> bool | None:
        """Tell whether the first words of a page go on with a paragraph of the page before.

        The tags of a tagged PDF know; None when the PDF has none.
        """
        try:
            page = self.handle[number - 1]
        except pdfium.PdfiumError:
            return None
        try:
            return begins_inside_paragraph(page.raw)
        finally:
            page.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.handle.close()


def open_pdf(data: bytes) -> Document:
    """Open the bytes of a PDF; close it after use (it is a context manager).

    Raises:
        UnreadablePdfError: the bytes are no PDF, are damaged, locked with a password, or have no page.
    """
    try:
        return Document(pdfium.PdfDocument(data))
    except pdfium.PdfiumError as error:
        raise UnreadablePdfError(_reason(data, getattr(error, "err_code", None))) from error


def _reason(data: bytes, code: int | None) -> str:
    if not data:
        return "the file is empty"
    # The code of an earlier file lingers when a file opens and has no page; this one must be locked itself.
    if b"/Encrypt" in data and code in {c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY}:
        return "the PDF is locked with a password; save a copy without one"
    if b"%%EOF" not in data[-2048:]:
        return "the PDF is cut off: its end is missing"
    return "the PDF is damaged or has no page"


class _PageReader:
    """Reads one open page; holds the buffers PDFium writes into, so that they are made once."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.height: float = page.get_height()
        self.runs: list[Run] = []
        self.rectangles: list[Rectangle] = []
        self.seen = 0
        self.pictures = 0
        self._bold: dict[int | None, bool] = {}  # of this page only: PDFium may reuse a font's address
        self._size = ctypes.c_float()
        self._matrix = c.FS_MATRIX()
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._grow(8192)

    def read(self, number: int) -> Page:
        """Collect everything painted on the page."""
        words = self.page.get_textpage()
        try:
            self.words = words.raw
            raw = self.page.raw
            self._walk(c.FPDFPage_CountObjects(raw), partial(c.FPDFPage_GetObject, raw), None, 0)
        finally:
            words.close()
        fault = "the page is overfull; not all of it was read" if self.seen > _MOST_ON_A_PAGE else None
        return Page(number, self.height, tuple(self.runs), tuple(self.rectangles), fault, self.pictures)

    def _walk(self, count: int, get: Any, outer: _Matrix | None, depth: int) -> None:
        for index in range(count):
            self.seen += 1
            if self.seen > _MOST_ON_A_PAGE:
                return
            item = get(index)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                self._add_run(item, outer)
            elif kind == c.FPDF_PAGEOBJ_PATH:
                self._add_rectangle(item, outer)
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                self.pictures += 1
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = partial(c.FPDFFormObj_GetObject, item)
                self._walk(c.FPDFFormObj_CountObjects(item), inner, self._placed(item, outer), depth + 1)

    def _add_run(self, item: Any, outer: _Matrix | None) -> None:
        text = self._text(item)
        _, b, _, d, x, y = self._placed(item, outer)
        c.FPDFTextObj_GetFontSize(item, self._size)
        _, _, right, _ = self._box(item, outer)
        if not text and right <= x:
            text = " "  # PDFium keeps one of several spaces in a row, but this one may be underlined
        size = round(self._size.value * (hypot(b, d) if b else abs(d)), 1)
        if not isfinite(x + y + right + size):
            return
        self.runs.append(Run(x, self.height - y, right, size, self._is_bold(item), text))

    def _add_rectangle(self, item: Any, outer: _Matrix | None) -> None:
        left, bottom, right, top = self._box(item, outer)
        if not isfinite(left + bottom + right + top):
            return
        red, green, blue, alpha = self._colour
        c.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        colour = (red.value, green.value, blue.value)
        self.rectangles.append(Rectangle(left, self.height - top, right, self.height - bottom, colour))

    def _text(self, item: Any) -> str:
        length = c.FPDFTextObj_GetText(item, self.words, self._wide, self._room)
        if length > self._room:
            self._grow(length)
            length = c.FPDFTextObj_GetText(item, self.words, self._wide, self._room)
        text = ctypes.string_at(self._buffer, max(0, length - 2)).decode("utf-16-le", "replace")
        return text if text.isprintable() else text.translate(_UNPRINTABLE)

    def _grow(self, room: int) -> None:
        self._room = room
        self._buffer = ctypes.create_string_buffer(room)
        self._wide = ctypes.cast(self._buffer, ctypes.POINTER(c.FPDF_WCHAR))

    def _placed(self, item: Any, outer: _Matrix | None) -> _Matrix:
        """Return where the object lies on the page, seen through the group it is in."""
        c.FPDFPageObj_GetMatrix(item, self._matrix)
        m = self._matrix
        if outer is None:
            return m.a, m.b, m.c, m.d, m.e, m.f
        a, b, cc, d, e, f = outer
        return (
            m.a * a + m.b * cc, m.a * b + m.b * d,
            m.c * a + m.d * cc, m.c * b + m.d * d,
            m.e * a + m.f * cc + e, m.e * b + m.f * d + f,
        )  # fmt: skip

    def _box(self, item: Any, outer: _Matrix | None) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of the ink, counted from the page's lower left."""
        left, bottom, right, top = self._edges
        c.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        if outer is None:
            return left.value, bottom.value, right.value, top.value
        a, b, cc, d, e, f = outer
        corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
        xs = [a * x + cc * y + e for x, y in corners]
        ys = [b * x + d * y + f for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _is_bold(self, item: Any) -> bool:
        font = c.FPDFTextObj_GetFont(item)
        address = ctypes.cast(font, ctypes.c_void_p).value
        known = self._bold.get(address)
        if known is None:
            name = ctypes.create_string_buffer(256)
            c.FPDFFont_GetBaseFontName(font, name, len(name))
            known = any(word in name.value.decode("latin-1").lower() for word in _HEAVY)
            self._bold[address] = known
        return known
