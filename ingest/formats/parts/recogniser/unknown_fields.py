"""Which field of a JSON list says what, told by its values where its name is unknown.

::

    [{"voice": "Noor", "content": "It was the ferry.", "from_sec": 3.2}, ...]

A field of words holds sentences; one of speakers holds a few short names that come back in turns; one of
times holds numbers that rise and do not count. What may name speakers and does not read like people is asked
about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.dialogue.labels import is_certain, is_field, is_name, possible
from ingest.formats.parts.recogniser.choice import WIDE
from ingest.formats.parts.recogniser.fields import (
    ENDS,
    NOT_PEOPLE,
    SPEAKERS,
    STARTS,
    TEXTS,
    unit_of,
    value_of,
)
from ingest.formats.parts.recogniser.pieces import Piece

_DEEPEST = 12
_FEWEST_OBJECTS = 4
_MOSTLY = 0.9
_HALF = 0.5
_MOST_VOICES = 30
_LETTERS_OF_WORDS = 12
"""Letters that what is said has on average; those of Chinese, Japanese and Korean count three times."""

_ASKS = re.compile(r"[?\uff1f\u061f]")
Values = Mapping[str, list[Any]]


@dataclass(frozen=True)
class Guess:
    """What unknown fields were taken for, by their paths: ``who_said.display``.

    ``speaker`` is None where no field reads like people; ``perhaps`` is then one that may name them, with its
    values.
    """

    pieces: list[Piece]
    text: str
    speaker: str | None = None
    perhaps: tuple[str, tuple[str, ...]] | None = None


def guessed(loaded: Any) -> Guess | None:
    """Return what the longest list of objects with words says; None where no list holds any."""
    found = [guess for objects in _lists(loaded, 0) if (guess := _guess(objects)) is not None]
    return max(found, key=lambda each: sum(len(piece.text) for piece in each.pieces), default=None)


def _lists(value: Any, depth: int) -> Iterator[list[dict[str, Any]]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for inner in value.values():
            yield from _lists(inner, depth + 1)
    elif isinstance(value, list):
        objects = [each for each in value if isinstance(each, dict)]
        if len(objects) >= _FEWEST_OBJECTS and len(objects) == len(value):
            yield objects
        for each in objects:
            yield from _lists(each, depth + 1)


def _guess(objects: Sequence[Mapping[str, Any]]) -> Guess | None:
    columns = _columns(objects)
    text = _text(columns, len(objects))
    if text is None:
        return None
    times = _in_order(columns, list(_times(columns, len(objects))))
    asked = any(isinstance(said, str) and _ASKS.search(said) for said in columns[text])
    voices = [name for name in columns if name != text and _may_name_people(name, columns[name])]
    people = [name for name in voices if _are_people(columns[name])]
    if not (times or asked) or not (voices or times):
        return None
    best = _best(people, columns)
    pieces = [
        Piece(
            str(columns[text][n] or ""),
            label if best is not None and (label := str(columns[best][n] or "").strip()) else None,
            *_span(columns, times, n),
        )
        for n in range(len(objects))
    ]
    if best is not None or not voices:
        return Guess(pieces, text, best)
    values = dict.fromkeys(str(each) for each in columns[voices[0]] if each is not None)
    return Guess(pieces, text, None, (voices[0], tuple(values)))


def _columns(objects: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the values of each field, those of objects within by their path; None where one is missing."""
    found: dict[str, list[Any]] = {}
    for n, each in enumerate(objects):
        flat = {**each}
        for name, inner in each.items():
            if isinstance(inner, dict):
                flat.update((f"{name}.{below}", value) for below, value in inner.items())
        for name, value in flat.items():
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                found.setdefault(name, [None] * len(objects))[n] = value
    return found


def _text(columns: Values, count: int) -> str | None:
    """Return the field of words: sentences in most objects, the longest of them, seldom the same."""
    wordy: dict[str, float] = {}
    for name, values in columns.items():
        said = [each for each in values if isinstance(each, str) and each.strip()]
        letters = sum(len(each) + 2 * len(WIDE.findall(each)) for each in said) / max(1, len(said))
        spaced = sum(" " in each.strip() or bool(WIDE.search(each)) for each in said)
        if (
            len(said) >= _MOSTLY * count
            and letters >= _LETTERS_OF_WORDS
            and spaced >= _HALF * len(said)
            and len(set(said)) >= _HALF * len(said)
        ):
            wordy[name] = letters * (2 if name.rpartition(".")[2] in TEXTS else 1)
    return max(wordy, key=lambda name: wordy[name], default=None)


def _times(columns: Values, count: int) -> Iterator[str]:
    """Yield the fields of times: they rise and do not count, in seconds, thousandths or as a clock."""
    for name, values in columns.items():
        numbers = [value_of(each) for each in values]
        if any(number is None for number in numbers):
            continue
        told = [number for number in numbers if number is not None]
        steps = [after - before for before, after in pairwise(told)]
        known = name.rpartition(".")[2] in {*STARTS, *ENDS}
        rising = sum(step >= 0 for step in steps) >= _MOSTLY * len(steps)
        counts = set(steps) == {1} or len(set(told)) < _HALF * count
        if rising and (known or not counts):
            yield name


def _in_order(columns: Values, times: Sequence[str]) -> list[str]:
    """Return the fields of times, the earliest first; of those told twice the clock's: its unit is known."""
    clocks = [name for name in times if isinstance(columns[name][0], str) and ":" in columns[name][0]]
    return sorted(clocks or times, key=lambda name: value_of(columns[name][0]) or 0.0)


def _span(columns: Values, times: Sequence[str], n: int) -> tuple[float | None, float | None, float | None]:
    """Return beginning, end and the seconds of their unit of one object."""
    if not times:
        return None, None, None
    unit = unit_of(times[0], columns[times[0]][n])
    ends = times[1] if len(times) > 1 else None
    return value_of(columns[times[0]][n]), value_of(columns[ends][n]) if ends else None, unit


def _may_name_people(name: str, values: Sequence[Any]) -> bool:
    """Whether a field holds a few short labels that come back, in turns."""
    filled = [str(each).strip() for each in values if isinstance(each, (str, int)) and str(each).strip()]
    counts = Counter(filled)
    if len(filled) < _MOSTLY * len(values) or not 2 <= len(counts) <= _MOST_VOICES:  # noqa: PLR2004 - two voices
        return False
    back = sum(count for count in counts.values() if count > 1)
    turns = sum(a != b for a, b in pairwise(filled))
    if back < _HALF * len(filled) or turns < _HALF * (len(filled) - 1):
        return False
    return name.rpartition(".")[2].casefold() not in NOT_PEOPLE and all(
        possible(label) or label.isdecimal() for label in counts
    )


def _are_people(values: Sequence[Any]) -> bool:
    labels = {each.strip() for each in values if isinstance(each, str) and each.strip()}
    return len(labels) > 1 and all(
        (is_name(label) or is_certain(label)) and not is_field(label) for label in labels
    )


def _best(people: Sequence[str], columns: Values) -> str | None:
    """Return the field of people; of several that part the words alike, the one that reads like names."""
    if not people:
        return None
    ranked = sorted(people, key=lambda name: (name.rpartition(".")[2] not in SPEAKERS, people.index(name)))
    first = columns[ranked[0]]
    alike = all(
        len(set(zip(first, columns[name], strict=True))) == len(set(first)) == len(set(columns[name]))
        for name in ranked[1:]
    )
    return max(ranked, key=lambda name: _reads_like_names(columns[name])) if alike else None


def _reads_like_names(values: Sequence[Any]) -> int:
    return sum(not any(map(str.isdecimal, str(each))) for each in values)
