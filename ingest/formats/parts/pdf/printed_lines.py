"""The lines of a printed page: what shares a base line, parted into segments by wide gaps.

Lengths are counted in ems, one em being the size of the body text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.formats.parts.pdf.pages import Page, Run

_ONE_LINE = 0.4
_SPACE = 0.12
_APART = 1.0
_TAB = 1.6
_OVERLAP = 0.6
"""Ems between words that make a space, part two segments, and are read as a tab; and that may overlap."""

SAME_PLACE = 0.5
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a letter that is painted and does not say which it is."""

_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00a0": " ",
        "\r": " ",
        "\n": " ",
    }
)
DIGITS = re.compile(r"\d+")
_TIME_BEFORE = re.compile(r"[\[(]?\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one base line without a wide gap between them; ``bold`` counts bold letters it begins with."""

    x: float
    right: float
    y: float
    size: float
    text: str
    bold: int
    starts: tuple[tuple[float, int], ...] = ()
    """Where its runs begin on the page, and at which letter."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line as it is read: where it is, what it says, and where its words begin behind a label."""

    page: int
    column: int
    x: float
    right: float
    y: float
    size: float
    text: str
    bold: int
    inner: float | None = None
    label_x: float = 0.0
    """Where the label begins behind a time, or the line where none stands there."""

    @property
    def letter(self) -> float:
        """Return how wide a letter of the line is."""
        return (self.right - self.x) / max(1, len(self.text))


def rows_of(page: Page, em: float) -> Iterator[list[Segment]]:
    """Group what shares a base line, from top to bottom."""
    row: list[Run] = []
    for run in sorted((run for run in page.runs if run.size > 0), key=lambda run: run.y):
        if row and run.y - row[0].y > _ONE_LINE * em:
            yield from filter(None, [_segments(row)])
            row = []
        row.append(run)
    if row:
        yield from filter(None, [_segments(row)])


def _segments(row: Iterable[Run]) -> list[Segment]:
    """Join what stands close together; what is painted over other words stays apart from them."""
    groups: list[list[Run]] = []
    for run in row:
        if run.text.strip() or _is_unknown(run):
            if groups and _follows(groups[-1][-1], run):
                groups[-1].append(run)
            else:
                groups.append([run])
    found: list[list[Run]] = []
    for group in sorted(groups, key=lambda group: group[0].x):
        if found and _follows(found[-1][-1], group[0]):
            found[-1] += group
        else:
            found.append(group)
    return [segment for runs in found if (segment := _segment(runs)).text]


def _follows(before: Run, run: Run) -> bool:
    return -_OVERLAP * run.size < run.x - before.right <= _APART * run.size


def _segment(runs: Sequence[Run]) -> Segment:
    letters: list[str] = []
    length = bold = 0
    right: float | None = None
    starts: list[tuple[float, int]] = []
    for run in runs:
        text = run.text.translate(_LIGATURES) or UNKNOWN
        apart = right is not None and run.x - right > _SPACE * run.size
        if apart and not letters[-1].endswith(" ") and not text.startswith(" "):
            text = f" {text}"
        text = text.lstrip() if not letters else text
        if run.bold and bold == length:
            bold += len(text)
        starts.append((run.x, length + len(text) - len(text.lstrip())))
        letters.append(text)
        length += len(text)
        right = run.right
    text = "".join(letters).rstrip()
    size = max(runs, key=lambda run: len(run.text)).size
    return Segment(runs[0].x, runs[-1].right, runs[0].y, size, text, min(bold, len(text)), tuple(starts))


def _is_unknown(run: Run) -> bool:
    return not run.text and run.right - run.x > 0.2 * run.size


def text_of(row: Sequence[Segment]) -> str:
    """Return the words of a row."""
    return " ".join(segment.text for segment in row)


def line_of(page: int, column: int, row: Sequence[Segment], em: float) -> PrintedLine:
    """Join the segments of a line; a wide gap is read as a tab."""
    text, bold = row[0].text, row[0].bold
    inner: float | None = None
    starts = list(row[0].starts)
    for before, segment in pairwise(row):
        wide = segment.x - before.right >= _TAB * em
        behind_time = not any(map(str.isalpha, text)) and "\t" not in text  # ``0:03  Noor      words``
        joint = "\t" if wide and inner is None else " "
        inner = segment.x if inner is None and (wide or not behind_time) else inner
        if bold == len(text) and segment.bold and joint == " ":
            bold += 1 + segment.bold
        starts.append((segment.x, len(text) + 1))
        text += joint + segment.text
    before_label = len(without_time(text)[0])
    label_x = next((x for x, at in starts if at == before_label), row[0].x)
    return PrintedLine(
        page, column, row[0].x, row[-1].right, row[0].y, row[0].size, text, bold, inner, label_x
    )


def without_time(label: str) -> tuple[str, str]:
    """Return the time that stands before a label, and the label: ``0:03 Noor``."""
    match = _TIME_BEFORE.match(label)
    at = match.end() if match else 0
    return label[:at], label[at:]
