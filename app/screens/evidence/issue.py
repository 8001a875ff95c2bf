"""One issue: its definition, its numbers, the supporting quotes, its fixes, and what it occurs with."""

from __future__ import annotations

from app.screens.evidence import detail_page, listings
from kb.queries.evidence import evidence_totals, fixes_of_issues, issues
from kb.queries.filtering.filters import Filters


def show() -> None:
    """Draw the page."""
    detail_page.show(
        detail_page.Kind(
            page="issue",
            listing=listings.ISSUES,
            ask=issues.issue,
            titles=evidence_totals.issue_titles,
            others=fixes_of_issues.fixes_of_issue,
            about=lambda key: Filters(issue=key),
            place="fixes",
            label="{Fixes}",
            has_company=True,
        )
    )


show()
