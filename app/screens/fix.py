"""One fix: what it is, against which issues people use it, and in whose words."""

from __future__ import annotations

import streamlit as st

from app import catalog, evidence, filters, frame, hues, listing, view, wording
from kb.errors import UnknownNameError
from kb.queries import fix_page, heard, memos, remedies
from kb.queries.evidence import Filters

MODERATED = Filters(pass_role="moderator")  # noqa: S106  no password

frame.page("Fix")
evidence.within("fixes")
wanted = st.query_params.get("id", "")
passes = st.query_params.get("pass")
limits = Filters(pass_role=evidence.chosen_pass())
every = catalog.ask(heard.fix_titles)
try:
    page = catalog.ask(fix_page.fix, wanted, limits)
except UnknownNameError:
    evidence.unknown("fix", "fix", wanted, every)
    raise  # never reached: the page has stopped

bar = filters.Toolbar("fix")
before, after, at = listing.neighbours(
    keys := evidence.neighbours_in_list("kb_fixes", tuple(every)), page.fix
)
head = st.empty()
main, aside = st.columns([0.685, 0.315], gap="large")
with main:
    found = evidence.quotes(bar, Filters(fix=page.fix), page.codes)
against = catalog.ask(remedies.of, page.fix, limits)
notes = catalog.ask(memos.memos, tuple(share.code for share in page.codes))
with head.container():
    view.show(
        "fix_head.html",
        key="fix-head",
        page=page,
        every=catalog.ask(fix_page.fix, page.fix).counts,
        moderated=catalog.ask(fix_page.fix, page.fix, MODERATED).counts,
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
        against=against,
        notes=len(notes),
    )
with aside:
    view.show("fix_aside.html", key="fix-aside", against=against, page=page, passes=passes)
    view.show("memos.html", key="fix-memos", notes=notes, wording=wording, page="fix")
    evidence.write_memo("fix", page.codes, frame.coder())
