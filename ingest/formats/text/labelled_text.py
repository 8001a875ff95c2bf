"""Transcripts typed or exported as text: who speaks is told by labels, in whatever form.

::

    Interviewer 1: What broke?

    Interviewee: The schema changed overnight.

    Nobody told us.

:mod:`ingest.dialogue` finds the form: a colon, a line of its own, brackets, a time beside the label, bold
letters. A line without a label goes on with the turn above it, as a paragraph of its own; what stands before
the first label is kept without a speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.chosen import wanted
from ingest.dialogue import (
    Block,
    Explanation,
    explain,
    read_dialogue,
    without_line_numbers,
)
from ingest.dialogue.printed.lines import is_aside, nobody_says
from ingest.dialogue.printed.page_heads import page_heads
from ingest.dialogue.times import stamp_at
from ingest.dialogue.within import explain_within
from ingest.digits import number_of
from ingest.formats import Claim, Format
from ingest.formats.parts.text.front_matter import front_matter
from ingest.formats.parts.text.lines import blocks, unwrapped_blocks
from ingest.model import Parsed
from ingest.source import Source

_OTHERS = re.compile(
    r"\s*(?:WEBVTT\b|[{\[]\s*\"|<(?:!doctype|html|\?xml))|[0-9][.,][0-9]{2,3}[ \t]*-->", re.IGNORECASE
)
_SUBRIP = re.compile(r"\s*\d+[ \t]*\n[ \t]*\d{1,3}:\d{2}:\d{2}[.,]\d")
_TRANSANA = re.compile(r"\u00a4<(\d{1,9})>")
_TITLES = frozenset({"title", "titel", "titre", "titolo", "título"})
_MARKDOWN = frozenset({".md", ".markdown"})
_SHORT = 300_000
"""Bytes up to which a file is looked at wholly, once; of a longer one the beginning must do."""


def sniff(source: Source) -> Claim:
    """Likely where labels explain the file, or the beginning of a long one, beyond doubt."""
    head = source.head
    if not source.is_text or _OTHERS.match(head) or _SUBRIP.match(head):
        return Claim.NO
    if len(source.data) <= _SHORT:
        source.seen["labelled_text"] = _look(source, source.text or "")
        found = source.seen["labelled_text"][2]
    else:
        found = _look(source, head[: head.rfind("\n") + 1] or head)[2]
    return Claim.LIKELY if found.certain else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the turns; never raises for bad data."""
    looked = source.seen.pop("labelled_text", None)
    if looked is None:
        looked = _look(source, source.text or "")
        if wanted().grammar is None:
            looked = (*looked[:2], None)
    facts, lines, found = looked
    title = next((facts[name] for name in facts if name.casefold() in _TITLES), None)
    return read_dialogue(source.path, lines, title=title, attributes=facts.items(), explanation=found)


def _look(source: Source, text: str) -> tuple[dict[str, str], list[Block], Explanation]:
    """Return the facts of the front matter, the lines below it, and who speaks where in them."""
    text = _TRANSANA.sub(_clock, text) if "\u00a4<" in text else text
    facts, begins = front_matter(text)
    first = 1 + text.count("\n", 0, begins)
    lines = without_line_numbers(blocks(text[begins:], markdown=source.suffix in _MARKDOWN, first=first))
    del text  # a huge file is not held twice
    found = explain(lines)
    joined = unwrapped_blocks(lines, lambda lines: _turns(lines, found))
    if len(source.data) <= _SHORT:
        source.seen["lines"] = (lines, found)  # for an article's question, should it be one
    found = found if len(joined) == len(lines) else explain(joined)
    return facts, *explain_within(joined, found)


def _clock(mark: re.Match[str]) -> str:
    """Return a time code of Transana, in thousandths of a second, as a time in brackets."""
    seconds, thousandths = divmod(number_of(mark[1]), 1000)
    return f"[{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}]"


def _turns(lines: Sequence[Block], found: Explanation) -> set[int]:
    """Return the lines that begin a turn, those below a label of its own line, and those behind a time."""
    timed = {index for index, line in enumerate(lines) if stamp_at(line.text, line.start)}
    printed = {
        index
        for index, line in enumerate(lines)
        if line.outside or nobody_says(line.content) or is_aside(line.content)
    }
    printed |= page_heads(lines, found.leads)
    return (
        timed
        | printed
        | {index + 1 for index in printed}
        | {index + below for index, lead in found.leads.items() for below in range(1 + lead.alone)}
    )


FORMAT = Format(
    "labelled_text", "labelled text", frozenset({".txt", ".text", ".md", ".markdown"}), sniff, parse
)
