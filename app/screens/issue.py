"""One issue: what it says, how loud it is, in whose words, what people do about it, what it occurs with."""

from __future__ import annotations

import streamlit as st

from app import catalog, evidence, filters, frame, hues, listing, view, wording
from kb.errors import UnknownNameError
from kb.queries import companions, heard, issues, memos, remedies
from kb.queries.evidence import Filters

COMPANIONS = 6

MODERATED = Filters(pass_role="moderator")  # noqa: S106  no password

frame.page("Issue")
evidence.within("issues")
wanted = st.query_params.get("id", "")
passes = st.query_params.get("pass")
limits = Filters(pass_role=evidence.chosen_pass())
every = catalog.ask(heard.issue_titles)
try:
    page = catalog.ask(issues.issue, wanted, limits)
except UnknownNameError:
    evidence.unknown("issue", "issue", wanted, every)
    raise  # never reached: the page has stopped

bar = filters.Toolbar("issue")
about = Filters(issue=page.issue)
before, after, at = listing.neighbours(
    keys := evidence.neighbours_in_list("kb_issues", tuple(every)), page.issue
)
head = st.empty()
main, aside = st.columns([0.685, 0.315], gap="large")
with main:
    found = evidence.quotes(bar, about, page.codes)
together = catalog.ask(remedies.against, page.issue, limits)
notes = catalog.ask(memos.memos, tuple(share.code for share in page.codes))
with head.container():
    view.show(
        "issue_head.html",
        key="issue-head",
        page=page,
        every=catalog.ask(issues.issue, page.issue).counts,
        moderated=catalog.ask(issues.issue, page.issue, MODERATED).counts,
        is_moderated=limits.pass_role is not None,
        coders=len(catalog.coders()),
        seen_by_two=found.seen_by_two if found else 0,
        chosen=evidence.carried_by(page.codes),
        address_with=bar.address,
        before=before,
        after=after,
        at=at,
        of=len(keys),
        passes=passes,
        hue=hues.hues(),
        quotes=found.total if found else 0,
        fixes=len(together.pairs),
        notes=len(notes),
    )
with aside:
    view.show("issue_aside.html", key="issue-aside", together=together, passes=passes)
    company = st.container()
    view.show("memos.html", key="issue-memos", notes=notes, wording=wording, page="issue")
    evidence.write_memo("issue", page.codes, frame.coder())
    view.show("issue_definition.html", key="issue-definition", page=page)
with company:  # last, because in a large catalog it takes longest
    view.show(
        "issue_company.html",
        key="issue-company",
        companions=catalog.ask(companions.companions, limits)[page.issue][:COMPANIONS],
        passes=passes,
    )
