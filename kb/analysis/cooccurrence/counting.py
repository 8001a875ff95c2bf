"""What is counted in some documents for every pair of things, and the counts of several parts as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence.definition import Definition
from kb.analysis.cooccurrence.nodes import Ints, NodeSet
from kb.analysis.cooccurrence.overlaps import coding_pairs
from kb.analysis.cooccurrence.unit_sets import Sparse, UnitSets, sets_of, shared, stacked
from kb.analysis.cooccurrence.units import CountedUnits, blocks, meetings, presence
from kb.analysis.cooccurrence.usage import CountedUse, counted_use, joined_use
from kb.analysis.partitions import Partitions, parts


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """What is to be counted: codings, what they are counted as, under which definition and against what."""

    marks: CodingTable
    things: NodeSet
    definition: Definition
    ground: CountedUnits


@dataclass(frozen=True, slots=True, eq=False)
class SharedSets:
    """Things as sets of units, and things by things: what they share, and what is left out of that."""

    sets: UnitSets
    together: Sparse
    left_out: Sparse | None


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The counts of some documents; ``texts`` are those that were coded at all.

    ``table`` and ``wheres`` are None where they are the sets themselves.
    """

    pairs: Sparse
    units: SharedSets
    table: SharedSets | None
    wheres: UnitSets | None
    texts: Ints
    uses: CountedUse


def counts_of_parts(asked: Counting, partitions: Partitions) -> Counts:
    """Return the counts of all documents, counted in parts; they are whole numbers, so nothing is rounded."""
    if partitions.number == 1:
        return counts(asked)
    cut = [
        _cut(asked, each.marks, each.coding_passes, each.begin)
        for each in parts(asked.marks, partitions.number)
    ]
    return _joined(list(partitions.map(counts, cut)))


def counts(asked: Counting) -> Counts:
    """Count every pair of things in some codings."""
    marks, things, definition, ground = asked.marks, asked.things, asked.definition, asked.ground
    many = len(marks.documents)
    units = _shared(sets_of(presence(marks, definition, ground), things, many))
    table = _table_sets(asked)
    documents = np.array([each.document for each in marks.coding_passes], dtype=np.int64)
    return Counts(
        coding_pairs(marks, definition, things) if definition.of_words else units.together,
        units,
        None if table is None else _shared(table),
        sets_of(meetings(marks, definition), things, many) if definition.touching else None,
        np.unique(documents[ground.coding_passes]),
        counted_use(marks, things),
    )


def _table_sets(asked: Counting) -> UnitSets | None:
    """The units that share nothing, for what needs to know where neither is; None: the definition's."""
    marks, definition = asked.marks, asked.definition
    if definition.of_words:
        paragraphs = replace(definition, unit="paragraph", touching=False)
        return sets_of(presence(marks, paragraphs, asked.ground), asked.things, len(marks.documents))
    if definition.unit == "window":
        in_blocks = blocks(marks, definition, asked.ground, paragraphs=definition.window)
        return sets_of(in_blocks, asked.things, len(marks.documents))
    return None


def _shared(sets: UnitSets) -> SharedSets:
    return SharedSets(sets, *shared(sets, sets))


def _cut(asked: Counting, marks: CodingTable, coding_passes: Ints, begin: int) -> Counting:
    """The same of some documents only."""
    place = np.full(len(asked.marks.coding_passes), -1, dtype=np.int64)
    place[coding_passes] = np.arange(len(coding_passes))
    mine = place[asked.ground.coding_passes]
    meant = asked.ground.paragraphs
    if meant is not None:
        before = sum(each.paragraphs for each in asked.marks.documents[:begin])
        meant = meant[before : before + sum(each.paragraphs for each in marks.documents)]
    return replace(asked, marks=marks, ground=CountedUnits(mine[mine >= 0], meant))


def _joined(found: Sequence[Counts]) -> Counts:
    sizes = [each.units.sets.texts for each in found]
    begins = np.cumsum([0, *sizes[:-1]])
    tables = [each.table for each in found if each.table is not None]
    wheres = [each.wheres for each in found if each.wheres is not None]
    return Counts(
        sum(each.pairs for each in found),
        _joined_sets([each.units for each in found]),
        _joined_sets(tables) if tables else None,
        stacked(wheres) if wheres else None,
        np.concatenate([each.texts + begin for each, begin in zip(found, begins, strict=True)]),
        joined_use([each.uses for each in found]),
    )


def _joined_sets(found: Sequence[SharedSets]) -> SharedSets:
    left_out = [each.left_out for each in found if each.left_out is not None]
    return SharedSets(
        stacked([each.sets for each in found]),
        sum(each.together for each in found),
        sum(left_out) if left_out else None,
    )
