"""Who is compared with whom: raters of one document in panels, and the seats their passes take there."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kb.analysis.agreement.coded_runs import Ints
from kb.analysis.agreement.ratings import Panel, Ratings
from kb.analysis.coding_table import CodingTable, PassInfo
from kb.analysis.units import Units

_Rater = tuple[int, str]
"""The place of a pass in :attr:`CodingTable.coding_passes`, and what its coder is called here."""


@dataclass(frozen=True, slots=True, eq=False)
class RaterPanels:
    """Panels (the document of each, and the names of its raters), and which passes belong to them.

    ``coding_pass``, ``panel`` and ``rater`` are columns: this pass is that rater in that panel. A pass may be
    in several panels.
    """

    documents: tuple[int, ...]
    raters: tuple[tuple[str, ...], ...]
    coding_pass: Ints
    panel: Ints
    rater: Ints

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Who is compared with whom, two and two."""
        return tuple(sorted({pair for each in self.raters for pair in itertools.combinations(each, 2)}))

    def ratings(self, marks: CodingTable, units: Units) -> Ratings:
        """Return what the raters coded, in units; ``marks`` are codings of passes that have a seat.

        Each coding is there once for every seat of its pass.
        """
        panels = tuple(
            Panel(document, len(raters), int(units.many[document]))
            for document, raters in zip(self.documents, self.raters, strict=True)
        )
        first, stop = units.covering(marks.document, marks.start, marks.end)
        order = np.argsort(self.coding_pass, kind="stable")
        ordered = self.coding_pass[order]
        begin, end = (np.searchsorted(ordered, marks.coding_pass, side=side) for side in ("left", "right"))
        many = end - begin
        row = np.repeat(np.arange(len(marks)), many)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        seat = order[begin[row] + nth]
        return Ratings(panels, self.panel[seat], self.rater[seat], marks.code[row], first[row], stop[row])


def rater_panels(
    marks: CodingTable,
    texts: Sequence[int],
    *,
    with_moderator: bool,
    in_pairs: bool,
    with_machine: bool = False,
) -> RaterPanels:
    """Put those together who coded the same document: all its coders, or two and two.

    ``texts`` are places in :attr:`kb.analysis.coding_table.CodingTable.texts`. ``with_moderator`` puts every
    coder together with the moderator, ``with_machine`` with each machine that coded the document; both, the
    moderator with each machine. Empty passes are missing data and take no seat.
    """
    filled: dict[int, list[tuple[int, PassInfo]]] = defaultdict(list)
    for place, work in enumerate(marks.coding_passes):
        if not work.empty:
            filled[work.document].append((place, work))
    panels = [
        (text, panel)
        for text in texts
        for panel in _panels(
            marks,
            filled[text],
            with_moderator=with_moderator,
            with_machine=with_machine,
            in_pairs=in_pairs,
        )
    ]
    rows = [
        (work, number, place)
        for number, (_, panel) in enumerate(panels)
        for place, (work, _) in enumerate(panel)
    ]
    return RaterPanels(
        tuple(text for text, _ in panels),
        tuple(tuple(name for _, name in panel) for _, panel in panels),
        *np.array(rows, dtype=np.int64).reshape(-1, 3).T,
    )


def _panels(
    marks: CodingTable,
    works: Sequence[tuple[int, PassInfo]],
    *,
    with_moderator: bool,
    with_machine: bool,
    in_pairs: bool,
) -> Iterator[tuple[_Rater, ...]]:
    """The panels of one document, given its filled passes with their places."""
    coders, moderators, machines = (
        [(place, f"{marks.coders[work.coder]}{mark}") for place, work in works if work.role == role]
        for role, mark in (("coder", ""), ("moderator", " (moderator)"), ("machine", " (machine)"))
    )
    coders.sort(key=lambda each: each[1])
    if with_machine:
        yield from itertools.product(moderators if with_moderator else coders, machines)
    elif with_moderator:
        yield from itertools.product(coders, moderators)
    elif in_pairs:
        yield from itertools.combinations(coders, 2)
    elif len(coders) > 1:
        yield tuple(coders)
