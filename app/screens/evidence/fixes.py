"""Fixes: what people do about the issues, against which, and how often each is coded."""

from __future__ import annotations

from app.screens.evidence import fix_rows, list_page
from kb.queries.evidence import combined_counts

COLUMNS = {
    "title": "Fix",
    "against": "Against",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
}


def show() -> None:
    """Draw the page."""
    note = "The fixes of the taxonomy, the issues they address, and how often each is coded."
    list_page.show(
        list_page.Kind("fixes", "a fix", note, COLUMNS, fix_rows.fix_rows, combined_counts.counts_of_fixes)
    )


show()
