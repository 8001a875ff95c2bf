"""Headings and the title of a Word file, by the names of styles and by the file's properties."""

from __future__ import annotations

import re

from ingest.formats.parts.docx.body.paragraphs import WordParagraph
from ingest.formats.parts.docx.document import WordText
from ingest.speakers import fold, recognise

_NO_TITLE = re.compile(
    r"word document|document ?\d*|untitled.*|sans titre.*|transcript(?:ion)?|microsoft word.*"
    r"|.*\.(?:docx?|dotx?|dotm)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop) ?(?P<level>\d)|title|titre|titel|título|titolo"
)
_AMONG_THE_FIRST = 5
_TIME = re.compile(r"\d:[0-5]\d\b")
_NO_LETTERS = re.compile(r"[\W\d_]+")


def heading_level(style: str) -> int:
    """Return the level of a heading by its style, 0 for none."""
    match = _HEADING.fullmatch(style)
    return int(match["level"] or 1) if match else 0


def _alike(one: WordParagraph, other: WordParagraph) -> bool:
    """Whether two headings differ at most in their numbers and times: ``Noor (0:07)`` is no title."""
    letters = [_NO_LETTERS.sub(" ", each.text).strip() for each in (one, other)]
    return letters[0] == letters[1] and bool(heading_level(one.style))


def title_of(word: WordText) -> tuple[str | None, int | None]:
    """Return the title and the paragraph it is printed in: the file's property, else its first heading."""
    shown = [(n, item) for n, item in enumerate(word.paragraphs) if item.text.strip()]
    first = next(
        ((n, item) for n, item in shown[:_AMONG_THE_FIRST] if item.style.startswith("title")),
        shown[0] if shown and heading_level(shown[0][1].style) else None,
    )
    again = first and (_TIME.search(first[1].text) or sum(_alike(item, first[1]) for _, item in shown) > 1)
    printed = fold(first[1].text) if first and not again and recognise(first[1].text) is None else None
    if word.title and not _NO_TITLE.fullmatch(word.title):
        return word.title, first[0] if first and printed == word.title else None
    return (printed, first[0]) if first and printed else (None, None)
