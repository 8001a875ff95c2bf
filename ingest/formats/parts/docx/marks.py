"""Marks that may stand for codes and cannot be read as such: colours, ``[code]`` and ``#code`` in the words.

What a colour means stands in a legend, in a head, or nowhere; ``[laughs]`` and ``#1`` are no codes. So
nothing is made of them, and what was seen is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from ingest.formats.parts.docx.body.paragraphs import WordParagraph
from ingest.formats.parts.docx.speakers import Placed, paragraph_of
from ingest.formats.parts.text.code_lines import CodeNames
from ingest.model import Problem

_IN_BRACKETS = re.compile(r"\[\s*([^\[\]\n]{2,60}?)\s*\]|\{\s*([^{}\n]{2,60}?)\s*\}")
_HASHED = re.compile(r"(?<![\w&#/])#([^\W\d_][\w-]{1,40})(?![\w#])")
_SIGNED = re.compile(r"codes?\s*[:=]", re.IGNORECASE)
_BY_LOOK = CodeNames(frozenset())
_SHOWN = 3
_MOST_COLOURS = 6


def seen_marks(
    path: PurePath, paragraphs: Sequence[WordParagraph], placed: Sequence[Placed]
) -> Iterator[Problem]:
    """Yield one note on highlighted words, and one on what looks like codes within the words."""
    coloured = [(n, colour) for n, each in enumerate(paragraphs) for colour in each.colours]
    if coloured:
        counts = Counter(colour for _, colour in coloured).most_common(_MOST_COLOURS)
        shown = ", ".join(f"{colour} {count}" for colour, count in counts)
        many = "one passage is" if len(coloured) == 1 else f"{len(coloured)} passages are"
        what = f"{many} highlighted ({shown}); colours are not read as codes, comments are"
        yield Problem(path, f"paragraph {paragraph_of(coloured[0][0], placed) + 1}", what, "note")
    inline = [(n, mark) for n, each in enumerate(placed) for mark in _inline(each.draft.text)]
    if inline:
        names = list(dict.fromkeys(mark for _, mark in inline))
        shown = ", ".join(names[:_SHOWN]) + (
            f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        )
        many = "one mark" if len(inline) == 1 else f"{len(inline)} marks"
        what = f"{many} in the text may be codes and stay in the text: {shown}"
        yield Problem(path, f"paragraph {inline[0][0] + 1}", what, "note")


def _inline(text: str) -> Iterator[str]:
    for match in _IN_BRACKETS.finditer(text):
        inside = match[1] or match[2]
        if _BY_LOOK.on_line(inside) or _SIGNED.match(inside):
            yield match[0]
    for match in _HASHED.finditer(text):
        yield match[0]
