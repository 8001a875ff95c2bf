"""One fix: what it is, which issues it addresses, and the supporting quotes."""

from __future__ import annotations

from app.screens.evidence import detail_page, listings
from kb.queries.evidence import evidence_totals, fix_page, fixes_of_issues
from kb.queries.filtering.filters import Filters


def show() -> None:
    """Draw the page."""
    detail_page.show(
        detail_page.Kind(
            page="fix",
            listing=listings.FIXES,
            ask=fix_page.fix,
            titles=evidence_totals.fix_titles,
            others=fixes_of_issues.issues_of_fix,
            about=lambda key: Filters(fix=key),
            place="against",
            label="{Issues}",
        )
    )


show()
