"""The fields of a recogniser's JSON: what the names mean, and the text, speaker and times an object has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.dialogue.times import seconds

TEXTS = (
    "text", "transcript", "punctuated_word", "sentence", "body", "display", "content", "word", "value",
    "utterance", "caption",
)  # fmt: skip
SPEAKERS = (
    "speaker_name", "speakerName", "speaker", "speaker_label", "speakerLabel", "speaker_id", "speakerId",
    "speakerTag", "speaker_tag", "spk", "speakerDesignation", "speaker_designation",
)  # fmt: skip
NAMES = (
    "name", "participant", "participantName", "participant_name", "displayName", "display_name", "userName",
    "user_name", "user", "author", "role", "from",
)  # fmt: skip
"""Fields that name who speaks where an object has words and none of the others."""

_NAMES_WITHIN = ("name", "display", "displayName", "display_name", "label", "id")
"""The fields of an object that stands for a person."""

NOT_PEOPLE = frozenset(
    """
    type kind status state sentiment emotion lang language locale category topic intent channel source
    format level severity priority
    """.split()  # noqa: SIM905 - words read best as words
)
"""Fields whose few words come back and name nobody."""

_Units = Mapping[str, float | None]
STARTS: _Units = {
    "start": None, "start_time": None, "startTime": None, "begin": None, "from": None, "ts": None,
    "start_timestamp": None,
    "startMs": 0.001, "start_ms": 0.001, "start_ts": None, "offsetMilliseconds": 0.001, "offsetInTicks": 1e-7,
}  # fmt: skip
"""The names of beginnings, and how many seconds their unit has where the name says it."""

ENDS: _Units = {
    "end": None, "end_time": None, "endTime": None, "to": None, "end_ts": None, "end_timestamp": None,
    "endMs": 0.001, "end_ms": 0.001,
}  # fmt: skip
DURATIONS: _Units = {"duration": None, "durationMilliseconds": 0.001, "durationInTicks": 1e-7}
SPANS = ("offsets", "timestamps", "timestamp")
BEST_OF = ("alternatives", "nBest", "NBest")
PARTS = ("sentences", "elements", "words", "items")
_OF_TIME = ("relative", "seconds")
"""The fields of an object that stands for a time."""

_NUMBER = re.compile(r"(?:PT)?(\d+(?:\.\d+)?)[sS]?")


def text_of(found: Mapping[str, Any]) -> str | None:
    """Return what an object says, if it says something; a list of words and links is read as one text."""
    for name in TEXTS:
        if isinstance(said := found.get(name), str):
            return said
    return next((text for name in TEXTS if (text := _of_parts(found.get(name))) is not None), None)


def _of_parts(parts: Any) -> str | None:
    """Return a text that is listed in parts, as chats print links: ``["See ", {"text": "the map"}]``."""
    if not isinstance(parts, list) or not any(isinstance(part, str) for part in parts):
        return None
    said = [part.get("text") if isinstance(part, dict) else part for part in parts]
    return "".join(part for part in said if isinstance(part, str)) or None


def speaker_of(found: Mapping[str, Any], *, has_words: bool = False) -> str | None:
    """Return the label; a bare number is printed as recognisers print it, ``Speaker 0``.

    ``has_words`` says that the object has words in parts of it: the fields of names count as well.
    """
    for name in (*SPEAKERS, *NAMES) if has_words or text_of(found) is not None else SPEAKERS:
        value = found.get(name)
        if isinstance(value, dict):
            value = next((value[inner] for inner in _NAMES_WITHIN if inner in value), None)
        if name in STARTS and value_of(value) is not None:  # ``"from": 3.2``
            continue
        if isinstance(value, (int, str)) and not isinstance(value, bool):
            label = str(value).strip()
            if label and label != "?":
                return f"Speaker {label}" if isinstance(value, int) else label
    return None


def has_time(found: Mapping[str, Any]) -> bool:
    """Whether an object says when its words begin."""
    return any(name in found for name in (*STARTS, *SPANS))


def times_of(found: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Return beginning and end as the file counts them, and the seconds of its unit where that is said."""
    for name in SPANS:
        span = found.get(name)
        if isinstance(span, dict) and _time(span, STARTS)[0] is not None:
            scale = 0.001 if name == "offsets" else _time(span, STARTS)[1]
            return _time(span, STARTS)[0], _time(span, ENDS)[0], scale
        if isinstance(span, list) and len(span) == 2:  # noqa: PLR2004 - beginning and end
            return value_of(span[0]), value_of(span[1]), None
    start, scale = _time(found, STARTS)
    end, _ = _time(found, ENDS)
    if end is None and start is not None:
        lasts, _ = _time(found, {name: unit for name, unit in DURATIONS.items() if unit == scale})
        end = start + lasts if lasts is not None else None
    return start, end, scale


def _time(found: Mapping[str, Any], units: _Units) -> tuple[float | None, float | None]:
    for name, unit in units.items():
        value = found.get(name)
        if value is not None and (number := value_of(value)) is not None:
            return number, 1.0 if isinstance(value, str) and ":" in value else unit
    return None, None


def unit_of(name: str, value: Any) -> float | None:
    """Return the seconds of the unit of an unknown field, where its name or its value says it."""
    if isinstance(value, str) and ":" in value:
        return 1.0
    known = (units[name] for units in (STARTS, ENDS) if units.get(name))
    parts = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return next(known, 0.001 if parts[-1:] in (["ms"], ["millis"], ["milliseconds"]) else None)


def value_of(value: Any) -> float | None:
    """Return a time as its unit counts it: a number, ``3.2``, ``3.2s``, ``PT3.2S``, ``0:03``."""
    if isinstance(value, dict):
        value = next((value[name] for name in _OF_TIME if name in value), None)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if 0 <= value < 1e13 else None  # noqa: PLR2004 - ticks of eleven days
    if not isinstance(value, str):
        return None
    match = _NUMBER.fullmatch(value)
    if match:
        return float(match[1])
    try:
        return seconds(value) if ":" in value else None
    except ValueError:
        return None


def names_of(loaded: Any) -> dict[str, str]:
    """Return the names a file gives to its speakers: ``"speakers": [{"id": 0, "name": "Noor"}]``."""
    listed = loaded.get("speakers") if isinstance(loaded, dict) else None
    found: dict[str, str] = {}
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and isinstance(each.get("name"), str) and each["name"].strip():
            for key in (key for key in each if key.casefold().endswith(("id", "speaker"))):
                label = speaker_of({"speaker": each[key]})
                if label is not None:
                    found.setdefault(label, each["name"].strip())
    return found
