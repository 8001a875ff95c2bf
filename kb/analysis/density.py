"""Where in an interview people code: codings, and the share of the words that is coded, part by part.

Every interview is cut into the same number of equal parts by characters, so that long and short ones can be
laid over each other. A coding counts in the part in which it begins, so the parts add up to all codings. A
character that several codings cover is coded once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.analysis.coding_table import CodingTable, Ints
from kb.errors import KbError

PARTS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """``codings[document, part]`` and ``covered[document, part]`` (characters) of the coded documents.

    ``sizes`` are the characters of each part, which differ by one at most within a document.
    """

    parts: int
    names: tuple[str, ...]
    codings: Ints
    covered: Ints
    sizes: Ints

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """The coded share of every part of every document, from 0 to 1; 0 where a part has no characters."""
        return _shares(self.covered, self.sizes)

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """The coded share of every part over all documents, each character weighing the same."""
        return _shares(self.covered.sum(axis=0), self.sizes.sum(axis=0))


def density(marks: CodingTable, places: Ints, *, parts: int = PARTS) -> Density:
    """Return the density of some documents (places in ``marks.documents``), those that were coded.

    Raises:
        KbError: there are to be no parts.
    """
    lengths = _lengths(marks, parts)
    edges = lengths[:, None] * np.arange(parts + 1) // parts
    # All documents on one line, one after another: then all are one union of intervals.
    begins = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    starts, ends = _merged(begins[marks.document] + marks.start, begins[marks.document] + marks.end)
    covered = np.diff(_covered_before(starts, ends, begins[:, None] + edges), axis=1)
    counts = np.bincount(marks.document * parts + part_of(marks, parts), minlength=len(lengths) * parts)
    return Density(
        parts,
        tuple(marks.documents[place].name for place in places),
        counts.reshape(-1, parts)[places].astype(np.int64),
        covered[places],
        np.diff(edges, axis=1)[places],
    )


def part_of(marks: CodingTable, parts: int) -> Ints:
    """Return the part in which each coding begins, counted from 0.

    Raises:
        KbError: there are to be no parts.
    """
    length = np.maximum(_lengths(marks, parts)[marks.document], 1)
    # Part k begins at floor(length * k / parts); this is the last part that begins at or before the place.
    return np.clip(((marks.start + 1) * parts - 1) // length, 0, parts - 1)


def _lengths(marks: CodingTable, parts: int) -> Ints:
    if parts < 1:
        raise KbError(f"an interview cannot be divided into {parts} parts; use 1 or more")
    return np.array([text.length for text in marks.documents], dtype=np.int64)


def _merged(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The union of intervals, as intervals that do not touch."""
    if not len(starts):
        return starts, ends
    order = np.argsort(starts, kind="stable")
    starts, furthest = starts[order], np.maximum.accumulate(ends[order])
    opens = np.concatenate([[True], starts[1:] > furthest[:-1]])
    closes = np.concatenate([opens[1:], [True]])
    return starts[opens], furthest[closes]


def _covered_before(starts: Ints, ends: Ints, points: Ints) -> Ints:
    """How many characters before each point are covered."""
    if not len(starts):
        return np.zeros(points.shape, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(ends - starts)])
    begun = np.searchsorted(starts, points, side="right")
    past = np.maximum(0, ends[np.maximum(begun, 1) - 1] - points)
    return before[begun] - np.where(begun > 0, past, 0)


def _shares(covered: Ints, sizes: Ints) -> npt.NDArray[np.float64]:
    shares = np.zeros(np.shape(covered))
    np.divide(covered, sizes, out=shares, where=sizes > 0)
    return shares
