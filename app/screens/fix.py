"""One fix: what it is, against which issues people use it, and in whose words."""

from __future__ import annotations

from app import evidence_page
from kb.queries import fix_page, heard, remedies
from kb.queries.evidence import Filters

evidence_page.show(
    evidence_page.Kind(
        page="fix",
        list="fixes",
        ask=fix_page.fix,
        titles=heard.fix_titles,
        others=remedies.of,
        about=lambda key: Filters(fix=key),
        place="against",
        label="Against",
    )
)
