"""JSON of speech recognisers: segments or words with times, and the speakers they tell apart.

::

    {"segments": [{"start": 0.0, "end": 2.1, "speaker": "SPEAKER_00", "text": " What broke?"}]}

Whisper and its relatives, AssemblyAI, Deepgram, Rev, Amazon, Google, Azure, Speechmatics and others differ in
the names of their fields and say the same: lists of pieces with text, times and speaker. The list that holds
the text and names speakers is read; a segment whose words name others is divided among them.
Speakers are the file's: where it names nobody, nobody is named. Where the names of the fields are unknown,
their values tell what they hold (:mod:`ingest.formats.parts.recogniser.unknown_fields`), and that is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from ingest.dialogue import Block
from ingest.dialogue.cues import read_cues
from ingest.formats import Claim, Format
from ingest.formats.parts.recogniser.choice import WIDE, chosen
from ingest.formats.parts.recogniser.fields import (
    BEST_OF,
    DURATIONS,
    ENDS,
    NAMES,
    PARTS,
    SPANS,
    SPEAKERS,
    STARTS,
    TEXTS,
    has_time,
    names_of,
    speaker_of,
)
from ingest.formats.parts.recogniser.pieces import Piece, lists_of
from ingest.formats.parts.recogniser.unknown_fields import Guess, guessed
from ingest.formats.parts.text.json_text import UNREADABLE, refused
from ingest.model import Parsed, Problem
from ingest.source import Source

_SUFFIXES = frozenset({".json", ".jsonl"})
_HAS = frozenset(TEXTS)
_NEEDED = frozenset({*TEXTS, *SPEAKERS, *NAMES, *STARTS, *ENDS, *DURATIONS, *SPANS, *BEST_OF, *PARTS})
_HAS_OBJECTS = re.compile(r"\[\s*\{\s*\"|\}[ \t]*\n\s*\{\s*\"")
"""A list of objects, or lines with one each."""

_BEGINS = re.compile(r"[\[{]\s*[\[{\"]")
_HAS_TEXT = re.compile(rf'"(?:{"|".join(TEXTS)})"\s*:\s*"')
_HAS_MORE = re.compile(rf'"(?:{"|".join((*STARTS, *SPEAKERS, "timestamp"))})"\s*:')
_SLOWEST = 0.3
"""Characters in a unit of time below which the unit is a thousandth of a second: nobody speaks so slowly."""

_NO_TALK = (
    "this JSON holds no transcript: no list of sentences or words with their times or speakers; export it as"
    " subtitles (.srt) or text (.txt) from the program that wrote it"
)
_SHOWN = 3
_LONGEST_LABEL = 60

_LINES_OF_JSON = re.compile(r"\s*\{[^\n]*\}[ \t]*\n\s*\{")


def sniff(source: Source) -> Claim:
    """Certain where JSON has fields for words and for times or speakers."""
    head = source.head.lstrip()
    if not _BEGINS.match(head):
        return Claim.NO
    named = source.suffix in _SUFFIXES
    if not _HAS_TEXT.search(head):
        return Claim.POSSIBLE if named and _HAS_OBJECTS.search(head) else Claim.NO
    if _HAS_MORE.search(head) or _HAS_MORE.search(source.tail):
        return Claim.CERTAIN
    return Claim.POSSIBLE if named else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the pieces; never raises for bad data."""
    try:
        loaded = _loaded(source.text or "")
        lists = list(lists_of(loaded))
        pieces = chosen(lists)
    except UNREADABLE as error:
        return refused(source, error)
    told: tuple[Problem, ...] = ()
    if not any(piece.speaker for piece in pieces) and (guess := guessed(loaded)) is not None:
        if not pieces or guess.speaker is not None:
            pieces = guess.pieces
        told = _told(source, guess)
    if not pieces:
        return Parsed(source.path, None, (Problem(source.path, "", _NO_TALK),))
    names = names_of(loaded)
    scale = _scale(pieces)
    blocks = [
        Block(
            piece.text,
            number,
            speaker=names.get(piece.speaker or "", piece.speaker),
            audio_start=_in_seconds(piece.start, piece.scale or scale),
            audio_end=_in_seconds(piece.end, piece.scale or scale),
        )
        for number, piece in enumerate(pieces, start=1)
    ]
    return read_cues(source.path, blocks, place="segment", problems=told)


def _told(source: Source, guess: Guess) -> tuple[Problem, ...]:
    """Say what an unknown field was taken for, or ask for its name."""
    if guess.speaker is not None:
        message = f"the field {guess.speaker!r} is taken for the speaker, {guess.text!r} for the text"
        return (Problem(source.path, "", message, "note"),)
    if guess.perhaps is not None:
        name, values = guess.perhaps
        shown = ", ".join(map(repr, values[:_SHOWN]))
        message = (
            f"the field {name!r} may name the speakers ({shown}); if it does, rename it to 'speaker' in the"
            " file, or export the transcript as subtitles (.srt) or text (.txt)"
        )
        return (Problem(source.path, "", message, "warning"),)
    return ()


def _loaded(text: str) -> Any:
    if _LINES_OF_JSON.match(text):
        return [json.loads(line, object_hook=_slim) for line in text.split("\n") if line.strip()]
    return json.loads(text, object_hook=_slim)


def _slim(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a piece does not need: tokens, and words that say no more than the segment."""
    if _HAS.isdisjoint(found) or not has_time(found):
        return found
    slim = {
        name: value
        for name, value in found.items()
        if name in _NEEDED
        or (isinstance(value, dict | list) and name != "tokens")
        or (isinstance(value, str) and len(value) <= _LONGEST_LABEL)
    }
    words = slim.get("words")
    if (
        isinstance(words, list)
        and isinstance(slim.get("text"), str)
        and has_time(slim)
        and not any(isinstance(word, dict) and speaker_of(word) is not None for word in words)
    ):
        del slim["words"]
    return slim


def _scale(pieces: Sequence[Piece]) -> float:
    """Tell seconds from thousandths: by fractions, or by how fast people would speak."""
    spans = [piece for piece in pieces if piece.start is not None]
    values = [time for piece in spans for time in (piece.start, piece.end) if time is not None]
    if any(value % 1 for value in values):
        return 1.0
    taken = sum(
        piece.end - piece.start for piece in spans if piece.end is not None and piece.start is not None
    )
    taken = taken or (max(values, default=0) - min(values, default=0))
    said = sum(len(piece.text) + 2 * len(WIDE.findall(piece.text)) for piece in spans)
    return 0.001 if taken > 0 and said / taken < _SLOWEST else 1.0


def _in_seconds(value: float | None, scale: float) -> float | None:
    return None if value is None else round(value * scale, 3)


FORMAT = Format("recogniser_json", "JSON of a speech recogniser", _SUFFIXES, sniff, parse)
