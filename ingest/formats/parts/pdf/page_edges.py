"""Page heads, page feet, page numbers and the printed numbers of lines: what is no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from ingest.formats.parts.pdf.pages import Page
from ingest.formats.parts.pdf.printed_lines import DIGITS, SAME_PLACE, Segment, text_of

_EDGE = 3
"""How many lines at the top and bottom of a page may be its head and foot."""

_GAP_AT_EDGE = 1.35
_MARGIN = 40.0
"""Points from the edge of the page within which a browser prints its notes."""

_FEWEST_NUMBERS = 6
_RISING = 0.9
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014|]?\s*(?:p(?:age|\.)?|seite|s\.|página|pagina|第)?\s*(?:\d{1,4}|[ivxl]{1,6})\s*"
    r"(?:(?:of|von|de|sur|di|/|\|)\s*\d{1,4})?\s*[-\u2013\u2014|]?页?",
    re.IGNORECASE,
)


def heads_and_feet(rows: Sequence[Sequence[Sequence[Segment]]], em: float) -> set[tuple[int, int]]:
    """Return which rows are heads and feet: what comes back at the same place of the pages, and page numbers.

    What also stands in the middle of a page is none: a name may well come first on several pages.
    """
    filled = [number for number, on_page in enumerate(rows) if on_page]
    places: dict[tuple[bool, str], list[tuple[int, int, float]]] = {}
    middle: Counter[str] = Counter()
    for number in filled:
        on_page = rows[number]
        for n, row in enumerate(on_page):
            key = DIGITS.sub("#", " ".join(text_of(row).split()).casefold())
            at_top, at_end = n < _EDGE, n >= len(on_page) - _EDGE
            if not (at_top or at_end):
                middle[key] += 1
            for is_top in {True} & {at_top} | ({False} if at_end else set()):
                places.setdefault((is_top, key), []).append((number, n, row[0].y))
    found: set[tuple[int, int]] = set()
    groups: list[set[tuple[int, int]]] = []
    for (_, key), where in places.items():
        if not middle[key] and len(filled) > 1:  # one page repeats nothing
            groups.append(_repeated(where, len(filled), em, has_number="#" in key))
            found |= groups[-1]
    for number in filled:
        found |= set(_lonely_number(number, rows[number]))
    apart = _from_the_edge(found, rows, only_apart=True)
    # What stands apart on most pages may stand close to the words on one that is full or nearly empty.
    for group in groups:
        if 2 * len(group & apart) > len(group):
            apart |= group
    return _from_the_edge(apart, rows)


def _repeated(
    where: Sequence[tuple[int, int, float]], pages: int, em: float, *, has_number: bool
) -> set[tuple[int, int]]:
    """Return the places that are at one height on most pages; on few pages they must hold a number too."""
    best: list[tuple[int, int, float]] = []
    for _, _, y in where:
        near = [place for place in where if abs(place[2] - y) <= SAME_PLACE * em]
        best = max(best, near, key=len)
    count = len({number for number, _, _ in best})
    # The first page often has none; left and right pages may have different ones.
    enough = max(2, 0.4 * (pages - 1)) if pages > 3 or has_number else max(2, pages - 1)  # noqa: PLR2004 - few pages
    return {(number, n) for number, n, _ in best} if count >= enough else set()


def _lonely_number(number: int, on_page: Sequence[Sequence[Segment]]) -> Iterator[tuple[int, int]]:
    """Yield the first or last row of a page that is a page number, apart from the words."""
    for n, beside in ((0, 1), (len(on_page) - 1, len(on_page) - 2)):
        if len(on_page) < 3 or not _PAGE_NUMBER.fullmatch(text_of(on_page[n]).strip()):  # noqa: PLR2004 - a row, a gap, a row
            continue
        gaps = sorted(b[0].y - a[0].y for a, b in pairwise(on_page))
        if abs(on_page[n][0].y - on_page[beside][0].y) > _GAP_AT_EDGE * gaps[len(gaps) // 2]:
            yield number, n


def browsers_notes(
    rows: Sequence[Sequence[Sequence[Segment]]], pages: Sequence[Page], em: float
) -> set[tuple[int, int]]:
    """Return what a browser prints at the edges of a page, small: date and title, address and page number."""
    found: set[tuple[int, int]] = set()
    for number, (on_page, page) in enumerate(zip(rows, pages, strict=True)):
        for n, row in enumerate(on_page):
            at_edge = not _MARGIN <= row[0].y <= page.height - _MARGIN
            if at_edge and all(segment.size < 0.9 * em for segment in row):
                found.add((number, n))
    return found


def _from_the_edge(
    found: set[tuple[int, int]], rows: Sequence[Sequence[Sequence[Segment]]], *, only_apart: bool = False
) -> set[tuple[int, int]]:
    """Keep what nothing else parts from the edge of its page, and what stands apart from the words."""
    kept: set[tuple[int, int]] = set()
    for number, on_page in enumerate(rows):
        for order in (range(len(on_page)), range(len(on_page) - 1, -1, -1)):
            edge = list(takewhile(lambda n, number=number: (number, n) in found, order))  # type: ignore[misc]
            last = _apart_from_words(on_page, edge, order) if only_apart else len(edge)
            kept |= {(number, n) for n in edge[:last]}
    return kept


def _apart_from_words(on_page: Sequence[Sequence[Segment]], edge: Sequence[int], order: Sequence[int]) -> int:
    """Return how many rows at an edge stand apart from the words, by a gap or in letters of another size."""
    gaps = sorted(b[0].y - a[0].y for a, b in pairwise(on_page))
    inside = [order[k + 1] for k in range(len(edge)) if k + 1 < len(order)]
    apart = [abs(on_page[n][0].y - on_page[m][0].y) for n, m in zip(edge, inside, strict=False)]
    if not apart:
        return 0
    last = max(range(len(apart)), key=apart.__getitem__)
    size, other = on_page[edge[last]][0].size, on_page[inside[last]][0].size
    is_apart = apart[last] >= _GAP_AT_EDGE * gaps[len(gaps) // 2] or abs(size - other) > 0.1 * other
    return last + 1 if is_apart else 0


def are_numbered(pages: Sequence[Sequence[Sequence[Segment]]]) -> bool:
    """Tell whether lines have printed numbers before them, each or every fifth."""
    numbers = [int(row[0].text) for on_page in pages for row in on_page if row and _is_number(row)]
    lines = sum(len(on_page) for on_page in pages)
    if len(numbers) < _FEWEST_NUMBERS or len(numbers) * 6 < lines:
        return False
    rising = sum(0 < b - a <= 10 or b == 1 for a, b in pairwise(numbers))  # noqa: PLR2004 - each line or every tenth
    return rising >= _RISING * (len(numbers) - 1)


def _is_number(row: Sequence[Segment]) -> bool:
    return row[0].text.isdecimal() and len(row[0].text) <= 5  # noqa: PLR2004 - lines of one text


def without_number(row: list[Segment]) -> list[Segment]:
    """Return a row without the printed number of its line."""
    return row[1:] if row and _is_number(row) else row
