"""Issues: every issue with its evidence, filtered and sorted by what the address says."""

from __future__ import annotations

from app.screens.evidence import list_page, listings

list_page.show(listings.ISSUES)
