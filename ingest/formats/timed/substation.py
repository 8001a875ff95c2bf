"""Subtitles of Aegisub and others (``.ass``, ``.ssa``): a table of lines with times, an actor, and text.

::

    [Events]
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
    Dialogue: 0,0:00:02.40,0:00:06.85,Default,Ann,0,0,0,,What broke?
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.dialogue import Block
from ingest.dialogue.cues import read_cues
from ingest.dialogue.times import seconds
from ingest.formats import Claim, Format
from ingest.formats.parts.spoken_xml import folded
from ingest.formats.parts.text.lines import numbered
from ingest.model import Parsed, Problem
from ingest.source import Source

_HEAD = re.compile(r"\s*(?:;[^\n]*\n\s*)*\[Script Info\]", re.IGNORECASE)
_SECTION = re.compile(r"\[([^\]\n]{1,60})\]\s*")
_FIELD = re.compile(r"(Title|Format|Dialogue):[ \t]*(.*)")
_CLOCK = re.compile(r"\d{1,2}:\d{2}:\d{2}[.,:]\d{1,3}")
_OVERRIDE = re.compile(r"\{[^{}]{0,2000}\}")
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")
_BREAK = re.compile(r"\\[Nn]")
_COLUMNS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")


def sniff(source: Source) -> Claim:
    """Certain by its first section."""
    return Claim.CERTAIN if _HEAD.match(source.head) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the lines in order of time; never raises for bad data."""
    columns: Sequence[str] = _COLUMNS
    section, title = "", None
    blocks: list[Block] = []
    problems: list[Problem] = []
    for line_number, line in numbered(source.text or ""):
        if match := _SECTION.fullmatch(line):
            section = match[1].casefold()
        elif not (match := _FIELD.match(line)):
            continue
        elif match[1] == "Title":
            title = title or folded(match[2]) or None
        elif section == "events" and match[1] == "Format":
            columns = [folded(name).casefold() for name in match[2].split(",")]
        elif section == "events" and match[1] == "Dialogue":
            block = _block(
                dict(zip(columns, match[2].split(",", len(columns) - 1), strict=False)), line_number
            )
            if block is None:
                message = f"no times and text can be read from {line[:60]!r}"
                problems.append(Problem(source.path, f"line {line_number}", message))
            elif block.content:
                blocks.append(block)
    blocks.sort(key=lambda block: block.audio_start or 0.0)
    return read_cues(source.path, blocks, title=title, problems=problems)


def _block(row: dict[str, str], line_number: int) -> Block | None:
    begin, end = _time(row.get("start", "")), _time(row.get("end", ""))
    if begin is None or "text" not in row:
        return None
    text = "" if _DRAWING.search(row["text"]) else _OVERRIDE.sub("", row["text"]).replace("\\h", " ")
    words = "\n".join(line for each in _BREAK.split(text) if (line := folded(each)))
    speaker = folded(row.get("name") or row.get("actor")) or None
    return Block(words, line_number, speaker=speaker, audio_start=begin, audio_end=end)


def _time(text: str) -> float | None:
    written = text.strip()
    return seconds(written) if _CLOCK.fullmatch(written) else None


FORMAT = Format("substation", "subtitles of Aegisub (ASS, SSA)", frozenset({".ass", ".ssa"}), sniff, parse)
