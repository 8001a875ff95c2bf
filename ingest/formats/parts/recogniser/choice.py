"""Which list of pieces is the transcript, and how its words become sentences of one speaker each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.dialogue.joining import joined_words
from ingest.formats.parts.recogniser.pieces import Piece, PieceList

_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964\u06d4\u061f][\"'\u201d\u2019)\]]*$")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MOST = 0.9
_HALF = 0.5


def chosen(lists: Sequence[PieceList]) -> list[Piece]:
    """Return the pieces of the list that holds the text and names speakers, sentences before words."""
    fit = [each for each in lists if _is_talk(each.flat)]
    if not fit:
        return []
    most = max(_letters(each.flat) for each in fit)
    whole = [each for each in fit if _letters(each.flat) >= _MOST * most]
    spoken = [each for each in whole if any(piece.speaker or piece.words for piece in each.flat)] or whole
    best = next((each for each in spoken if not _are_words(each.flat)), spoken[0])
    marks = {start: speaker for each in lists for start, speaker in each.marks.items()}
    runs: list[list[Piece]] = []
    for listed in best.pieces:
        unnamed = marks and not any(piece.speaker for piece in listed)
        pieces = _marked(listed, marks) if unnamed else listed
        runs.append(
            list(_runs(pieces))
            if _are_words(pieces)
            else [part for piece in pieces for part in _split(piece)]
        )
    flat = [piece for run in runs for piece in run]
    if len(runs) > 1 and all(piece.start is not None for piece in flat):
        flat.sort(key=lambda piece: piece.start or 0)
    return flat


def _is_talk(pieces: Sequence[Piece]) -> bool:
    placed = sum(1 for piece in pieces if piece.start is not None or piece.speaker is not None)
    return placed > 0 and placed >= _HALF * len(pieces) and any(piece.text.strip() for piece in pieces)


def _letters(pieces: Iterable[Piece]) -> int:
    return sum(len(word) for piece in pieces for word in piece.text.split())


def _are_words(pieces: Sequence[Piece]) -> bool:
    several = sum(1 for piece in pieces if " " in piece.text.strip() or len(WIDE.findall(piece.text)) > 4)  # noqa: PLR2004
    return len(pieces) > 2 and several < (1 - _MOST) * len(pieces)  # noqa: PLR2004 - three words make a sentence


def _marked(words: Sequence[Piece], marks: Mapping[float, str]) -> list[Piece]:
    """Give words the speakers that stand elsewhere, by their times; signs go with the word before."""
    found: list[Piece] = []
    speaker: str | None = None
    for word in words:
        if word.start is not None:
            speaker = marks.get(word.start)
        found.append(replace(word, speaker=speaker))
    return found


def _runs(words: Iterable[Piece]) -> Iterator[Piece]:
    """Join words to sentences; a sign without a speaker goes with the word before it."""
    run: list[Piece] = []
    for word in words:
        sign = not any(map(str.isalnum, word.text))
        if (
            run
            and not sign
            and (word.speaker != run[-1].speaker or _SENTENCE_END.search(run[-1].text.rstrip()))
        ):
            yield _sentence(run)
            run = []
        run.append(replace(word, speaker=run[-1].speaker) if run and sign else word)
    if run:
        yield _sentence(run)


def _sentence(run: Sequence[Piece]) -> Piece:
    starts = [word.start for word in run if word.start is not None]
    ends = [word.end for word in run if word.end is not None]
    return Piece(
        joined_words(word.text for word in run),
        run[0].speaker,
        starts[0] if starts else None,
        ends[-1] if ends else None,
        run[0].scale,
    )


def _split(piece: Piece) -> Iterator[Piece]:
    """Divide a segment whose words are of several speakers, where the words are all of its text."""
    known = {word.speaker for word in piece.words if word.speaker is not None} | {piece.speaker} - {None}
    if len(known) < 2 or _bare(piece.text) != _bare("".join(word.text for word in piece.words)):  # noqa: PLR2004
        yield piece
        return
    words: list[Piece] = []
    for word in piece.words:
        before = words[-1].speaker if words else piece.speaker
        words.append(word if word.speaker is not None else replace(word, speaker=before))
    yield from _runs(words)


def _bare(text: str) -> str:
    return "".join(text.split())
