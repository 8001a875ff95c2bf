"""Columns of print: where the second and further ones begin, and the order in which lines are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from ingest.formats.parts.pdf.printed_lines import DIGITS, SAME_PLACE, PrintedLine, Segment, line_of

_FEWEST_LINES = 5
_FEWEST_FULL = 2
_FULL = 0.75
_NARROWEST = 12
"""Ems that a column of a few lines is wide at least."""

_MOST_CROSSING = 0.25
_FEW_DISTINCT = 0.4


def in_order(
    page: int, rows: Sequence[Sequence[Segment]], gutters: Sequence[float], em: float
) -> Iterator[PrintedLine]:
    """Yield the lines of a page as they are read: down the first column, then down the next."""
    if not gutters:
        for row in rows:
            yield line_of(page, 0, row, em)
        return
    waiting: list[list[list[Segment]]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        parts = _parted(row, gutters, em)
        if parts is None:  # a line across the columns: what stands above it comes first
            yield from _columns(page, waiting, em)
            waiting = [[] for _ in waiting]
            yield line_of(page, 0, row, em)
            continue
        for column, part in enumerate(parts):
            if part:
                waiting[column].append(part)
    yield from _columns(page, waiting, em)


def gutters_of_all(pages: Sequence[Sequence[Sequence[Segment]]], em: float) -> list[list[float]]:
    """Return the gutters of each page; a page too empty to show them has those of the page before.

    Where every page is too empty, all together show them; a single one only where nothing stands across.
    """
    by_page = [[segment for row in rows for segment in row] for rows in pages]
    found: list[list[float]] = []
    for segments in by_page:
        own = _gutters(segments, em)
        if not own and found and found[-1] and not any(map(partial(_crosses, segments, em=em), found[-1])):
            own = found[-1]
        found.append(own)
    if any(found):
        of_others = next(own for own in found if own)
    else:
        of_others = _gutters([segment for segments in by_page for segment in segments], em)
    return [
        own or _of_a_short_page(segments, rows, of_others, em)
        for own, segments, rows in zip(found, by_page, pages, strict=True)
    ]


def _of_a_short_page(
    segments: Sequence[Segment], rows: Sequence[Sequence[Segment]], of_others: Sequence[float], em: float
) -> list[float]:
    """Return the gutters of a page with a few lines: those of other pages, or one that full lines show."""
    if of_others and not any(map(partial(_crosses, segments, em=em), of_others)):
        if any(len(row) > 1 for row in rows) or len(segments) < _FEWEST_LINES:
            return list(of_others)
        return []
    right = max((each.right for each in segments), default=0.0)
    for at in sorted({each.x for row in rows for each in row[1:]}):
        before = [each for each in segments if each.right < at - em]
        after = [each for each in segments if each.x > at - SAME_PLACE * em]
        whole = len(before) + len(after) == len(segments)
        if whole and _are_full(before, at) and _are_full(after, right):
            return [min(each.x for each in after)]
    return []


def _are_full(segments: Sequence[Segment], edge: float) -> bool:
    """Whether a few lines of one left edge fill a column, as running text does and labels do not."""
    if len(segments) < _FEWEST_FULL or _come_again(segments):
        return False
    left = min(each.x for each in segments)
    width = edge - left
    full = sum(each.right - left > _FULL * width for each in segments)
    return full >= _FEWEST_FULL and width > _NARROWEST * segments[0].size


def _come_again(segments: Sequence[Segment]) -> bool:
    """Whether the same words stand there again and again, as labels do; numbers and times aside."""
    distinct = {DIGITS.sub("#", each.text) for each in segments}
    return len(segments) >= _FEWEST_LINES and len(distinct) <= _FEW_DISTINCT * len(segments)


def _crosses(segments: Sequence[Segment], gutter: float, *, em: float) -> bool:
    return sum(each.x < gutter - em and each.right > gutter for each in segments) > 0.1 * len(segments)


def _columns(page: int, waiting: Sequence[Sequence[Sequence[Segment]]], em: float) -> Iterator[PrintedLine]:
    for column, rows in enumerate(waiting):
        for row in rows:
            yield line_of(page, column, row, em)


def _parted(row: Sequence[Segment], gutters: Sequence[float], em: float) -> list[list[Segment]] | None:
    parts: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for segment in row:
        column = sum(segment.x >= gutter - SAME_PLACE * em for gutter in gutters)
        if column < len(gutters) and segment.right > gutters[column]:
            return None
        parts[column].append(segment)
    return parts


def _gutters(segments: Sequence[Segment], em: float) -> list[float]:
    """Return where the second and further columns begin."""
    if len(segments) < 2 * _FEWEST_LINES:
        return []
    left, right = min(each.x for each in segments), max(each.right for each in segments)
    starts = Counter(round(each.x / em * 2) for each in segments)
    best: tuple[int, float, list[Segment], list[Segment]] | None = None
    for start, count in starts.most_common(8):
        at = start * em / 2
        if count < _FEWEST_LINES or not left + 0.2 * (right - left) < at < right - 0.15 * (right - left):
            continue
        before = [each for each in segments if each.right <= at]
        after = [each for each in segments if each.x >= at - SAME_PLACE * em]
        crossing = len(segments) - len(before) - len(after)
        if crossing <= _MOST_CROSSING * len(segments) and _fills(before, at) and _fills(after, right):
            best = min(filter(None, [best, (crossing, at, before, after)]), key=lambda found: found[:2])
    if best is None:
        return []
    _, _, before, after = best
    return [*_gutters(before, em), min(each.x for each in after), *_gutters(after, em)]


def _fills(segments: Sequence[Segment], edge: float) -> bool:
    """Tell whether lines fill a column; labels and times beside lines are short and come again."""
    if len(segments) < _FEWEST_LINES:
        return False
    left = min(each.x for each in segments)
    most = max(each.right for each in segments) - left
    wide = sum(each.right - each.x > 0.75 * most for each in segments)
    distinct = {DIGITS.sub("#", each.text) for each in segments}
    return (
        most > 0.6 * (edge - left)
        and most > 8 * segments[0].size
        and wide > max(1, 0.05 * len(segments))
        and len(distinct) > (0.6 if len(segments) < 12 else 0.4) * len(segments)  # noqa: PLR2004 - of a short column
    )
