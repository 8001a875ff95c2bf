"""The Compare page put together: all interviews, or two passes over one of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import agreeing_view, catalog, filters, frame, notices, view
from app.comparing import (
    asked,
    deciding,
    head,
    interviews,
    outcome,
    passage,
    rows,
    side_by_side,
    work,
)
from app.comparing.rows import Row
from kb.queries import desk, surface
from kb.queries.desk import Desk
from kb.store import seeing

VIEWS = {"interviews": "Interviews", "agreement": "Agreement"}


def every() -> None:
    """Show the interviews that can be compared, those that wait first, or how coders agree."""
    view.show(
        "list_head.html",
        key="compare-head",
        title="Compare",
        note="What two coders made of one interview, decided difference by difference.",
    )
    notices.show("compare-notice")
    with st.container(horizontal=True, key="compare-tools"):
        chosen = filters.Toolbar("compare").segments("view", "View", VIEWS, "interviews")
    if chosen == "agreement":
        agreeing_view.show(None)
    else:
        interviews.show()


def one(document: str) -> None:
    """Show two passes over one interview."""
    found = catalog.ask(desk.desk, document, coders=asked.passes())
    who = frame.coder()
    if who is not None and _is_blind(found, who):
        _ask_to_see(found, who)
        return
    compared = rows.rows(found)
    bar = filters.Toolbar("compare")
    chosen = head.show(found, compared, bar)
    notices.show("compare-notice")
    if chosen == "agreement":
        agreeing_view.show(found.document)
        return
    deciding.ask_about_alike(found, compared)
    head.kinds(found, compared, bar)
    if chosen == "side":
        side_by_side.show(found, bar)
    else:
        _desk(found, compared, bar, who)


def nothing(document: str, reason: str) -> None:
    """Say why an interview cannot be compared, and what to do."""
    view.show("compare_none.html", key="compare-none", document=document, reason=reason)


def _desk(found: Desk, compared: Sequence[Row], bar: filters.Toolbar, who: str | None) -> None:
    """Draw the work list, the difference that is looked at, and what came out so far."""
    at = work.looked_at(compared)
    named = at is not None and at.key == st.query_params.get("item")
    with st.container(key=f"compare-desk{'-item' if named else ''}"):
        left, middle, right = st.columns([0.37, 0.43, 0.2], gap="large")
        with left:
            work.show(found, compared, bar, at)
        with middle:
            if at is not None:
                passage.show(found, at, compared, who, back=bar.address(item=None))
        with right:
            outcome.show(found, compared, who)


def _is_blind(found: Desk, who: str) -> bool:
    """Whether somebody codes this interview and has not asked to see what others made of it."""
    return catalog.ask(surface.codes_it, found.document, who) and not catalog.ask(
        seeing.has_seen_others, found.document, who=who
    )


def _ask_to_see(found: Desk, who: str) -> None:
    view.show(
        "compare_blind.html", key="compare-blind", document=found.document, who=who, coders=found.coders
    )
    if st.button("Show the passes of others", key="compare-see"):
        catalog.tell(seeing.show_others, found.document, who=who)
        st.rerun()
