"""What tells the list of issues from that of fixes."""

from __future__ import annotations

from app.screens.evidence import fix_rows
from app.screens.evidence.issue_rows import issue_rows
from app.screens.evidence.list_page import Kind
from kb.queries.evidence.combined_counts import counts_of_fixes, counts_of_issues

ISSUES = Kind(
    "issues",
    "{an issue}",
    "The {issues} of the taxonomy and how often each is coded.",
    {
        "title": "{Issue}",
        "stages": "{Stage}",
        "aspect": "{Aspect}",
        "interviews": "Interviews",
        "codings": "Codings",
        "coders": "Coders",
        "fixes": "{Fixes}",
    },
    issue_rows,
    counts_of_issues,
)
FIXES = Kind(
    "fixes",
    "{a fix}",
    "The {fixes} of the taxonomy, the {issues} they address, and how often each is coded.",
    {
        "title": "{Fix}",
        "against": "{Issues}",
        "interviews": "Interviews",
        "codings": "Codings",
        "coders": "Coders",
    },
    fix_rows.fix_rows,
    counts_of_fixes,
)
