"""Issues: every issue with its evidence, filtered and sorted by what the address says."""

from __future__ import annotations

from app.screens.evidence import list_page
from app.ui.issue_rows import issue_rows
from kb.queries.evidence.combined_counts import counts_of_issues

COLUMNS = {
    "title": "Issue",
    "stages": "Stage",
    "aspect": "Aspect",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
    "fixes": "Fixes",
}


def show() -> None:
    """Draw the page."""
    note = "The issues of the taxonomy and how often each is coded."
    list_page.show(list_page.Kind("issues", "an issue", note, COLUMNS, issue_rows, counts_of_issues))


show()
