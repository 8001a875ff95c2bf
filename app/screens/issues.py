"""Issues: every issue with its evidence, filtered and sorted by what the address says."""

from __future__ import annotations

import streamlit as st

from app import catalog, exporting, filters, frame, listing, summary, view
from kb.queries.choices import choices
from kb.queries.evidence import Filters

COLUMNS = {
    "title": "Issue",
    "stages": "Stage",
    "aspect": "Aspect",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
    "fixes": "Fixes",
}

frame.page("Issues")
bar = filters.Toolbar("issues")
known = catalog.ask(choices)
head = st.container()
with st.container(horizontal=True, vertical_alignment="center", key="issues-tools"):
    words = bar.text("q", "Find an issue", "Find an issue by its name")
    asked = Filters(
        stage=bar.choice("stage", "Stage", dict(known.stages), anything="Any stage"),
        aspect=bar.choice("aspect", "Aspect", dict(known.aspects), anything="Any aspect"),
        attribute=bar.choice(
            "attribute", "Case", {each: each for each in known.attributes}, anything="Any case"
        )
        if known.attributes
        else None,
        coder=bar.choice("coder", "Coder", {each: each for each in known.coders}, anything="Any coder"),
        pass_role=bar.passes(),
    )
    limits = Filters(pass_role=asked.pass_role)
    every = catalog.ask(summary.listed_issues, limits)
    found = [row for row in catalog.ask(summary.listed_issues, asked) if listing.matches(words, row)]
    rows, sort = listing.ordered(found, st.query_params.get("sort"), tuple(COLUMNS))
    exporting.export(
        "issues",
        list(COLUMNS.values()),
        lambda: listing.records(rows, COLUMNS),
        shown=len(rows),
        of=len(every),
        what="issues",
        key="issues",
    )
st.session_state["kb_issues"] = [row.key for row in rows]
with head:
    view.show(
        "list_head.html", key="issues-head", title="Issues", note="What goes wrong, and how many speak of it."
    )
view.show(
    "issues.html",
    key="issues-list",
    rows=rows,
    total=len(every),
    columns=COLUMNS,
    sort=sort,
    chips=bar.chips,
    address_with=bar.address,
    most=max((row.interviews for row in rows), default=1),
    passes=st.query_params.get("pass"),
)
