"""Times that a page sets beside the words or under the label: moved before the label, where all readers look.

::

    Ann Lee    What broke?        0:03          Ann Lee    What broke, and when
    Noor       The ferry.         0:07          0:03       did you hear of it?
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.dialogue.times import stamp_at
from ingest.formats.parts.pdf.printed_lines import Segment

_CLOCK = re.compile(r"[\[(]?\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?")
_FEWEST = 4
_NEARLY_ALL = 0.95
_SAME = 0.5

_Page = list[list[Segment]]
_Place = tuple[int, int]
"""A row by its page and its number there."""


def times_first(pages: Sequence[_Page], em: float) -> list[_Page]:
    """Return the rows with the times at the other edge, or under the labels, before what they belong to."""
    found = [[list(row) for row in on_page] for on_page in pages]
    for page, n in _at_the_edge(found, em):
        row = found[page][n]
        found[page][n] = _with_time(row.pop(), row)
    for page, n in _under_labels(found, em):
        row = found[page][n]
        found[page][n - 1] = _with_time(row.pop(0), found[page][n - 1])
    return [[row for row in on_page if row] for on_page in found]


def _with_time(time: Segment, row: list[Segment]) -> list[Segment]:
    at = row[0].x
    return [replace(time, x=at, right=at, y=row[0].y, bold=0, starts=((at, 0),)), *row]


def _at_the_edge(pages: Sequence[_Page], em: float) -> list[_Place]:
    """Return the rows of three cells that end with a time at one place, which no words reach."""
    rows = {(page, n): row for page, on_page in enumerate(pages) for n, row in enumerate(on_page)}
    ends = {
        at: row
        for at, row in rows.items()
        if len(row) > 2 and _CLOCK.fullmatch(row[-1].text)  # noqa: PLR2004 - label, words, time
    }
    if not ends:
        return []
    places = Counter(round(row[-1].x / em * 2) for row in ends.values())
    place = places.most_common(1)[0][0]
    found = [at for at, row in ends.items() if abs(row[-1].x / em * 2 - place) <= 2 * _SAME]
    edge = min((rows[at][-1].x for at in found), default=0.0)
    beyond = sum(row[-1].right > edge for at, row in rows.items() if at not in found)
    return found if not beyond and _rise([rows[at][-1].text for at in found]) else []


def _under_labels(pages: Sequence[_Page], em: float) -> list[_Place]:
    """Return the rows that begin with a time at the edge at which the label above begins."""
    found = [
        (page, n)
        for page, on_page in enumerate(pages)
        for n, (above, row) in enumerate(pairwise(on_page), start=1)
        if _CLOCK.fullmatch(row[0].text) and len(above) > 1
        if abs(above[0].x - row[0].x) <= _SAME * em and any(map(str.isalpha, above[0].text))
        if len(row) == 1 or abs(above[1].x - row[1].x) <= _SAME * em
    ]
    return found if _rise([pages[page][n][0].text for page, n in found]) else []


def _rise(clocks: Sequence[str]) -> bool:
    """Whether there are some times, and they do not go back."""
    stamps = [stamp_at(clock, 0) for clock in clocks]
    times = [stamp.begins for stamp in stamps if stamp is not None and stamp.begins is not None]
    rising = sum(after >= before for before, after in pairwise(times))
    return len(times) >= _FEWEST and rising >= _NEARLY_ALL * (len(times) - 1)
