"""One issue: what it says, how loud it is, in whose words, what people do about it, what it occurs with."""

from __future__ import annotations

from app import evidence_page
from kb.queries import heard, issues, remedies
from kb.queries.evidence import Filters

evidence_page.show(
    evidence_page.Kind(
        page="issue",
        list="issues",
        ask=issues.issue,
        titles=heard.issue_titles,
        others=remedies.against,
        about=lambda key: Filters(issue=key),
        place="fixes",
        label="Fixes",
        has_company=True,
    )
)
