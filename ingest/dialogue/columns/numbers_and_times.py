"""The columns of a table that count: numbers of rows, and the times when words begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.dialogue.columns.cells import (
    BARE_SECONDS,
    HALF,
    MOSTLY,
    TWICE,
    is_number,
    is_time,
    share_of,
    span_of,
)
from ingest.dialogue.columns.column_cells import CellsByColumn
from ingest.dialogue.columns.heading_words import Role
from ingest.dialogue.labels import possible
from ingest.digits import number_of

_THOUSANDTHS = 0.001


class NumbersAndTimes(CellsByColumn):
    """The columns that count: numbers of rows, and when words begin and end."""

    def _counts(self, roles: dict[int, Role]) -> tuple[int | None, int | None, int | None]:
        """Return the columns of numbers, of beginnings and of ends."""
        timed = [n for n, role in roles.items() if role == "time"]
        ends = [n for n, role in roles.items() if role == "end"]
        free = [n for n in range(len(self._cells)) if n not in roles and len(self._filled[n]) > 0]
        if not timed:
            clocks = [n for n in free if share_of(self._filled[n], is_time) >= MOSTLY]
            timed, ends = clocks[:1], ends or clocks[1:2]
            if not timed and not ends and not self._names:
                timed, ends = self._bare_spans(free)
        elif not ends and len(timed) > 1:  # In and Out may both say "time"
            timed, ends = timed[:1], timed[1:2]
        numbers = [n for n, role in roles.items() if role == "number"]
        numbers += [n for n in free if n not in {*timed, *ends} and self._counts_up(n)]
        return next(iter(numbers), None), next(iter(timed), None), next(iter(ends), None)

    def _bare_spans(self, free: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return two neighbours of bare numbers that begin and end, as in ``1.25 | 3.5``."""
        known = frozenset(free)
        for n in free:
            cells = self._filled[n], self._filled[n + 1] if n + 1 in known else []
            if len(cells[0]) < TWICE or not all(len(column) == len(self._body) for column in cells):
                continue
            if not all(BARE_SECONDS.fullmatch(cell) for column in cells for cell in column):
                continue
            spans = [
                (span_of(begin, 1.0)[0] or 0.0, span_of(end, 1.0)[0] or 0.0)
                for begin, end in zip(*cells, strict=True)
            ]
            later = sum(a[0] < b[0] for a, b in pairwise(spans))
            if all(begin <= end for begin, end in spans) and later >= HALF * (len(spans) - 1):
                return [n], [n + 1]
        return [], []

    def _counts_up(self, column: int) -> bool:
        filled = self._filled[column]
        if len(filled) < max(2, HALF * len(self._body)) or not all(map(is_number, filled)):
            return False
        values = [number_of(re.sub(r"\D", "", cell)) for cell in filled]
        return all(a < b for a, b in pairwise(values))

    def _scale(self, time: int | None, end: int | None) -> float:
        """Whisper's tables count thousandths, without a point; whole seconds of an hour stay below these."""
        cells = [cell for n in (time, end) if n is not None for cell in self._filled[n]]
        if not cells or not all(cell.strip().isdecimal() for cell in cells):
            return 1.0
        names = " ".join(self._name(n) for n in (time, end) if n is not None).casefold()
        if re.search(r"\bms\b|milli", names):
            return _THOUSANDTHS
        if re.search(r"\bs\b|\bsec|\bsek", names):
            return 1.0
        values = [number_of(cell) for cell in cells]
        steps = [b - a for a, b in pairwise(values)]
        typical = sorted(map(abs, steps))[len(steps) // 2] if steps else 0
        return _THOUSANDTHS if typical >= 200 else 1.0  # noqa: PLR2004 - nobody speaks so long each time

    def _are_tiers(self, column: int, time: int) -> bool:
        """Whether a program wrote person by person: labels stand together, times begin anew with each."""
        labels, cells = self._cells[column], self._cells[time]
        starts = [span_of(cell, 1.0)[0] for cell in cells]
        changes = [at for at, (a, b) in enumerate(pairwise(labels), start=1) if a != b]
        known = [start for start in starts if start is not None]
        if len(known) < len(starts) or not all(map(possible, labels)) or len(changes) != len(set(labels)) - 1:
            return False
        back = [at for at, (a, b) in enumerate(pairwise(known), start=1) if a > b]
        return bool(back) and set(back) <= set(changes) and len(back) >= HALF * len(changes)
