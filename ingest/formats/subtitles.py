"""WebVTT and SubRip: captions with times, and the voices in them.

::

    00:00:01.000 --> 00:00:04.000
    <v Ann Lee>What broke?</v>

A voice is a ``<v Name>`` tag or ``Name:`` before the words. A cue without a voice goes on with the voice
before it when the file names voices by ``Name:``; next to voice tags it has none. Cues of one voice are
joined into a paragraph until the voice changes, nobody speaks for two seconds, or a sentence ends after a
few lines of text: captions break where the screen is full, people break where a thought ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape

from ingest.formats import Claim, Format
from ingest.formats.text.lines import numbered
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import fold, labels_among, odd_labels, speakers_of, split_label

_PAUSE = 2.0
"""Seconds of silence that end a paragraph."""

_LONG_ENOUGH = 300
"""Characters after which the next end of a sentence ends the paragraph."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_ARROW = re.compile(r"^\s*\d{1,3}[:;][\d:;.,]*\s*-{1,3}>|-{1,3}>\s*\d{1,3}[:;]\d")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]{1,100})>")
_TAG = re.compile(
    r"</?(?:[ibu]|ruby|rt|font|c|v|lang)(?:[.\s][^<>\n]{0,200})?>|<\d[\d:.]{3,12}>|\{\\[^{}\n]{1,60}\}",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”\u2019)\]]*$")
_SPOKEN_MARK = re.compile(r"^(?:>>|[-–—])\s*")  # noqa: RUF001 - the dashes captions use


@dataclass
class _Cue:
    """One caption as it stands in the file."""

    audio_start: float | None
    audio_end: float | None
    lines: list[str] = field(default_factory=list)


def sniff(source: Source) -> Claim:
    """Certain by the WEBVTT header or by a line of times near the top."""
    head = source.head.lstrip("\n")
    if re.match(r"WEBVTT(?:\s|$)", head):
        return Claim.CERTAIN
    lines = head.split("\n", 40)[:40]
    if any(_TIMING.fullmatch(line) for line in lines):
        return Claim.CERTAIN
    return Claim.POSSIBLE if any(_ARROW.search(line) for line in lines) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the cues and join them into paragraphs; never raises for bad data."""
    text = source.text or ""
    problems: list[Problem] = []
    cues = list(_cues(text, source, problems))
    if _rolls(text):
        cues = _unrolled(cues)
    drafts = list(_joined(_voiced(cues)))
    paragraphs, tags = lay_out(drafts)
    if not paragraphs:
        problems.append(Problem(source.path, "", "the captions say nothing"))
        return Parsed(source.path, None, tuple(problems))
    transcript = Transcript(_title(text) or source.path.stem, paragraphs, tags, speakers_of(paragraphs))
    return Parsed(source.path, transcript, (*problems, *odd_labels(source.path, paragraphs)))


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
    return "->" in line and (_TIMING.fullmatch(line) or _ARROW.search(line)) is not None


def _cues(text: str, source: Source, problems: list[Problem]) -> Iterator[_Cue]:
    """Yield the captions in file order; words that stand under no time are kept as a cue without one."""
    cue = _Cue(None, None)
    # A line after a blank one: the next cue's identifier if times follow it, words if not.
    held: list[str] = []
    for number, line, after_blank in _caption_lines(text):
        if _is_timing(line):
            if not after_blank and not held and cue.lines and cue.lines[-1].strip().isdecimal():
                cue.lines.pop()  # SubRip without its blank line: the next cue's number
            yield cue
            cue, held = _timed(line, number, source, problems), []
        elif after_blank and not held and line.strip() and (cue.lines or cue.audio_start is None):
            held = [line]
        else:
            cue.lines += [*held, *([line] if line.strip() else [])]
            held = []
    cue.lines += [line for line in held if not line.strip().isdecimal()]
    yield cue


def _timed(line: str, number: int, source: Source, problems: list[Problem]) -> _Cue:
    timing = _TIMING.fullmatch(line)
    if timing is None:
        message = f"no times can be read from {line.strip()[:60]!r}"
        problems.append(Problem(source.path, f"line {number}", message))
        return _Cue(None, None)
    values = timing.groups()
    start, end = _seconds(values[:4]), _seconds(values[4:])
    if end < start:
        problems.append(
            Problem(source.path, f"line {number}", "the caption ends before it begins", "warning")
        )
        return _Cue(start, None)
    return _Cue(start, end)


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _rolls(text: str) -> bool:
    """Tell automatic captions, which print every line twice: once spoken, once scrolled up."""
    return re.match(r"\n*WEBVTT[^\n]*\nKind: captions", text) is not None


def _unrolled(cues: list[_Cue]) -> list[_Cue]:
    kept: list[_Cue] = []
    shown = ""
    for cue in cues:
        lines = [_plain(line) for line in cue.lines]
        if lines and lines[0] == shown:
            lines = lines[1:]
        shown = lines[-1] if lines else shown
        kept.append(replace(cue, lines=lines))
    return kept


def _voiced(cues: list[_Cue]) -> list[Draft]:
    """Give every stretch of words its voice, and one cue with two voices two stretches."""
    pieces = [(cue, voice, words) for cue in cues for voice, words in _by_voice_tag(cue)]
    tagged = any(voice for _, voice, _ in pieces)
    candidates = Counter(label for _, voice, words in pieces if voice is None for label in _candidates(words))
    labels = labels_among(candidates)
    stretches: list[Draft] = []
    speaker: str | None = None
    for cue, voice, words in pieces:
        for label, said in _by_label(words, labels) if voice is None else [(voice, words)]:
            speaker = label if label or tagged else speaker
            said_plainly = " ".join(_plain(said).split())
            if said_plainly:
                stretches.append(
                    Draft(said_plainly, speaker, audio_start=cue.audio_start, audio_end=cue.audio_end)
                )
    return stretches


def _by_voice_tag(cue: _Cue) -> Iterator[tuple[str | None, str]]:
    text = "\n".join(cue.lines)
    parts = _VOICE.split(text)
    if parts[0].strip():
        yield None, parts[0]
    for voice, words in zip(parts[1::2], parts[2::2], strict=True):
        inside, _, outside = words.partition("</v>")
        yield fold(unescape(voice)), inside
        if outside.strip():
            yield None, outside


def _candidates(words: str) -> Iterator[str]:
    for line in words.split("\n"):
        if found := split_label(_SPOKEN_MARK.sub("", _plain(line))):
            yield found[0]


def _by_label(words: str, labels: frozenset[str]) -> list[tuple[str | None, str]]:
    stretches: list[tuple[str | None, str]] = []
    for line in words.split("\n"):
        plain = _plain(line)
        found = split_label(_SPOKEN_MARK.sub("", plain))
        if found and found[0] in labels:
            stretches.append(found)
        elif stretches:
            stretches[-1] = (stretches[-1][0], f"{stretches[-1][1]}\n{plain}")
        else:
            stretches.append((None, plain))
    return stretches


def _plain(line: str) -> str:
    """Return a caption's words without mark-up; what is no caption mark-up stays as text."""
    bare = _TAG.sub("", line) if "<" in line or "{" in line else line
    return (unescape(bare) if "&" in bare else bare).strip()


def _joined(stretches: list[Draft]) -> Iterator[Draft]:
    """Join what one voice says until the voice changes, pauses, or ends a sentence after enough words."""
    said: list[Draft] = []
    length = 0
    for stretch in stretches:
        if said and _ends_paragraph(said[-1], stretch, length):
            yield _one(said)
            said, length = [], 0
        said.append(stretch)
        length += len(stretch.text)
    if said:
        yield _one(said)


def _ends_paragraph(before: Draft, after: Draft, length: int) -> bool:
    if before.speaker != after.speaker:
        return True
    if (
        before.audio_end is not None
        and after.audio_start is not None
        and after.audio_start - before.audio_end >= _PAUSE
    ):
        return True
    return length >= _LONG_ENOUGH and _SENTENCE_END.search(before.text[-8:]) is not None


def _one(said: list[Draft]) -> Draft:
    starts = [piece.audio_start for piece in said if piece.audio_start is not None]
    ends = [piece.audio_end for piece in said if piece.audio_end is not None]
    return Draft(
        " ".join(piece.text for piece in said),
        said[0].speaker,
        audio_start=min(starts, default=None),
        audio_end=max(ends, default=None),
    )


FORMAT = Format("subtitles", "subtitles (WebVTT, SubRip)", frozenset({".vtt", ".srt"}), sniff, parse)
