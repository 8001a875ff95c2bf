"""Articles and other prose, plain or in Markdown.

Their sections are told by :mod:`ingest.formats.parts.sections`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from ingest.dialogue import question, without_line_numbers
from ingest.formats import Claim, Format
from ingest.formats.parts.sections import article_in
from ingest.formats.parts.text.front_matter import front_matter
from ingest.formats.parts.text.lines import blocks
from ingest.model import Parsed
from ingest.source import Source

_LETTER = re.compile(r"[^\W\d_]")
_LIST_OF_JSON = re.compile(r"\[\s*(?:[\"{\[]|-?\d+(?:\.\d+)?\s*(?:,|\]\s*\Z))")
_FEWEST_WORDS = 3
_SHARE_LETTERS = 0.6


def sniff(source: Source) -> Claim:
    """Possible where the file reads like prose: mostly letters, in words."""
    head = source.head.strip()
    if not head or head[0] in "{<" or _LIST_OF_JSON.match(head) or head.startswith("{\\rtf"):
        return Claim.NO
    solid = sum(map(len, head.split())) - sum(unicodedata.category(sign)[0] == "M" for sign in head)
    letters = len(_LETTER.findall(head))
    words = len(head.split(None, _FEWEST_WORDS))
    return Claim.POSSIBLE if words >= _FEWEST_WORDS and letters >= _SHARE_LETTERS * solid else Claim.NO


def parse(source: Source) -> Parsed:
    """Read title, sections and voices; never raises for bad data."""
    text = source.text or ""
    facts, begins = front_matter(text)
    first = 1 + text.count("\n", 0, begins)
    read = article_in(source.path, text[begins:], facts)
    if read.transcript is None:
        return read
    markdown = source.suffix in {".md", ".markdown"}
    lines, explanation = source.seen.pop("lines", (None, None))
    if lines is None:
        lines = without_line_numbers(blocks(text[begins:], markdown=markdown, first=first))
    return replace(read, problems=question(source.path, lines, explanation=explanation))


FORMAT = Format("article", "article", frozenset({".md", ".markdown"}), sniff, parse)
