"""Fixes: what people do about it, against which issues, and how many speak of it."""

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

list_page.show(
    list_page.Kind(
        "fixes",
        "a fix",
        "What people do about it, and against what.",
        COLUMNS,
        fix_rows.listed_fixes,
        combined_counts.counts_of_fixes,
    )
)
