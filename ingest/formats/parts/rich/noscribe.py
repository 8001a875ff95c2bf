"""Who speaks in noScribe's pages: its anchors tell when somebody else does, the printed labels who it is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from ingest.dialogue import Block
from ingest.model import Problem

_LABEL = re.compile(r"(?P<label>[^:\uff1a\n]{1,80}?)\s?[:\uff1a](?:\s+|$)")
_MOSTLY = 0.9


def named_by_labels(path: PurePath, blocks: Sequence[Block]) -> tuple[list[Block], list[Problem]]:
    """Give noScribe's paragraphs to whom the label printed in them names; the label leaves the words."""
    if not any(block.speaker for block in blocks):
        return [replace(block, speaker=None) for block in blocks], []
    printed = _printed(blocks)
    known = {name for names in printed.values() for name in names}
    named: list[Block] = []
    lost: list[int] = []
    said_by: str | None = None
    above: str | None = None
    for block in blocks:
        found = _LABEL.match(block.text)
        label = " ".join(found["label"].split()) if found else ""
        text = block.text
        if found and label in known:
            said_by, text = label, block.text[found.end() :]
        elif block.speaker is None:
            said_by = None
        elif block.speaker != above:
            names = printed[block.speaker]
            said_by = next(iter(names)) if len(names) == 1 else None if names else block.speaker or None
        if said_by is None and above is not None:
            lost.append(block.number)
        above = block.speaker if block.speaker is not None else above
        if text.strip():
            bold = 0 if text != block.text else block.bold
            named.append(replace(block, text=text, bold=bold, speaker=said_by))
    if not lost:
        return named, []
    message = f"{len(lost)} paragraphs have no speaker where the others have one"
    return named, [Problem(path, f"paragraph {lost[0]}", message, "warning")]


def _printed(blocks: Sequence[Block]) -> dict[str, Counter[str]]:
    """Return the labels printed where the speaker changes, by noScribe's own name for the speaker."""
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    changes = 0
    above: str | None = None
    for block in blocks:
        if block.speaker is None or block.speaker == above:
            continue
        changes += 1
        above = block.speaker
        if found := _LABEL.match(block.text):
            printed[block.speaker][" ".join(found["label"].split())] += 1
    if sum(sum(names.values()) for names in printed.values()) >= _MOSTLY * changes:
        return printed
    return defaultdict(
        Counter,
        {
            speaker: Counter({name: n for name, n in names.items() if n > 1 or name == speaker})
            for speaker, names in printed.items()
        },
    )
