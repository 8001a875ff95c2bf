"""Fixes: what people do about it, against which issues, and how many speak of it."""

from __future__ import annotations

import streamlit as st

from app import catalog, exporting, filters, fixlist, frame, listing, view
from kb.queries.choices import choices
from kb.queries.evidence import Filters

COLUMNS = {
    "title": "Fix",
    "against": "Against",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
}

frame.page("Fixes")
bar = filters.Toolbar("fixes")
known = catalog.ask(choices)
head = st.container()
with st.container(horizontal=True, vertical_alignment="center", key="fixes-tools"):
    words = bar.text("q", "Find a fix", "Find a fix by its name")
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
    every = catalog.ask(fixlist.listed_fixes, Filters(pass_role=asked.pass_role))
    found = [row for row in catalog.ask(fixlist.listed_fixes, asked) if listing.matches(words, row)]
    rows, sort = listing.ordered(found, st.query_params.get("sort"), tuple(COLUMNS))
    exporting.export(
        "fixes",
        list(COLUMNS.values()),
        lambda: listing.records(rows, COLUMNS),
        shown=len(rows),
        of=len(every),
        what="fixes",
        key="fixes",
    )
st.session_state["kb_fixes"] = [row.key for row in rows]
with head:
    view.show(
        "list_head.html", key="fixes-head", title="Fixes", note="What people do about it, and against what."
    )
view.show(
    "fixes.html",
    key="fixes-list",
    rows=rows,
    total=len(every),
    columns=COLUMNS,
    sort=sort,
    chips=bar.chips,
    address_with=bar.address,
    most=max((row.interviews for row in rows), default=1),
    passes=st.query_params.get("pass"),
)
