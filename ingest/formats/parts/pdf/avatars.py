"""The letters in circles that programs print beside a name: ``R  Ruth Okafor``, ``RO  Ruth Okafor``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.dialogue.labels import is_name
from ingest.formats.parts.pdf.printed_lines import Segment, without_time

_FEWEST = 4
_MOST_LETTERS = 2
_MOSTLY = 0.9
_MOST_WORDS = 5
_TIME_BEHIND = re.compile(r"\s*[\[(]?\d{1,3}:\d\d(?::\d\d)?[\])]?$")

_Page = list[list[Segment]]


def without_avatars(pages: Sequence[_Page]) -> list[_Page]:
    """Leave out initials that stand before the name they are of, where all initials do."""
    short = [row for on_page in pages for row in on_page if _is_short(row)]
    avatars = [row for row in short if _is_avatar(row)]
    if len(avatars) < _FEWEST or len(avatars) < _MOSTLY * len(short):
        return list(pages)
    return [[row[1:] if _is_short(row) and _is_avatar(row) else row for row in on_page] for on_page in pages]


def _is_short(row: Sequence[Segment]) -> bool:
    return len(row) > 1 and len(row[0].text) <= _MOST_LETTERS and row[0].text.isalpha()


def _is_avatar(row: Sequence[Segment]) -> bool:
    name = _TIME_BEHIND.sub("", without_time(row[1].text)[1])
    words = name.split()
    initials = "".join(word[0] for word in words if word[0].isalpha())
    is_somebody = len(words) <= _MOST_WORDS and len(name) > _MOST_LETTERS and is_name(name)
    return is_somebody and initials.casefold().startswith(row[0].text.casefold())
