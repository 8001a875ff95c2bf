"""Issues: every issue with its evidence, filtered and sorted by what the address says."""

from __future__ import annotations

from app.screens.evidence import list_page
from app.screens.overview import summary
from kb.queries.evidence import combined_counts

COLUMNS = {
    "title": "Issue",
    "stages": "Stage",
    "aspect": "Aspect",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
    "fixes": "Fixes",
}

list_page.show(
    list_page.Kind(
        "issues",
        "an issue",
        "What goes wrong, and how many speak of it.",
        COLUMNS,
        summary.listed_issues,
        combined_counts.counts_of_issues,
    )
)
