"""The Compare page put together: all interviews, or two passes over one of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

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
from app.shell import notices, undoing
from app.shell.who import current_coder
from app.ui import agreement_table, filters, parameters, templates
from app.viewer import Right
from kb.queries import names
from kb.queries.comparison import machine_runs, pass_comparison, unblinding
from kb.queries.comparison.pass_comparison import PassComparison
from kb.store.coding.unblinding import show_others

VIEWS = {"interviews": "Interviews", "agreement": "Agreement"}


def every() -> None:
    """Show the interviews that can be compared, those that wait first, or how coders agree."""
    templates.show(
        "list_head.html",
        key="compare-head",
        title="Compare",
        note="Compare the codings of two coders in one interview and decide each difference.",
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
    if _must_ask(document):
        return
    found = data.cached_query(pass_comparison.pass_comparison, document, coders=request.passes())
    who = current_coder(Right.MODERATE)
    compared = rows.rows(found)
    bar = filters.Toolbar("compare")
    chosen = header.show(found, compared, bar)
    notices.show("compare-notice")
    undoing.ask()
    if chosen == "agreement":
        agreement_table.show(found.document)
        return
    decide.show_outbox(found, who)
    decide.ask_about_similar(found, compared)
    header.kinds(found, compared, bar)
    header.machines(found)
    if chosen == "side":
        side_by_side.show(found, bar)
    else:
        _desk(found, compared, bar, who)


def nothing(document: str, reason: str) -> None:
    """Say why an interview cannot be compared, and what to do."""
    pairs = data.cached_query(pass_comparison.pairs_with_machine, document)
    templates.show("compare/none.html", key="compare-none", document=document, reason=reason, pairs=pairs)


def _desk(found: PassComparison, compared: Sequence[Row], bar: filters.Toolbar, who: str | None) -> None:
    """Draw the work list, the difference that is looked at, and what came out so far."""
    at = work_list.looked_at(compared)
    named = at is not None and at.key == parameters.text("item")
    with st.container(key=f"compare-desk{'-item' if named else ''}"):
        left, middle, right = st.columns([0.37, 0.43, 0.2], gap="large")
        with left:
            work_list.show(found, compared, bar, at)
        with middle:
            if at is not None:
                passage.show(found, at, compared, who, back=bar.address(item=None))
        with right:
            results.show(found, compared, who)


def _must_ask(document: str) -> bool:
    """Ask somebody who codes this interview blind before they see what others made of it."""
    who, unseen = current_coder(), data.blind_to()
    document, number = data.cached_query(_named, document)
    if who is None or number not in unseen:
        return False
    blind = data.blindness()
    hidden = [each.coder for each in (blind.passes if blind else ()) if each.document == document]
    hidden += data.cached_query(machine_runs.machines, document)
    if not hidden:
        return False
    coders = list(dict.fromkeys(hidden))
    in_round = data.cached_query(unblinding.open_rounds, who).get(document)
    templates.show(
        "compare/blind.html", key="compare-blind", document=document, who=who, coders=coders, round=in_round
    )
    if in_round is None and st.button("Show the codings of others", key="compare-see"):
        data.execute(show_others, document, who=who)
        st.rerun()
    return True


def _named(session: Session, document: str) -> tuple[str, int]:
    of = names.document(session, document)
    return of.name, of.id or 0
