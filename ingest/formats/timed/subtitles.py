"""WebVTT, SubRip and SBV: captions with times, and the voices in them.

::

    00:00:01.000 --> 00:00:04.000
    <v Ann Lee>What broke?</v>

A voice is a ``<v Name>`` tag or a label before the words. A cue without a voice goes on with the voice before
it when the file names voices by labels; next to voice tags it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise

from ingest.dialogue import Block
from ingest.dialogue.cues import read_cues
from ingest.formats import Claim, Format
from ingest.formats.parts.text.lines import numbered
from ingest.model import Parsed, Problem
from ingest.source import Source
from ingest.speakers import fold

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?|\s*{_TIME},{_TIME}\s*")
_ARROW = re.compile(r"^\s*\d{1,3}[:;][\d:;.,]*\s*-{1,3}>|-{1,3}>\s*\d{1,3}[:;]\d")
_CONSOLE = re.compile(rf"\s*\[\s*{_TIME}\s*-->\s*{_TIME}\s*\][ \t]*(\S.*)")
"""Whisper's own print: the times in brackets, and the words behind them."""

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]{1,100})>")
_NAMED = re.compile(r"\d+\s+[\"\u201c]([^\n]{1,100}?)[\"\u201d](?:\s+\(\d*\))?")
"""Webex's identifiers: ``12 "Ann Lee" (1183746)``."""

_TAG = re.compile(
    r"</?(?:[ibu]|ruby|rt|font|c|v|lang)(?:[.\s][^<>\n]{0,200})?>|<\d[\d:.]{3,12}>|\{\\[^{}\n]{1,60}\}",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_SHARE_ROLLING = 0.5
_SHARE_NEW = 0.2


@dataclass(slots=True)
class _Cue:
    """One caption as it stands in the file, and the line of its times."""

    number: int
    audio_start: float | None
    audio_end: float | None
    lines: list[str] = field(default_factory=list)
    voice: str | None = None
    """Who speaks, where the caption's identifier says it."""


def sniff(source: Source) -> Claim:
    """Certain by the WEBVTT header or by a line of times near the top."""
    head = source.head.lstrip("\n")
    if re.match(r"WEBVTT(?:\s|$)", head):
        return Claim.CERTAIN
    lines = head.split("\n", 40)[:40]
    if any(_TIMING.fullmatch(line) or _CONSOLE.fullmatch(line) for line in lines):
        return Claim.CERTAIN
    return Claim.POSSIBLE if any(_ARROW.search(line) for line in lines) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the cues and join them into paragraphs; never raises for bad data."""
    problems: list[Problem] = []
    cues = list(_cues(source.text or "", source, problems))  # the text itself is held no longer
    if _rolls(cues):
        cues = _unrolled(cues)
    elif _grow(cues):
        cues = _full_grown(cues)
    return read_cues(source.path, _blocks(cues), title=_title(source.head), problems=problems)


def _blocks(cues: list[_Cue]) -> list[Block]:
    """Return the captions by voice; each is let go of as soon as it is taken apart."""
    cues.reverse()
    blocks: list[Block] = []
    while cues:
        blocks += _by_voice_tag(cues.pop())
    return blocks


def _title(text: str) -> str | None:
    match = re.match(r"\n*WEBVTT[ \t]+(?:-[ \t]*)?(\S[^\n]{0,200})", text)
    return match[1].strip() if match else None


def _caption_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield numbered lines and whether a blank one precedes; header, notes and styles left out."""
    skipping = text.lstrip("\n").startswith("WEBVTT")
    blank = True
    for number, line in numbered(text):
        bare = not line.strip()
        skipping = (
            not bare and not _is_timing(line) and (skipping or (blank and _BLOCK.match(line) is not None))
        )
        if not skipping:
            yield number, line, blank
        blank = bare


def _is_timing(line: str) -> bool:
    if "->" in line:
        return (_TIMING.fullmatch(line) or _ARROW.search(line)) is not None
    return line[:1].isdecimal() and "," in line and _TIMING.fullmatch(line) is not None


def _cues(text: str, source: Source, problems: list[Problem]) -> Iterator[_Cue]:
    """Yield the captions in file order; words that stand under no time are kept as a cue without one."""
    cue = _Cue(1, None, None)
    # A line after a blank one: the next cue's identifier if times follow it, words if not.
    held: list[str] = []
    for number, line, after_blank in _caption_lines(text):
        if _is_timing(line):
            if not after_blank and not held and cue.lines and cue.lines[-1].strip().isdecimal():
                cue.lines.pop()  # SubRip without its blank line: the next cue's number
            yield cue
            named = _NAMED.fullmatch(held[0].strip()) if held else None
            cue, held = _timed(line, number, source, problems), []
            cue.voice = fold(named[1]) if named else None
        elif after_blank and not held and line.strip() and (cue.lines or cue.audio_start is None):
            held = [line]
        else:
            cue.lines += [*held, *([line] if line.strip() else [])]
            held = []
    cue.lines += [line for line in held if not line.strip().isdecimal()]
    yield cue


def _timed(line: str, number: int, source: Source, problems: list[Problem]) -> _Cue:
    console = _CONSOLE.fullmatch(line)
    timing = console or _TIMING.fullmatch(line)
    if timing is None:
        message = f"no times can be read from {line.strip()[:60]!r}"
        problems.append(Problem(source.path, f"line {number}", message))
        return _Cue(number, None, None)
    values = timing.groups() if timing[3] else timing.groups()[8:]
    start, end = _seconds(values[:4]), _seconds(values[4:8])
    if end < start:
        problems.append(
            Problem(source.path, f"line {number}", "the caption ends before it begins", "warning")
        )
        return _Cue(number, start, None)
    return _Cue(number, start, end, [console[9]] if console else [])


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


# --- rolling captions ---------------------------------------------------------------------------------------


def _rolls(cues: Sequence[_Cue]) -> bool:
    """Tell automatic captions, which print every line twice: once spoken, once scrolled up.

    A recogniser that says one caption forty times over is none: nothing new stands below what is repeated.
    """
    pairs = again = new = 0
    for before, after in pairwise(lines for cue in cues if (lines := _shown(cue))):
        overlap = _overlap(before, after)
        pairs += 1
        again += overlap > 0
        new += 0 < overlap < len(after)
    return again > 0 and again >= _SHARE_ROLLING * pairs and new >= _SHARE_NEW * again


def _shown(cue: _Cue) -> list[str]:
    return [plain for line in cue.lines if (plain := _plain(line))]


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many lines at the top of a caption stood at the bottom of the one before."""
    for count in range(min(len(before), len(after)), 0, -1):
        if before[-count:] == after[:count]:
            return count
    return 0


def _unrolled(cues: Sequence[_Cue]) -> list[_Cue]:
    kept: list[_Cue] = []
    before: list[str] = []
    for cue in cues:
        lines = _shown(cue)
        kept.append(replace(cue, lines=lines[_overlap(before, lines) :]))
        before = lines or before
    return kept


def _grow(cues: Sequence[_Cue]) -> bool:
    """Tell live captions, which print a line again with each word that is added."""
    shown = (words for cue in cues if (words := " ".join(_shown(cue))))
    grows = [_extends(after, before) for before, after in pairwise(shown)]
    return sum(grows) > 1 and sum(grows) >= _SHARE_ROLLING * len(grows)


def _extends(after: str, before: str) -> bool:
    return len(after) > len(before) > 0 and after.startswith(before)


def _full_grown(cues: Sequence[_Cue]) -> list[_Cue]:
    """Keep of each line that grows the longest, from when it began."""
    kept: list[_Cue] = []
    before = ""
    for cue in cues:
        words = " ".join(_shown(cue))
        if kept and _extends(words, before):
            kept[-1] = replace(cue, audio_start=kept[-1].audio_start)
        else:
            kept.append(cue)
        before = words or before
    return kept


# --- voices -------------------------------------------------------------------------------------------------


def _by_voice_tag(cue: _Cue) -> Iterator[Block]:
    text = "\n".join(cue.lines)
    parts = _VOICE.split(text)
    if parts[0].strip():
        yield _block(cue, parts[0], cue.voice)
    for voice, words in zip(parts[1::2], parts[2::2], strict=True):
        inside, _, outside = words.partition("</v>")
        yield _block(cue, inside, fold(unescape(voice)))
        if outside.strip():
            yield _block(cue, outside, None)


def _block(cue: _Cue, words: str, speaker: str | None) -> Block:
    text = "\n".join(plain for line in words.split("\n") if (plain := _plain(line)))
    return Block(text, cue.number, speaker=speaker, audio_start=cue.audio_start, audio_end=cue.audio_end)


def _plain(line: str) -> str:
    """Return a caption's words without mark-up; what is no caption mark-up stays as text."""
    bare = _TAG.sub("", line) if "<" in line or "{" in line else line
    return " ".join((unescape(bare) if "&" in bare else bare).split())


FORMAT = Format(
    "subtitles", "subtitles (WebVTT, SubRip, SBV)", frozenset({".vtt", ".srt", ".sbv"}), sniff, parse
)
