"""The Compare page put together: all interviews, or two passes over one of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data
from app.screens.compare import (
    decide,
    header,
    interviews,
    passage,
    request,
    results,
    rows,
    side_by_side,
    work_list,
)
from app.screens.compare.rows import Row
from app.shell import notices
from app.shell.who import current_coder
from app.ui import agreement_table, filters, templates
from kb.queries.comparison import pass_comparison
from kb.queries.comparison.pass_comparison import PassComparison
from kb.queries.comparison.unblinding import has_seen_others
from kb.queries.documents import transcript
from kb.store.coding.unblinding import show_others

VIEWS = {"interviews": "Interviews", "agreement": "Agreement"}


def every() -> None:
    """Show the interviews that can be compared, those that wait first, or how coders agree."""
    templates.show(
        "list_head.html",
        key="compare-head",
        title="Compare",
        note="What two coders made of one interview, decided difference by difference.",
    )
    notices.show("compare-notice")
    with st.container(horizontal=True, key="compare-tools"):
        chosen = filters.Toolbar("compare").segments("view", "View", VIEWS, "interviews")
    if chosen == "agreement":
        agreement_table.show(None)
    else:
        interviews.show()


def one(document: str) -> None:
    """Show two passes over one interview."""
    found = data.cached_query(pass_comparison.pass_comparison, document, coders=request.passes())
    who = current_coder()
    if who is not None and _is_blind(found, who):
        _ask_to_see(found, who)
        return
    compared = rows.rows(found)
    bar = filters.Toolbar("compare")
    chosen = header.show(found, compared, bar)
    notices.show("compare-notice")
    if chosen == "agreement":
        agreement_table.show(found.document)
        return
    decide.ask_about_alike(found, compared)
    header.kinds(found, compared, bar)
    if chosen == "side":
        side_by_side.show(found, bar)
    else:
        _desk(found, compared, bar, who)


def nothing(document: str, reason: str) -> None:
    """Say why an interview cannot be compared, and what to do."""
    templates.show("compare/none.html", key="compare-none", document=document, reason=reason)


def _desk(found: PassComparison, compared: Sequence[Row], bar: filters.Toolbar, who: str | None) -> None:
    """Draw the work list, the difference that is looked at, and what came out so far."""
    at = work_list.looked_at(compared)
    named = at is not None and at.key == st.query_params.get("item")
    with st.container(key=f"compare-desk{'-item' if named else ''}"):
        left, middle, right = st.columns([0.37, 0.43, 0.2], gap="large")
        with left:
            work_list.show(found, compared, bar, at)
        with middle:
            if at is not None:
                passage.show(found, at, compared, who, back=bar.address(item=None))
        with right:
            results.show(found, compared, who)


def _is_blind(found: PassComparison, who: str) -> bool:
    """Whether somebody codes this interview and has not asked to see what others made of it."""
    return data.cached_query(transcript.coded_by, found.document, who) and not data.cached_query(
        has_seen_others, found.document, who=who
    )


def _ask_to_see(found: PassComparison, who: str) -> None:
    templates.show(
        "compare/blind.html", key="compare-blind", document=found.document, who=who, coders=found.coders
    )
    if st.button("Show the passes of others", key="compare-see"):
        data.execute(show_others, found.document, who=who)
        st.rerun()
