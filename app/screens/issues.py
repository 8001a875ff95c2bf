"""Issues: every issue with its evidence, filtered and sorted by what the address says."""

from __future__ import annotations

from app import evidence_list, summary

COLUMNS = {
    "title": "Issue",
    "stages": "Stage",
    "aspect": "Aspect",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
    "fixes": "Fixes",
}

evidence_list.show(
    evidence_list.Kind(
        "issues", "an issue", "What goes wrong, and how many speak of it.", COLUMNS, summary.listed_issues
    )
)
