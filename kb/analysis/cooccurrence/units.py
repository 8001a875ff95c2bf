"""Where every code is: the paragraphs, windows, documents, words or characters, as numbers of units.

Every definition comes down to the same thing: a union of ranges of units for each code and each coding pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.analysis.cooccurrence.definition import Definition
from kb.analysis.cooccurrence.nodes import Ints, Truths
from kb.analysis.cooccurrence.spans import Ranges, expanded, united
from kb.analysis.distinct import distinct


@dataclass(frozen=True, slots=True, eq=False)
class CountedUnits:
    """What is counted against: the passes that were coded at all, and the paragraphs that are meant.

    ``coding_passes`` are positions of passes; empty passes are missing data and left out. ``paragraphs``
    says, for every paragraph of every document one after the other, whether it is meant; None: all of them.
    """

    coding_passes: Ints
    paragraphs: Truths | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which codes are in which units: ``unit`` and ``code`` are pairs, each once.

    ``text`` and ``weight`` are of the units (how many characters a stretch of text has; else 1); ``total`` is
    the weight of all units, also of those without codings, and 0 where nobody can tell.
    """

    unit: Ints
    code: Ints
    text: Ints
    weight: Ints
    total: int


def all_units(marks: CodingTable) -> CountedUnits:
    """Return every pass that is not empty."""
    coded = np.zeros(len(marks.coding_passes), dtype=np.bool_)
    coded[marks.coding_pass] = True
    coded |= np.array([not each.empty for each in marks.coding_passes], dtype=np.bool_)
    return CountedUnits(np.flatnonzero(coded))


def groups_of(marks: CodingTable, definition: Definition) -> Ints:
    """Return what each coding is compared within: its pass, or its document if across coders."""
    return marks.document if definition.across_coders else marks.coding_pass


def presence(marks: CodingTable, definition: Definition, ground: CountedUnits) -> Presence:
    """Return where the codes are under a definition."""
    match definition.unit:
        case "overlap":
            return _stretches(marks, definition, scale=1, reach=0)
        case "same":
            return _spans(marks, definition)
        case "document":
            return _in_documents(marks, definition, ground)
        case "paragraph":
            return _in_windows(marks, definition, ground, paragraphs=1)
        case "window":
            return _in_windows(marks, definition, ground, paragraphs=definition.window)


def meetings(marks: CodingTable, definition: Definition) -> Presence:
    """Return units that codings share if they share characters or touch: every place, and every gap."""
    return _stretches(marks, definition, scale=2, reach=1)


def blocks(marks: CodingTable, definition: Definition, ground: CountedUnits, *, paragraphs: int) -> Presence:
    """Return the codes of every block of so many paragraphs; blocks share no paragraph."""
    groups = groups_of_marks(marks, definition, ground)
    group, code, first, stop = paragraphs_of(marks, definition, groups, ground, marks.code)
    ranges = united(group, code, first // paragraphs, (stop - 1) // paragraphs + 1)
    begins = [np.arange(0, each.paragraphs, paragraphs, dtype=np.int64) for each in marks.documents]
    return _presence(
        ranges, -(-groups.paragraphs // paragraphs), groups, _total(marks, groups, ground, begins, paragraphs)
    )


def ending_and_following(
    marks: CodingTable, definition: Definition, ground: CountedUnits, *, within: int
) -> tuple[Presence, Presence]:
    """Return the paragraphs where codings end, and those after which codings begin within so many."""
    groups = groups_of_marks(marks, definition, ground)
    group = groups_of(marks, definition)
    total = int(groups.paragraphs[groups.counted].sum())
    ends = united(group, marks.code, marks.last, marks.last + 1)
    begins = united(group, marks.code, np.maximum(marks.first - within, 0), marks.first)
    first, then = _laid_out(ends, groups.paragraphs), _laid_out(begins, groups.paragraphs)
    used = distinct(np.concatenate((first[0], then[0])))
    return _numbered(first, used, groups, total), _numbered(then, used, groups, total)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Every group (pass or document): its document and how many paragraphs that has; which are counted."""

    text: Ints
    paragraphs: Ints
    counted: Ints


def groups_of_marks(marks: CodingTable, definition: Definition, ground: CountedUnits) -> Groups:
    """Return what codings are compared within."""
    sizes = np.array([each.paragraphs for each in marks.documents], dtype=np.int64)
    text = np.array([each.document for each in marks.coding_passes], dtype=np.int64)
    if definition.across_coders:
        return Groups(np.arange(len(sizes), dtype=np.int64), sizes, np.unique(text[ground.coding_passes]))
    return Groups(text, sizes[text], ground.coding_passes)


def _offsets(sizes: Ints) -> Ints:
    """Where each begins when all are laid one after the other."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))


def paragraphs_of(
    marks: CodingTable, definition: Definition, groups: Groups, ground: CountedUnits, member: Ints
) -> Ranges:
    """Return the codings as ranges of paragraphs, cut to the paragraphs that are meant.

    ``member`` is what a coding stands for: its code, or itself.
    """
    group = groups_of(marks, definition)
    if ground.paragraphs is None:
        return group, member, marks.first, marks.last + 1
    row, paragraph = expanded(marks.first, marks.last + 1)
    sizes = np.array([each.paragraphs for each in marks.documents], dtype=np.int64)
    place = _offsets(sizes)[groups.text[group[row]]] + paragraph
    row, paragraph = row[ground.paragraphs[place]], paragraph[ground.paragraphs[place]]
    return group[row], member[row], paragraph, paragraph + 1


def _total(
    marks: CodingTable, groups: Groups, ground: CountedUnits, begins: list[Ints], paragraphs: int
) -> int:
    """How many runs of paragraphs hold one that is meant, in all groups that are counted."""
    sizes = np.array([each.paragraphs for each in marks.documents], dtype=np.int64)
    if ground.paragraphs is None:
        of_text = np.array([len(each) for each in begins], dtype=np.int64)
    else:
        offsets, sums = _offsets(sizes), _offsets(ground.paragraphs.astype(np.int64))
        of_text = np.array(
            [
                np.count_nonzero(sums[offset + np.minimum(begin + paragraphs, size)] - sums[offset + begin])
                for offset, size, begin in zip(offsets[:-1], sizes, begins, strict=True)
            ],
            dtype=np.int64,
        )
    return int(of_text[groups.text[groups.counted]].sum())


def _in_windows(
    marks: CodingTable, definition: Definition, ground: CountedUnits, *, paragraphs: int
) -> Presence:
    """Every run of so many paragraphs; of a document with fewer, the whole of it."""
    groups = groups_of_marks(marks, definition, ground)
    group, code, first, stop = paragraphs_of(marks, definition, groups, ground, marks.code)
    windows = np.where(groups.paragraphs > 0, np.maximum(groups.paragraphs - paragraphs + 1, 1), 0)
    ranges = united(group, code, np.maximum(first - paragraphs + 1, 0), np.minimum(stop, windows[group]))
    begins = [
        np.arange(max(each.paragraphs - paragraphs + 1, min(each.paragraphs, 1)), dtype=np.int64)
        for each in marks.documents
    ]
    return _presence(ranges, windows, groups, _total(marks, groups, ground, begins, paragraphs))


def _in_documents(marks: CodingTable, definition: Definition, ground: CountedUnits) -> Presence:
    """Every group as one unit: a document, or one coder's pass over it."""
    groups = groups_of_marks(marks, definition, ground)
    nought = np.zeros(len(marks), dtype=np.int64)
    ranges = united(groups_of(marks, definition), marks.code, nought, nought + 1)
    return _presence(ranges, np.ones_like(groups.paragraphs), groups, len(groups.counted))


def _presence(ranges: Ranges, sizes: Ints, groups: Groups, total: int) -> Presence:
    """Which codes are in which units; units that nobody coded are left out."""
    found = _laid_out(ranges, sizes)
    return _numbered(found, distinct(found[0]), groups, total)


def _laid_out(ranges: Ranges, sizes: Ints) -> tuple[Ints, Ints, Ints]:
    """The units of ranges, those of all groups counted through, with their codes and groups."""
    group, code, start, stop = ranges
    row, place = expanded(start, stop)
    return _offsets(sizes)[group[row]] + place, code[row], group[row]


def _numbered(found: tuple[Ints, Ints, Ints], used: Ints, groups: Groups, total: int) -> Presence:
    """Units as places among those that are used."""
    unit, code, group = found
    unit = np.searchsorted(used, unit)
    text = np.zeros(len(used), dtype=np.int64)
    text[unit] = groups.text[group]
    return Presence(unit, code, text, np.ones(len(used), dtype=np.int64), total)


def _stretches(marks: CodingTable, definition: Definition, *, scale: int, reach: int) -> Presence:
    """The text cut wherever a coding begins or ends: a unit is a stretch in which nothing changes.

    Each code's own overlaps are united first, so that a stretch has a code once. A stretch weighs its
    characters. With ``scale`` 2 and ``reach`` 1 an end is a place of its own, which codings that touch share.
    """
    group = groups_of(marks, definition)
    group, code, start, stop = united(group, marks.code, marks.start * scale, marks.end * scale + reach)
    length = int(stop.max(initial=0)) + 1
    cuts = distinct(np.concatenate((group * length + start, group * length + stop)))
    row, unit = expanded(
        np.searchsorted(cuts, group * length + start), np.searchsorted(cuts, group * length + stop)
    )
    text_of = (
        np.arange(len(marks.documents), dtype=np.int64)
        if definition.across_coders
        else np.array([each.document for each in marks.coding_passes], dtype=np.int64)
    )
    text = text_of[cuts // length] if len(cuts) else cuts
    return Presence(unit, code[row], text, np.diff(cuts, append=cuts[-1:]), 0)


def _spans(marks: CodingTable, definition: Definition) -> Presence:
    """Every distinct selection of words as a unit."""
    some = np.flatnonzero(marks.start < marks.end)
    group, code = groups_of(marks, definition)[some], marks.code[some]
    span, first = spans_of(group, marks.start[some], marks.end[some])
    pairs = distinct(span * max(len(marks.codes), 1) + code)
    codes = max(len(marks.codes), 1)
    return Presence(
        pairs // codes, pairs % codes, marks.document[some][first], np.ones(len(first), dtype=np.int64), 0
    )


def spans_of(group: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return a number for each distinct range of each group, and the place where each occurs first."""
    length = int(end.max(initial=0)) + 1
    begins = group * length + start
    order = np.lexsort((end, begins))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (begins[order][1:] != begins[order][:-1]) | (end[order][1:] != end[order][:-1])
    span = np.empty(len(order), dtype=np.int64)
    span[order] = np.cumsum(new) - 1
    return span, order[new]
