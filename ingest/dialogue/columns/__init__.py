"""Transcripts in tables: which column holds the words, who says them, when, and the codes.

::

    rows = [("Time", "Speaker", "Text"), ("0:03", "Noor", "It was the ferry."), ...]
    columns(rows)        # header=True, time=0, speaker=1, text=2

A heading tells a column, in many languages; without one its cells do: rising times, rising numbers, short
labels that come back, long words. A column of codes is one only because a heading says so: short words that
come back may be anything. Where two columns could be the words, or nothing reads like words, ``text`` is
None: the table is no transcript, or nobody can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.chosen import seen, wanted
from ingest.dialogue.columns.by_choice import as_chosen, described
from ingest.dialogue.columns.cells import Row, label_of, names_of_nobody, split_codes
from ingest.dialogue.columns.layout import Columns
from ingest.dialogue.columns.table import Table
from ingest.speakers.known_labels import fold

__all__ = ["Columns", "columns", "label_of", "names_of_nobody", "split_codes"]

_MOST_ABOVE = 5
"""Rows among which the one with the headings is looked for; a title may stand above it."""


def columns(rows: Sequence[Row], *, header: bool | None = None) -> Columns:
    """Return which column of a table is what; a person's choice goes before what the cells say.

    Args:
        rows: the cells of each row as text; rows may differ in length.
        header: whether the first row names the columns, where the form says so.
    """
    found = _by_the_cells(rows, header)
    if chosen := wanted().columns:
        found = as_chosen(found, rows, chosen)
    there = seen()
    if there is not None and len(rows) > there.rows:
        there.rows, there.table = len(rows), described(found, rows)
    return found


def _by_the_cells(rows: Sequence[Row], header: bool | None) -> Columns:  # noqa: FBT001 - as above
    width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
    if not width:
        return Columns()
    full = [(n, tuple(map(fold, row)), row) for n, row in enumerate(rows) if len(row) == width]
    for place, names, _ in full[:_MOST_ABOVE] if header is None else full[: bool(header)]:
        body = [row for n, other, row in full if n > place and other != names]
        table = Table(names, body)
        if any(names) and (header or table.is_headed(sure=place > 0)):
            return replace(table.columns(), header=True, above=place)
    return Table((), [row for _, _, row in full]).columns()
