"""How pieces of talk become paragraphs: those of one voice are joined until it pauses or has said enough."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from ingest.model import Draft

PAUSE = 2.0
"""Seconds of silence that end a paragraph."""

_LONG_ENOUGH = 300
"""Characters after which the next end of a sentence ends the paragraph."""

_SENTENCE_END = re.compile(r"[.!?…\u3002\uff01\uff1f\u0964\u06d4\u061f][\"'”\u2019)\]]*$")
_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uff0f\u3000-\u303f]")
_CLOSE = re.compile(r"[,.;:?!\u2026)\]\u3001\u3002\uff0c\uff01\uff1f]+$")


def joined(stretches: Iterable[Draft], apart: Collection[int] = ()) -> Iterator[Draft]:
    """Join what one voice says until the voice changes, pauses, or ends a sentence after enough words.

    ``apart`` are the stretches that begin a paragraph in any case, by their place.
    """
    said: list[Draft] = []
    length = 0
    for index, stretch in enumerate(stretches):
        if not stretch.text:
            continue
        if said and (index in apart or _ends_paragraph(said[-1], stretch, length)):
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
        and after.audio_start - before.audio_end >= PAUSE
    ):
        return True
    return length >= _LONG_ENOUGH and _SENTENCE_END.search(before.text[-8:]) is not None


def _one(said: Sequence[Draft]) -> Draft:
    starts = [piece.audio_start for piece in said if piece.audio_start is not None]
    ends = [piece.audio_end for piece in said if piece.audio_end is not None]
    return Draft(
        joint([piece.text for piece in said]),
        said[0].speaker,
        audio_start=min(starts, default=None),
        audio_end=max(ends, default=None),
    )


def joint(pieces: Sequence[str]) -> str:
    """Join with blanks; scripts that set none between words get none."""
    whole = pieces[0]
    rest = pieces[1:]
    if not any(_NO_BLANKS.match(piece) for piece in rest):
        return " ".join(pieces)
    for piece in rest:
        whole += piece if _NO_BLANKS.match(piece) and _NO_BLANKS.match(whole[-1:]) else f" {piece}"
    return whole


def joined_words(words: Iterable[str]) -> str:
    """Join the words of a recogniser: with blanks, but where they bring their own; signs stand close."""
    pieces = list(words)
    if any(piece != piece.lstrip() for piece in pieces[1:]) or any(piece.isspace() for piece in pieces):
        return "".join(pieces).strip()
    whole = ""
    for piece in pieces:
        close = not whole or _CLOSE.match(piece) or (_NO_BLANKS.match(piece) and _NO_BLANKS.match(whole[-1:]))
        whole += piece if close else f" {piece}"
    return whole
