"""What waits for somebody: differences to decide, codes not in the taxonomy, empty passes, lost codings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.templates import address
from kb.queries.documents.documents import Totals

_FEW = 3


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, how often, and where; the page there shows the number with ``noun`` again."""

    number: int
    noun: str
    title: str
    note: str
    address: str


def tasks(totals: Totals, undecided: Sequence[str]) -> list[Task]:
    """Return what waits for somebody; what is zero is not in it."""
    rows = [
        Task(
            len(undecided),
            "documents",
            "document with differences to decide"
            if len(undecided) == 1
            else "documents with differences to decide",
            f"coded by two coders, not moderated yet: {_first_names(undecided)}",
            address("documents", status="undecided"),
        ),
        Task(
            totals.unsorted_codes,
            "codes",
            "code not in the taxonomy" if totals.unsorted_codes == 1 else "codes not in the taxonomy",
            "not assigned to an issue, fix or topic",
            address("codebook", view="unsorted"),
        ),
        Task(
            totals.empty_passes,
            "empty passes",
            "pass is empty" if totals.empty_passes == 1 else "passes are empty",
            "counted as missing data, not as “no issues”",
            address("documents", status="empty"),
        ),
        Task(
            totals.unplaced,
            "codings without a place",
            "coding without a position" if totals.unplaced == 1 else "codings without a position",
            "the text of the document has changed",
            address("documents", status="unplaced"),
        ),
    ]
    return [row for row in rows if row.number]


def _first_names(documents: Sequence[str]) -> str:
    """Name the first few."""
    more = len(documents) - _FEW
    return ", ".join(documents[:_FEW]) + (f" and {more} more" if more > 0 else "")
