"""The pieces of talk in a recogniser's JSON, in lists, by the place where each list stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.dialogue.joining import joined_words
from ingest.formats.parts.recogniser.fields import BEST_OF, PARTS, speaker_of, text_of, times_of

_DEEPEST = 40


@dataclass(slots=True)
class Piece:
    """A stretch of talk: a word, a sentence, a turn; times as the file counts them."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    scale: float | None = None
    words: Sequence[Piece] = ()


@dataclass(slots=True)
class PieceList:
    """The pieces of the lists that stand at one place of the file's structure."""

    path: str
    pieces: list[list[Piece]]
    marks: dict[float, str]
    """Speakers that are given by the time their words begin, with the words elsewhere."""

    @property
    def flat(self) -> list[Piece]:
        """Return all pieces, one list after the other."""
        return [piece for pieces in self.pieces for piece in pieces]


def lists_of(loaded: Any) -> Iterator[PieceList]:
    """Yield every list of pieces in what was loaded."""
    found: dict[str, PieceList] = {}
    _walk(loaded, "", found, 0)
    yield from found.values()


def _walk(value: Any, path: str, found: dict[str, PieceList], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, (dict, list)):
                _walk(inner, f"{path}.{name}", found, depth + 1)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        objects = [each for each in value if isinstance(each, dict)]
        if path.rpartition(".")[2] not in BEST_OF:
            entry = found.setdefault(path, PieceList(path, [], {}))
            entry.pieces.append([piece for each in objects if (piece := _piece(each)) is not None])
            entry.marks.update(_marks(objects))
        for each in objects:
            _walk(each, path, found, depth + 1)


def _piece(found: Mapping[str, Any]) -> Piece | None:
    """Return what an object says, if it says something; of several guesses the first."""
    best = next((found[name] for name in BEST_OF if isinstance(found.get(name), list) and found[name]), None)
    inner = _piece(best[0]) if best and isinstance(best[0], dict) else None
    parts: list[Any] = next(
        (found[name] for name in PARTS if isinstance(found.get(name), list) and found[name]), []
    )
    words = [word for part in parts if isinstance(part, dict) and (word := _piece(part)) is not None]
    text = text_of(found)
    if text is None and inner is not None:
        text, words = inner.text, words or list(inner.words)
    if text is None and words:
        text = joined_words(word.text for word in words)
    if text is None:
        return None
    start, end, scale = times_of(found)
    if start is None and words:
        start, scale = words[0].start, words[0].scale
        end = next((word.end for word in reversed(words) if word.end is not None), None)
    speaker = speaker_of(found, has_words=True) or (inner.speaker if inner is not None else None)
    return Piece(text, speaker, start, end, scale, words if any(word.speaker for word in words) else ())


def _marks(objects: Iterable[Mapping[str, Any]]) -> Iterator[tuple[float, str]]:
    """Yield who speaks from when, of objects without words."""
    for each in objects:
        speaker = speaker_of(each)
        start, _, _ = times_of(each)
        if speaker is not None and start is not None and text_of(each) is None:
            yield start, speaker
