"""Overview: what is in the catalog, where issues arise, the most frequent ones, and what is to do."""

from __future__ import annotations

import streamlit as st

from app import data
from app.screens.overview import most_frequent, progress, recent_actions, to_do
from app.screens.tasks.own_tasks import own_tasks
from app.shell import header, notices
from app.shell.who import current_coder
from app.ui import filters, templates, wording
from app.viewer import Right, reason_against
from kb.queries import history
from kb.queries.comparison import decisions
from kb.queries.documents import documents
from kb.queries.evidence import evidence_totals
from kb.queries.filtering.options import choices
from kb.queries.progress import pass_progress, resume
from kb.queries.progress.tasks import open_tasks_of

RECENT = 4
LATEST = 80  # actions that recent work is told from; many of one kind are told as one


def show() -> None:
    """Draw the page."""
    header.begin_page("Overview")
    totals = data.cached_query(documents.totals)
    if not totals.documents:
        render_empty()
        return
    study = data.study()
    recent = recent_actions.recent_actions(
        data.cached_query(history.history, limit=LATEST),
        RECENT,
        lambda batch: data.cached_query(history.described, (batch,)).get(batch),
    )
    passes = data.cached_query(pass_progress.pass_progress)
    tasks = to_do.tasks(totals, pass_progress.documents_without_decision(passes, half_moderated()), study)
    who = current_coder()
    place = data.cached_query(resume.last_coded_place, who) if who else None
    own = own_tasks(data.cached_query(open_tasks_of, who), wording.today()) if who else None
    templates.show(
        "overview/head.html",
        key="overview-head",
        totals=totals,
        every="all" if data.cached_query(choices).has_moderated else None,
        coded=data.cached_query(evidence_totals.evidence_totals),
        last=recent[0] if recent else None,
        tasks=tasks,
        place=place,
        own=own,
        who=who,
        wording=wording,
    )
    main, aside = st.columns([0.72, 0.28], gap="large")
    with main:
        if study.is_plain:
            most_frequent.render_codes(filters.Toolbar("overview"))
        else:
            most_frequent.render_issues(filters.Toolbar("overview"), study)
    with aside:
        templates.show(
            "overview/aside.html",
            key="overview-aside",
            tasks=tasks,
            strips=progress.strips(passes),
            recent=recent,
            who=who,
            place=place,
            own=own,
            wording=wording,
        )


def half_moderated() -> list[str]:
    """Return the documents in which some differences are decided and others are not."""
    if not data.cached_query(decisions.documents_with_decisions):
        return []
    from kb.queries.comparison import pass_comparison  # noqa: PLC0415  it compares with arrays, which nobody waits for without need

    return data.cached_query(pass_comparison.documents_half_moderated)


def render_empty() -> None:
    """Say what to do in a catalog without documents: begin a study, add a transcript, or open the demo."""
    from app.screens.overview import begin  # noqa: PLC0415  with it
    from app.shell import drop_zone  # noqa: PLC0415  the readers of files; an overview with documents needs none
    from kb.store.codebook.default_taxonomy import is_chosen  # noqa: PLC0415  with it

    is_begun = data.query(is_chosen)
    if reason := reason_against(Right.EDIT):
        templates.show("notice.html", key="overview-refused", notices=[("bad", reason)])
        return
    templates.show("overview/empty.html", key="overview-empty", is_begun=is_begun, name=data.name())
    notices.show("overview-notice")
    if is_begun:
        drop_zone.drop_zone(is_elsewhere=True)
        return
    begin.render_begin()
    templates.show("overview/first.html", key="overview-first")
    drop_zone.drop_zone(is_elsewhere=True)
    begin.render_demo()


show()
