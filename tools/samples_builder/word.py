"""An interview in Word, coded the way many teams begin: both coders leave comments, a code a line."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from docx import Document
from docx.text.run import Run

from samples_builder.script import Coding, Script, Turn

_WRITTEN = datetime(2026, 3, 2, 10, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Selection:
    """Words a coder selected at once, from a character of one turn to one of the same or a later turn."""

    first: int
    start: int
    last: int
    end: int
    coder: str
    code: str


def save(script: Script, path: Path) -> None:
    """Write the interview with every coder's comments; the bytes hold no date of today."""
    document = Document()
    document.core_properties.title = script.title
    document.core_properties.author = script.coders[0]
    document.core_properties.created = document.core_properties.modified = _WRITTEN.replace(tzinfo=None)
    document.add_heading(script.title, level=1)
    chosen = list(selections(script))
    runs: dict[tuple[int, int], tuple[Run, int]] = {}
    for index, turn in enumerate(script.turns):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{turn.speaker}: ").bold = True
        for start, end in _pieces(index, turn, chosen):
            runs[index, start] = paragraph.add_run(turn.text[start:end]), end
    ends = {(index, end): run for (index, _), (run, end) in runs.items()}
    for minute, (place, codes) in enumerate(_comments(chosen).items()):
        first, start, last, end, coder = place
        anchor = (runs[first, start][0], ends[last, end])
        comment = document.add_comment(anchor, text="\n".join(codes), author=coder, initials=coder[0])
        comment._comment_elm.date = _WRITTEN + timedelta(minutes=minute)  # noqa: SLF001 - no public way
    packed = io.BytesIO()
    document.save(packed)
    _repack(packed, path)


def selections(script: Script) -> Iterator[Selection]:
    """Yield what the coders selected, with the parts in neighbouring paragraphs put together again."""
    open_ones: dict[tuple[str, str], Selection] = {}
    for index, turn in enumerate(script.turns):
        ongoing: dict[tuple[str, str], Selection] = {}
        for coding in sorted(_coded(script, turn), key=lambda coding: coding.start):
            key = (coding.coder, coding.code)
            found = Selection(index, coding.start, index, coding.end, coding.coder, coding.code)
            if coding.start == 0 and key in open_ones:
                found = replace(open_ones.pop(key), last=index, end=coding.end)
            if coding.end == len(turn.text):
                ongoing[key] = found
            else:
                yield found
        yield from open_ones.values()
        open_ones = ongoing
    yield from open_ones.values()


def _coded(script: Script, turn: Turn) -> list[Coding]:
    live = set(script.coders) - script.empty
    return [coding for coding in turn.codings if coding.coder in live and not coding.is_spill]


def _pieces(index: int, turn: Turn, chosen: list[Selection]) -> Iterator[tuple[int, int]]:
    """Cut a turn where a selection begins or ends: a comment can only hang on whole runs."""
    cuts = {0, len(turn.text)}
    cuts |= {selection.start for selection in chosen if selection.first == index}
    cuts |= {selection.end for selection in chosen if selection.last == index}
    yield from pairwise(sorted(cuts))


def _comments(chosen: list[Selection]) -> dict[tuple[int, int, int, int, str], list[str]]:
    """Put together the codes one coder gave to the very same words: one comment, a code a line."""
    comments: defaultdict[tuple[int, int, int, int, str], list[str]] = defaultdict(list)
    for one in sorted(chosen):
        comments[one.first, one.start, one.last, one.end, one.coder].append(one.code.strip('"'))
    return comments


def _repack(packed: io.BytesIO, path: Path) -> None:
    """Write the package again with one date on every part: the same script gives the same file."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            part = zipfile.ZipInfo(item.filename, _WRITTEN.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(item))
