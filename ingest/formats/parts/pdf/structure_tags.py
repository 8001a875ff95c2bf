"""What the tags of a PDF say about the words at the top of a page.

A tagged PDF, and every one a browser prints is, names its paragraphs (``P``). PDFium builds the tags of one
page at a time and shows the parts of a paragraph that are on other pages as holes: a paragraph that began on
the page before is one whose first part is a hole.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as c

_DEEPEST = 64
"""Levels of tags to go down; browsers nest a dozen, and a hostile file may point back at itself."""

_MOST_PARTS = 100_000
"""Parts of one tag to look at; the root of a long transcript has some thousands."""


def begins_inside_paragraph(page: Any) -> bool | None:
    """Tell whether the first words of a page (a PDFium handle) go on with a paragraph of the page before.

    None when the PDF has no tags.
    """
    tree = c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return None
    try:
        count = c.FPDF_StructTree_CountChildren(tree)
        root = c.FPDF_StructTree_GetChildAtIndex(tree, 0) if count > 0 else None
        return _first_part_is_missing(root) if root else None
    finally:
        c.FPDF_StructTree_Close(tree)


def _first_part_is_missing(element: Any) -> bool:
    """Go down to the first words of the page; on the way, note whether a paragraph misses its beginning."""
    inside_paragraph = False
    for _ in range(_DEEPEST):
        inside_paragraph = inside_paragraph or _tag(element) == "P"
        here = None
        for index in range(min(c.FPDF_StructElement_CountChildren(element), _MOST_PARTS)):
            here = c.FPDF_StructElement_GetChildAtIndex(element, index)
            if here or c.FPDF_StructElement_GetChildMarkedContentID(element, index) >= 0:
                break
            if inside_paragraph:
                return True
        if not here:
            return False
        element = here
    return False


def _tag(element: Any) -> str:
    name = ctypes.create_string_buffer(64)
    length = c.FPDF_StructElement_GetType(element, name, len(name))
    return name.raw[: max(0, min(length, len(name)) - 2)].decode("utf-16-le", "replace")
