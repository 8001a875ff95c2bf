"""The chat of a meeting as Zoom saves it: who wrote to whom, and when.

::

    14:02:11 From Ann Smith : What went wrong with the data?
    14:03:41 From Bo Lee to Everyone:
        The schema changed overnight.

Each line of a message is a paragraph of the person who wrote it. The times are those of the
day or of the recording, which nobody can tell from the file, so they leave the words and place nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats import Claim, Format
from ingest.formats.parts.text.lines import numbered
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import speakers_of

_MESSAGE = re.compile(
    r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\s+From\s+(?P<who>[^:\s][^:]{0,79}?)"
    r"(?:\s+to\s+(?P<whom>[^:\s][^:]{0,79}?))?\s*:(?:\s+(?P<words>.*))?"
)
_EVERYONE = re.compile(r"everyone\b|all\b|waiting room\b", re.IGNORECASE)
_FEWEST = 3
_TIMED = re.compile(r"\d{1,2}:\d\d")


@dataclass
class _Message:
    who: str
    whom: str
    lines: list[str] = field(default_factory=list)


def sniff(source: Source) -> Claim:
    """Certain where all lines that begin with a time go on with ``From … :``."""
    if not source.is_text:
        return Claim.NO
    lines = [line for _, line in numbered(source.head)]
    timed = [line for line in lines[: -1 if len(lines) > _FEWEST else None] if _TIMED.match(line)]
    is_chat = len(timed) >= _FEWEST and all(_MESSAGE.fullmatch(line) for line in timed)
    return Claim.CERTAIN if is_chat else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the messages; never raises for bad data."""
    messages = list(_messages(source.text or ""))
    drafts = (Draft(line.strip(), each.who or None) for each in messages for line in each.lines)
    paragraphs, tags = lay_out(draft for draft in drafts if draft.text)
    if not paragraphs:
        return Parsed(source.path, None, (Problem(source.path, "", "the file contains no message"),))
    problems: list[Problem] = []
    direct = sum(bool(each.whom) and not _EVERYONE.match(each.whom) for each in messages)
    if direct:
        count = "1 message was" if direct == 1 else f"{direct} messages were"
        problems.append(Problem(source.path, "", f"{count} written to one person, not to everyone", "note"))
    above = sum(not each.who for each in messages)
    if above:
        problems.append(
            Problem(source.path, "line 1", "words above the first message have no speaker", "warning")
        )
    transcript = Transcript(source.path.stem, paragraphs, tags, speakers_of(paragraphs))
    return Parsed(source.path, transcript, tuple(problems))


def _messages(text: str) -> Iterator[_Message]:
    message: _Message | None = None
    for _, line in numbered(text):
        if found := _MESSAGE.fullmatch(line):
            if message is not None:
                yield message
            message = _Message(found["who"].strip(), (found["whom"] or "").strip(), [found["words"] or ""])
        elif line.strip():
            message = message or _Message("", "")
            message.lines.append(line.strip())
    if message is not None:
        yield message


FORMAT = Format("meeting_chat", "chat of a Zoom meeting", frozenset({".txt", ".text"}), sniff, parse)
