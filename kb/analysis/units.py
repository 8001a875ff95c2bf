"""Units of analysis: how many each document has, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis.coding_table import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """How many units each document has, and where they are; documents are places in a list of texts."""

    many: Ints
    begins: Ints
    starts: Ints | None
    ends: Ints | None
    line: Ints

    def covering(self, text: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the first unit of its document that each span shares a character with, and the last + 1."""
        if self.starts is None or self.ends is None:
            return (start, end) if self.line.any() else (np.zeros_like(start), (start < end).astype(np.int64))
        at = self.line[text]
        first = np.searchsorted(self.ends, at + start, side="right") - self.begins[text]
        stop = np.searchsorted(self.starts, at + end, side="left") - self.begins[text]
        return first, np.where(start < end, np.maximum(stop, first), first)
