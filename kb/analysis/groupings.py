"""What codes are counted as: themselves, issues, fixes, stages, aspects or families."""

from __future__ import annotations

from dataclasses import dataclass

from kb.analysis.coding_table import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The things of one level, also those that no code stands for, and which codes stand for which.

    The code at place ``code[k]`` of :attr:`kb.analysis.coding_table.CodingTable.codes` stands for
    ``things[thing[k]]``. A code may stand for several things or for none, and no pair is there twice.
    """

    name: str
    things: tuple[str, ...]
    titles: tuple[str, ...]
    code: Ints
    thing: Ints
