"""What a Word file says: its paragraphs as they read with all changes accepted, and its comments.

A ``.docx`` is a zip of XML parts. Only the parts with words are unpacked (the text, its notes and comments,
the names of styles, the title), and only up to a size; pictures, macros and what links point to stay shut.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from ingest.formats.parts.docx.body.paragraphs import WordParagraph
from ingest.formats.parts.docx.body.styles import qn, read_styles
from ingest.formats.parts.docx.body.walker import Walker
from ingest.formats.parts.docx.comments import Comment, read_comments
from ingest.formats.parts.docx.package import DAMAGED, Parts, UnreadableDocxError

_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_NO_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_COMMENTS_EXTENDED = "commentsExtended"


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
    related = parts.related(main)
    walker = Walker(read_styles(_root(parts, related, "styles")))
    walker.walk(parts.children(main, qn("w:body")))
    for kind in ("footnotes", "endnotes"):
        for note in _root(parts, related, kind):
            if note.get(qn("w:type")) not in _NO_NOTES:
                walker.walk_aside(note)
    comments = read_comments(
        _root(parts, related, "comments"), _root(parts, related, _COMMENTS_EXTENDED), walker
    )
    core = _root(parts, package, "core-properties")
    title = next((item.text or "" for item in core if item.tag == _CORE_TITLE), "")
    return WordText(" ".join(title.split()), tuple(walker.paragraphs()), comments)


def _root(parts: Parts, names: dict[str, str], kind: str) -> Any:
    root = parts.parse(names[kind]) if kind in names else None
    return () if root is None else root
