"""TTML, which is also called DFXP and EBU-TT: captions of a film, with an agent where somebody is named.

::

    <ttm:agent xml:id="a1"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent>
    <p begin="00:00:03.000" end="00:00:05.000" ttm:agent="a1">What broke?</p>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.dialogue import Block
from ingest.formats.parts.spoken_xml import XML_ID, Talk, folded, place, voices
from ingest.formats.parts.xml_root import local_name

_CLOCK = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})(?:([.,]\d{1,9})|:(\d{1,3})(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(h|ms|m|s|f|t)")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_FRAMES = 30.0
_SILENT = frozenset({"metadata", "set", "animate", "image"})


@dataclass(frozen=True)
class _Clock:
    """How many frames and ticks a second has in this file."""

    frames: float
    ticks: float

    def seconds(self, text: str | None) -> float | None:
        """Return what a time expression says, or None."""
        written = folded(text)
        if match := _CLOCK.fullmatch(written):
            whole = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
            part = float(match[4].replace(",", ".")) if match[4] else int(match[5] or 0) / self.frames
            return whole + part
        if match := _OFFSET.fullmatch(written):
            unit = _UNITS.get(match[2]) or 1 / (self.frames if match[2] == "f" else self.ticks)
            return float(match[1]) * unit
        return None


def of_ttml(root: Any) -> Talk:
    """Read the captions; a span may have another agent than its caption."""
    agents = _agents(root)
    clock = _Clock(_rate(root, "frameRate", _FRAMES), _rate(root, "tickRate", 1.0))
    talk = Talk(title=_title(root))
    for caption in root.iter("{*}p"):
        begin, end = _times(caption, clock)
        for speaker, text in _voiced(caption, agents):
            talk.blocks.append(Block(text, place(caption), speaker=speaker, audio_start=begin, audio_end=end))
    return talk


def _agents(root: Any) -> dict[str, str]:
    """Return what the agents are called; one without a name is called by its id."""
    found: dict[str, str] = {}
    for agent in root.iter("{*}agent"):
        names = [folded("".join(name.itertext())) for name in agent.iterfind("{*}name")]
        if identifier := agent.get(XML_ID):
            found[identifier] = next(filter(None, names), identifier)
    return found


def _rate(root: Any, name: str, default: float) -> float:
    values = [value for key, value in root.attrib.items() if key.rpartition("}")[2] == name]
    try:
        return max(1.0, float(values[0])) if values else default
    except ValueError:
        return default


def _title(root: Any) -> str | None:
    head = root.find("{*}head")
    found = (folded(each.text) for each in head.iter("{*}title")) if head is not None else iter(())
    return next(filter(None, found), None)


def _times(caption: Any, clock: _Clock) -> tuple[float | None, float | None]:
    """Return when a caption is shown; its times count from when what it is part of begins."""
    begin = clock.seconds(caption.get("begin"))
    if begin is None:
        return None, None
    duration = clock.seconds(caption.get("dur"))
    end = clock.seconds(caption.get("end")) if duration is None else begin + duration
    offset = sum(clock.seconds(each.get("begin")) or 0.0 for each in caption.iterancestors())
    return round(begin + offset, 3), None if end is None else round(end + offset, 3)


def _voiced(caption: Any, agents: dict[str, str]) -> Iterator[tuple[str | None, str]]:
    """Yield what each agent says in one caption, its lines apart."""
    said: list[tuple[str | None, str]] = []
    for element, text in _pieces(caption):
        speaker = _speaker(element, agents)
        if said and (said[-1][0] == speaker or not text.strip()):
            said[-1] = (said[-1][0], said[-1][1] + text)
        else:
            said.append((speaker, text))
    for speaker, text in said:
        if words := "\n".join(line for each in text.split("\n") if (line := folded(each))):
            yield speaker, words


def _pieces(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield text with the element that holds it; a line of the file is no line of the caption."""
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        each, done = waiting.pop()
        if done:
            yield each.getparent(), re.sub(r"\s+", " ", each.tail or "")
            continue
        if each is not element:
            waiting.append((each, True))
        name = local_name(each)
        if name == "br":
            yield each, "\n"
        elif name and name not in _SILENT:
            yield each, re.sub(r"\s+", " ", each.text or "")
            waiting += [(child, False) for child in reversed(each)]


def _speaker(element: Any, agents: dict[str, str]) -> str | None:
    for each in (element, *element.iterancestors()):
        for key, value in each.attrib.items():
            if key.rpartition("}")[2] == "agent" and (
                named := voices(agents.get(x, x) for x in value.split())
            ):
                return named
    return None
