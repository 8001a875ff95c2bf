"""One text out of three: what each copy corrected, and where every place of a copy's text is in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ingest.merge.alignment import OffsetMap, align
from kb.exchange.archive.merge.conflict import Conflict, Preference, Side
from kb.exchange.archive.merge.same_paragraphs import Region, changed_paragraphs, same_paragraphs
from kb.exchange.archive.records import shown
from kb.exchange.archive.study import Row

Span = tuple[int, int]


@dataclass(frozen=True)
class Places:
    """Where the places of one copy's text are in the merged one."""

    old: Sequence[Row]
    new: Sequence[Row]

    @cached_property
    def _kept(self) -> dict[int, int]:
        """The positions in the merged text of paragraphs that are the same there."""
        blocks = same_paragraphs(_texts(self.old), _texts(self.new))
        return {a + n: b + n for a, b, size in blocks for n in range(size)}

    @cached_property
    def _starts(self) -> list[int]:
        return [row["start"] for row in self.old]

    @cached_property
    def _new_starts(self) -> list[int]:
        return [row["start"] for row in self.new]

    @cached_property
    def _map(self) -> OffsetMap:
        return align(text_of(self.old), text_of(self.new))

    @cached_property
    def is_same(self) -> bool:
        """Whether both texts are one."""
        return _texts(self.old) == _texts(self.new)

    def span(self, start: int, end: int) -> Span | None:
        """Return where words are in the merged text; None where they are not."""
        if self.is_same:
            return start, end
        first, last = self._shift(start), self._shift(max(start, end - 1))
        if first is not None and last is not None:
            return start + first, end + last
        placed = self._map.span(start, end)
        return None if placed is None else (placed.start, placed.end)

    def _shift(self, at: int) -> int | None:
        """How far a character moves whose paragraph is the same in both."""
        number = bisect_right(self._starts, at) - 1
        if number not in self._kept:
            return None
        other: int = self.new[self._kept[number]]["start"]
        return other - self._starts[number]

    def paragraph(self, position: int) -> int | None:
        """Return the position of a paragraph that is the same in both."""
        return self._kept.get(position)

    def paragraphs(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions of the first and the last paragraph of words in the merged text."""
        first, last = (max(0, bisect_right(self._new_starts, at) - 1) for at in (start, max(start, end - 1)))
        return first, max(first, last)


def text_of(rows: Sequence[Row]) -> str:
    """Return the text of paragraphs."""
    return "\n".join(row["text"] for row in rows)


@dataclass(frozen=True)
class MergedText:
    """The paragraphs, and the conflicts where both copies changed the same ones."""

    rows: list[Row]
    conflicts: list[Conflict]


def merge_paragraphs(
    base: Sequence[Row], a: Sequence[Row], b: Sequence[Row], preference: Preference, *, document: str
) -> MergedText:
    """Merge three texts paragraph by paragraph; where both copies changed the same ones, one prevails."""
    prefer = preference.side
    if [row["text"] for row in base] == [row["text"] for row in a] == [row["text"] for row in b]:
        return MergedText([_merged_row(*each, prefer) for each in zip(base, a, b, strict=True)], [])
    regions = [changed_paragraphs(_texts(base), _texts(copy)) for copy in (a, b)]
    grown_a, grown_b = map(_Growth, regions)
    rows: list[Row] = []
    conflicts = []
    at = {"base": 0, "a": 0, "b": 0}
    for first, last in _joined(*regions):
        while at["base"] < first:
            rows.append(_merged_row(base[at["base"]], a[at["a"]], b[at["b"]], prefer))
            at = {name: number + 1 for name, number in at.items()}
        ends = {
            "a": at["a"] + last - first + grown_a.within(first, last),
            "b": at["b"] + last - first + grown_b.within(first, last),
        }
        mine, theirs, was = a[at["a"] : ends["a"]], b[at["b"] : ends["b"]], base[first:last]
        texts = [text_of(each) for each in (was, mine, theirs)]
        chosen = theirs if texts[1] == texts[0] else mine
        if len(set(texts)) == 3:  # noqa: PLR2004  three texts
            was_told, mine_told, theirs_told = map(shown, texts)
            open_one = Conflict(
                "text", document, document, "words", was_told, mine_told, theirs_told, taken=""
            )
            side, told = preference.settled(open_one)
            chosen = mine if side == "a" else theirs
            conflicts.append(told)
        rows += [dict(each) for each in chosen]
        at = {"base": last, **ends}
    while at["base"] < len(base):
        rows.append(_merged_row(base[at["base"]], a[at["a"]], b[at["b"]], prefer))
        at = {name: number + 1 for name, number in at.items()}
    _lay_out(rows)
    return MergedText(rows, conflicts)


def _texts(rows: Sequence[Row]) -> list[str]:
    return [row["text"] for row in rows]


def _joined(a: list[Region], b: list[Region]) -> list[tuple[int, int]]:
    """The stretches of the base that any copy changed; those that touch are one."""
    found: list[tuple[int, int]] = []
    inserted = -1
    for first, last, *_ in sorted([*a, *b]):
        touches = found and first == found[-1][1] and first in {last, inserted}
        if found and (first < found[-1][1] or touches or first == found[-1][0]):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
        inserted = first if first == last else inserted
    return found


class _Growth:
    """By how many paragraphs a copy is longer than the base, in any stretch that no change crosses."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self._from = [first for first, _, _, _ in regions]
        self._to = [last for _, last, _, _ in regions]
        more = ((end - begin) - (last - first) for first, last, begin, end in regions)
        self._sums = list(accumulate(more, initial=0))

    def within(self, first: int, last: int) -> int:
        """Return how much the changes between two paragraphs of the base add."""
        low, high = bisect_left(self._from, first), bisect_right(self._to, last)
        return self._sums[high] - self._sums[low] if low < high else 0


def _merged_row(base: Row, a: Row, b: Row, prefer: Side) -> Row:
    """A paragraph with the same words in all three: who speaks, when, is what was changed."""
    return {
        name: b[name]
        if a[name] == base[name]
        else a[name]
        if b[name] == base[name] or prefer == "a"
        else b[name]
        for name in base
    }


def _lay_out(rows: list[Row]) -> None:
    start = 0
    for position, row in enumerate(rows):
        row.update(position=position, start=start, end=start + len(row["text"]))
        start = row["end"] + 1
