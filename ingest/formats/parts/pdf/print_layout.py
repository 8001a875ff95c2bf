"""The lines of any printed page in the order they are read, without page heads and feet.

A PDF has no lines: what shares a base line is one, wide gaps part it into segments. Where the left and the
right half of a page are both filled with lines, they are columns and are read one after the other; where a
few short words stand left of the lines, they are labels and go before the line beside them, behind a tab.

Lengths are counted in ems, one em being the size of the body text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.formats.parts.pdf.avatars import without_avatars
from ingest.formats.parts.pdf.page_columns import gutters_of_all, in_order
from ingest.formats.parts.pdf.page_edges import are_numbered, browsers_notes, heads_and_feet, without_number
from ingest.formats.parts.pdf.pages import Page
from ingest.formats.parts.pdf.printed_lines import PrintedLine, Segment, rows_of, text_of
from ingest.formats.parts.pdf.side_labels import Beside, label_apart, label_columns, with_whole_labels
from ingest.formats.parts.pdf.side_times import times_first


@dataclass
class Print:
    """All lines of a document, and what was left out at the edges of its pages."""

    lines: list[PrintedLine] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    numbered: bool = False
    in_columns: list[int] = field(default_factory=list)
    """The numbers of the pages that are read in columns."""


def printed(pages: Sequence[Page], em: float) -> Print:
    """Return the lines of the pages in reading order."""
    rows = [list(rows_of(page, em)) for page in pages]
    edges = heads_and_feet(rows, em) | browsers_notes(rows, pages, em)
    found = Print()
    kept: list[list[list[Segment]]] = []
    for number, on_page in enumerate(rows):
        kept.append([row for n, row in enumerate(on_page) if (number, n) not in edges])
        found.left_out += [text_of(row) for n, row in enumerate(on_page) if (number, n) in edges]
    if are_numbered(kept):
        found.numbered = True
        kept = [[without_number(row) for row in on_page] for on_page in kept]
    kept = times_first(without_avatars([[row for row in on_page if row] for on_page in kept]), em)
    gutters = gutters_of_all(kept, em)
    beside: Beside = {} if any(gutters) else label_columns(kept, em)
    for page, on_page, at in zip(pages, kept, gutters, strict=True):
        rows_apart = [label_apart(row, beside, em) for row in on_page]
        found.lines += in_order(page.number, rows_apart, at, em)
    found.in_columns = [page.number for page, at in zip(pages, gutters, strict=True) if at]
    found.lines = with_whole_labels(found.lines)
    return found
