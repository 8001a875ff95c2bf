"""What waits for somebody: differences to decide, codes not in the taxonomy, empty passes, lost codings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.templates import address
from kb.queries.codebook.study_contents import StudyContents
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


def tasks(totals: Totals, undecided: Sequence[str], study: StudyContents) -> list[Task]:
    """Return what waits for somebody; what is zero is not in it."""
    places = [getattr(study.words, name).singular for name in ("issue", "fix") if study.has(name)]
    unsorted = (
        f"not assigned to any {', '.join(places)} or topic" if places else "without a place in the codebook"
    )
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
            unsorted,
            address("codebook", view="unsorted"),
        ),
        Task(
            totals.empty_passes,
            "empty passes",
            "pass is empty" if totals.empty_passes == 1 else "passes are empty",
            "counted as missing data, not as “nothing found”",
            address("documents", status="empty"),
        ),
        Task(
            totals.unplaced,
            "unplaced codings",
            "unplaced coding" if totals.unplaced == 1 else "unplaced codings",
            "their words are not in the current text",
            address("documents", status="unplaced"),
        ),
    ]
    return [row for row in rows if row.number]


def _first_names(documents: Sequence[str]) -> str:
    """Name the first few."""
    more = len(documents) - _FEW
    return ", ".join(documents[:_FEW]) + (f" and {more} more" if more > 0 else "")
