"""Transcriber (``.trs``) and InqScribe: turns with marks of time among the words, scenes with times."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ingest.dialogue import Block
from ingest.dialogue.times import seconds
from ingest.formats.parts.spoken_xml import Talk, folded, number, place, voices
from ingest.formats.parts.xml_root import local_name

_CLOCK = re.compile(r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?")


def of_transcriber(root: Any) -> Talk:
    """Read the turns; where two speak at once, ``<Who nb="2"/>`` says whose words follow."""
    names = _names(root)
    talk = Talk()
    comments = 0
    for turn in root.iter("Turn"):
        people = [names.get(each, each) for each in (turn.get("speaker") or "").split()]
        speaker, begin = voices(people), number(turn.get("startTime"))
        said = [_Piece(turn, speaker, begin, [turn.text or ""])]
        for child in turn:
            name = local_name(child)
            if name == "Sync":
                begin = number(child.get("time"))
                said.append(_Piece(child, speaker, begin, [child.tail or ""]))
            elif name == "Who":
                speaker = _who(people, child.get("nb"))
                said.append(_Piece(child, speaker, begin, [child.tail or ""]))
            else:
                comments += name == "Comment"
                heard = folded(child.get("desc")) if name == "Event" else ""
                said[-1].words += [f" [{heard}] " if heard else " ", child.tail or ""]
        talk.blocks += [block for each in said if (block := each.block).content]
    if comments:
        talk.left_out.append("one comment left out" if comments == 1 else f"{comments} comments left out")
    return talk


def _names(root: Any) -> dict[str, str]:
    written = {each.get("id"): folded(each.get("name")) for each in root.iter("Speaker")}
    counted = Counter(written.values())
    return {
        identifier: name for identifier, name in written.items() if identifier and name and counted[name] == 1
    }


def _who(people: list[str], count: str | None) -> str | None:
    place_of = int(count) - 1 if count and count.isdecimal() and len(count) < 3 else -1  # noqa: PLR2004 - few people
    return people[place_of] if 0 <= place_of < len(people) else None


@dataclass(slots=True)
class _Piece:
    """What is said between two marks; ``words`` are as the file has them."""

    element: Any
    speaker: str | None
    begin: float | None
    words: list[str]

    @property
    def block(self) -> Block:
        return Block(
            folded("".join(self.words)), place(self.element), speaker=self.speaker, audio_start=self.begin
        )


def of_inqscribe(root: Any) -> Talk:
    """Read the scenes; labels stand in their words."""
    talk = Talk()
    for scene in root.iter("scene"):
        lines = [line for each in "".join(scene.itertext()).split("\n") if (line := folded(each))]
        if lines:
            begin, end = _clock(scene.get("in")), _clock(scene.get("out"))
            talk.blocks.append(Block("\n".join(lines), place(scene), audio_start=begin, audio_end=end))
    return talk


def _clock(text: str | None) -> float | None:
    written = folded(text)
    return seconds(written) if _CLOCK.fullmatch(written) else None
