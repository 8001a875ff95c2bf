"""Where a pair is together: the places behind its count, each with the codings that make it one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence.definition import Definition
from kb.analysis.cooccurrence.nodes import Ints, NodeSet, Truths
from kb.analysis.cooccurrence.spans import expanded, overlapping
from kb.analysis.cooccurrence.units import (
    CountedUnits,
    all_units,
    groups_of,
    groups_of_marks,
    paragraphs_of,
    spans_of,
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a pair is together: a pair of codings, or a unit with both.

    ``text`` is a position in ``CodingTable.documents``; ``first`` and ``last`` are positions of paragraphs.
    ``a`` and ``b`` are ids of codings; a coding that has both is in both.
    """

    text: int
    first: int
    last: int
    a: tuple[int, ...]
    b: tuple[int, ...]


def occurrences_of_pair(
    marks: CodingTable,
    things: NodeSet,
    definition: Definition,
    one: int,
    other: int,
    ground: CountedUnits | None = None,
) -> list[Occurrence]:
    """Return every place where two things (places in ``things``) are together, in the order of the text.

    There are as many as the pair's count says.
    """
    is_a, is_b = (
        np.isin(np.arange(things.codes), things.code[things.thing == each]) for each in (one, other)
    )
    some = marks.where(is_a[marks.code] | is_b[marks.code])
    if not len(some):
        return []
    found = (
        _pairs(some, definition, is_a, is_b)
        if definition.of_words
        else _units(some, definition, ground or all_units(marks), is_a, is_b)
    )
    return sorted(found, key=lambda place: (place.text, place.first, place.last, place.a, place.b))


def _pairs(marks: CodingTable, definition: Definition, is_a: Truths, is_b: Truths) -> Iterator[Occurrence]:
    """Pairs of codings; one of each."""
    group = groups_of(marks, definition)
    runs = (
        _same(marks, group)
        if definition.unit == "same"
        else overlapping(group, marks.start, marks.end, touching=definition.touching)
    )
    for left, right in runs:
        code, with_code = marks.code[left], marks.code[right]
        straight, crossed = is_a[code] & is_b[with_code], is_b[code] & is_a[with_code]
        good = (code != with_code) & (straight | crossed)
        a = np.where(straight, left, right)[good]
        b = np.where(straight, right, left)[good]
        for i, j in zip(a.tolist(), b.tolist(), strict=True):
            yield Occurrence(
                int(marks.document[i]),
                int(min(marks.first[i], marks.first[j])),
                int(max(marks.last[i], marks.last[j])),
                (int(marks.coding[i]),),
                (int(marks.coding[j]),),
            )


def _same(marks: CodingTable, group: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of codings of the same words: those of one span as ranges that overlap."""
    some = np.flatnonzero(marks.start < marks.end)
    span, _ = spans_of(group[some], marks.start[some], marks.end[some])
    nought = np.zeros(len(some), dtype=np.int64)
    for one, other in overlapping(span, nought, nought + 1):
        yield some[one], some[other]


def _units(
    marks: CodingTable, definition: Definition, ground: CountedUnits, is_a: Truths, is_b: Truths
) -> Iterator[Occurrence]:
    """Units with a code of the one and another code of the other."""
    group, coding, first, stop = _ranges(marks, definition, ground)
    row, unit = expanded(first, stop)
    inside: dict[tuple[int, int], set[int]] = defaultdict(set)
    for of, at, which in zip(group[row].tolist(), unit.tolist(), coding[row].tolist(), strict=True):
        inside[of, at].add(which)
    for (_, at), found in inside.items():
        members = sorted(found)
        a = [each for each in members if is_a[marks.code[each]]]
        b = [each for each in members if is_b[marks.code[each]]]
        if not a or not b or len({int(marks.code[each]) for each in (*a, *b)}) == 1:
            continue
        begin, end = _extent(marks, definition, at, members)
        yield Occurrence(
            int(marks.document[members[0]]),
            begin,
            end,
            tuple(int(marks.coding[each]) for each in a),
            tuple(int(marks.coding[each]) for each in b),
        )


def _extent(marks: CodingTable, definition: Definition, unit: int, members: list[int]) -> tuple[int, int]:
    """The first and last paragraph of a unit; of a document, those that are coded so."""
    if definition.unit == "document":
        return int(marks.first[members].min()), int(marks.last[members].max())
    last = unit + (definition.window if definition.unit == "window" else 1) - 1
    return unit, min(last, marks.documents[int(marks.document[members[0]])].paragraphs - 1)


def _ranges(
    marks: CodingTable, definition: Definition, ground: CountedUnits
) -> tuple[Ints, Ints, Ints, Ints]:
    """For each coding (by its place) the units it is in."""
    own = np.arange(len(marks), dtype=np.int64)
    if definition.unit == "document":
        return groups_of(marks, definition), own, np.zeros_like(own), np.ones_like(own)
    groups = groups_of_marks(marks, definition, ground)
    group, coding, first, stop = paragraphs_of(marks, definition, groups, ground, own)
    size = definition.window if definition.unit == "window" else 1
    windows = np.maximum(groups.paragraphs - size + 1, 1)
    return group, coding, np.maximum(first - size + 1, 0), np.minimum(stop, windows[group])
