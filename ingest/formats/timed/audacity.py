"""Labels of Audacity: the times of a stretch of sound, and what is said in it.

::

    2.400000	6.850000	Ann: What broke?
"""

from __future__ import annotations

import re

from ingest.dialogue import Block
from ingest.dialogue.cues import read_cues
from ingest.formats import Claim, Format
from ingest.formats.parts.spoken_xml import folded, number
from ingest.formats.parts.text.lines import numbered
from ingest.model import Parsed, Problem
from ingest.source import Source

_LABEL = re.compile(r"(\d{1,7}[.,]\d{1,9})\t(\d{1,7}[.,]\d{1,9})(?:\t(.*))?")
_FREQUENCIES = re.compile(r"\\\t.*")
"""The line below a label that says which frequencies are selected."""
_FEWEST = 2


def sniff(source: Source) -> Claim:
    """Certain where all of the first lines begin with two times in seconds, the second no earlier."""
    lines = [line for line in source.head.split("\n")[:40] if line.strip()]
    if len(source.head.split("\n")) > len(lines) + 1 and lines and not _LABEL.fullmatch(lines[-1]):
        lines.pop()  # the head of a long file may end within a line
    labels = [match for line in lines if (match := _LABEL.fullmatch(line))]
    beside = sum(1 for line in lines if _FREQUENCIES.fullmatch(line))
    if len(labels) < _FEWEST or len(labels) + beside < len(lines):
        return Claim.NO
    times = [(_seconds(match[1]), _seconds(match[2])) for match in labels]
    told = sum(1 for match in labels if match[3] and not number(match[3].replace(",", ".")))
    return Claim.CERTAIN if 2 * told >= len(labels) and all(a <= b for a, b in times) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the labels in order of time; never raises for bad data."""
    blocks: list[Block] = []
    odd: list[int] = []
    for line_number, line in numbered(source.text or ""):
        match = _LABEL.fullmatch(line)
        if match is None:
            odd += [line_number] if line.strip() and not _FREQUENCIES.fullmatch(line) else []
            continue
        begin, end = _seconds(match[1]), _seconds(match[2])
        if text := folded(match[3]):
            span = end if end > begin else None
            blocks.append(Block(text, line_number, audio_start=begin, audio_end=span))
    blocks.sort(key=lambda block: block.audio_start or 0.0)
    count = "a line is" if len(odd) == 1 else f"{len(odd)} lines are"
    message = f"{count} no label with two times, and left out"
    problems = [Problem(source.path, f"line {odd[0]}", message, "warning")] if odd else []
    return read_cues(source.path, blocks, problems=problems)


def _seconds(text: str) -> float:
    return round(float(text.replace(",", ".")), 3)


FORMAT = Format("audacity", "Audacity labels", frozenset({".txt"}), sniff, parse)
