"""Captions copied from a web page, and words under bare times: who speaks is not printed.

::

    0:02
    Could you tell me how
    0:05
    you came to work here?

A file with labels is a transcript like any other (:mod:`ingest.formats.text.labelled_text`). An agenda
(``9:00 Registration``) is none: a recording begins in its first minute, or is timed to the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from ingest.dialogue import Block, Explanation, labelled_elsewhere
from ingest.dialogue.cues import read_cues
from ingest.dialogue.joining import joint
from ingest.dialogue.times import Stamp, spelled, stamp_at
from ingest.dialogue.transcript import read_dialogue
from ingest.formats import Claim, Format
from ingest.formats.parts.text.lines import numbered
from ingest.formats.text import labelled_text
from ingest.model import Parsed, Problem
from ingest.source import Source

_GLUED = re.compile(r"\d{1,2}(?::\d\d){1,2}(?=[^\W\d_])")
_BEHIND = re.compile(r"[ \t]*[-\u2013\u2014:|]?[ \t]*")
_SENTENCE_END = re.compile(r"[.!?…\u3002\uff01\uff1f\u0964][\"'\u201d\u2019)\]]*$")
_OF_THE_FILE = re.compile(r"\[(?:ti|ar|al|au|by|re|ve|la|lr|length|offset|tool|#)\s?:[^\]]*\]", re.IGNORECASE)
"""What a file with lyrics (``.lrc``) says of itself above the words: ``[ti:The ferry]``."""
_HEADING = re.compile(
    r"(?:video |full |show |hide )?(?:transcript(?:ion)?|transkript(?:ion)?|trans[ck]ripción|transcrição"
    r"|trascrizione|captions|untertitel|sous-titres)(?: (?:of|for) .{1,80})?:?",
    re.IGNORECASE,
)
"""What the web page prints above its captions."""

_FEWEST = 6
_MOSTLY = 0.95
_WHOLE = 0.8
_MOST_ABOVE = 2
_FIRST_MINUTE = 60.0
_OF_THE_DAY = 5
"""Minutes between the points of an agenda are a multiple of this."""
_LOOKED_AT = 40


def sniff(source: Source) -> Claim:
    """Likely where times stand before all words, never go back, and no labels explain the file."""
    if not source.is_text:
        return Claim.NO
    lines = list(numbered(source.head))
    if len(lines) > _LOOKED_AT:
        lines.pop()  # the head of a long file may end within a line
    if not _are_captions(list(_pieces(lines, in_words=_are_spelled(source.head)))):
        return Claim.NO
    return Claim.LIKELY if labelled_text.sniff(source) is Claim.NO else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the words with their times; never raises for bad data."""
    pieces = list(_pieces(numbered(source.text or ""), in_words=_are_spelled(source.head)))
    whole = sum(_SENTENCE_END.search(piece.text) is not None for piece in pieces)
    asked = labelled_elsewhere(source.path, pieces)
    if pieces and pieces[0].audio_start is None and _HEADING.fullmatch(pieces[0].content):
        heading = pieces.pop(0)
        message = f"one line left out as not spoken: {heading.content!r}"
        asked = (*asked, Problem(source.path, f"line {heading.number}", message, "note"))
    if whole < _WHOLE * len(pieces):
        read = read_cues(source.path, pieces)
    else:
        read = read_dialogue(source.path, pieces, explanation=Explanation())
    return replace(read, problems=(*asked, *read.problems))


def _are_spelled(head: str) -> bool:
    """Whether times are spelled out, and none are printed with colons."""
    lines = [words for _, line in numbered(head) if (words := line.strip())]
    times = [time for words in lines if (time := spelled(words)) is not None]
    rising = all(after > before for before, after in pairwise(times))
    return len(times) >= _FEWEST and rising and not any(map(_stamp, lines))


def _pieces(lines: Iterable[tuple[int, str]], *, in_words: bool = False) -> Iterator[Block]:
    """Yield the words under each time; a line above the first time has none."""
    piece: Block | None = None
    for number, line in lines:
        words = line.strip()
        if not words or (piece is None and _OF_THE_FILE.fullmatch(words)):
            continue
        time = spelled(words)
        if time is not None and piece is not None and not piece.text and time == int(piece.audio_start or 0):
            continue  # the time once more, as web pages tell it to a screen reader
        stamp = Stamp(0, len(words), time, None, "") if in_words and time is not None else _stamp(words)
        if stamp is None:
            piece = _longer(piece, words) if piece else Block(words, number)
            continue
        if piece is not None:
            yield piece
        gap = _BEHIND.match(words, stamp.stop)
        rest = words[gap.end() if gap else stamp.stop :]
        piece = Block(rest, number, audio_start=stamp.begins, audio_end=stamp.ends)
    if piece is not None:
        yield piece


def _stamp(words: str) -> Stamp | None:
    """Return the time a line begins with; a letter may stand right behind it."""
    glued = _GLUED.match(words)
    found = stamp_at(words[: glued.end()] if glued else words, 0)
    return found if found is not None and found.begins is not None else None


def _longer(piece: Block, words: str) -> Block:
    return replace(piece, text=joint([piece.text, words]) if piece.text else words)


def _are_captions(pieces: list[Block]) -> bool:
    timed = [piece for piece in pieces if piece.audio_start is not None]
    if len(timed) < _FEWEST or len(pieces) - len(timed) > _MOST_ABOVE:
        return False
    times = [piece.audio_start or 0.0 for piece in timed]
    if times[0] >= _FIRST_MINUTE and all(time % _OF_THE_DAY == 0 for time in times):
        return False
    rising = sum(after >= before for before, after in pairwise(times))
    said = sum(any(map(str.isalpha, piece.text)) for piece in timed)
    return rising >= _MOSTLY * (len(times) - 1) and said >= _MOSTLY * len(timed)


FORMAT = Format("pasted_captions", "captions copied as text", frozenset({".txt", ".text"}), sniff, parse)
