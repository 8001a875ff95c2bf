"""Overview: what is in the catalog, where issues arise, the most frequent ones, and what is to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from app import data
from app.screens.overview import heat_map, progress, recent_actions, to_do
from app.shell import header, notices
from app.shell.who import current_coder
from app.ui import export, filters, templates, wording
from app.ui.issue_rows import IssueRow, stage_aspect_and_issues
from kb.queries import history
from kb.queries.comparison import decisions
from kb.queries.documents import documents
from kb.queries.evidence import evidence_totals
from kb.queries.filters import Filters
from kb.queries.progress import pass_progress, resume

MOST_FREQUENT = 7
RECENT = 4
LATEST = 80  # actions that recent work is told from; many of one kind are told as one

COUNTS = {"interviews": "Interviews", "codings": "Codings", "coders": "Coders"}
NOTES = {
    "interviews": "Interviews in which at least one issue of that stage and aspect is coded.",
    "codings": "Codings of the issues of that stage and aspect.",
    "coders": "Coders who coded an issue of that stage and aspect.",
}


def show() -> None:
    """Draw the page."""
    header.begin_page("Overview")
    totals = data.cached_query(documents.totals)
    if not totals.documents:
        render_empty()
        return
    recent = recent_actions.recent_actions(data.cached_query(history.history, limit=LATEST), RECENT)
    passes = data.cached_query(pass_progress.pass_progress)
    tasks = to_do.tasks(totals, pass_progress.documents_without_decision(passes, half_moderated()))
    who = current_coder()
    place = data.cached_query(resume.last_coded_place, who) if who else None
    templates.show(
        "overview/head.html",
        key="overview-head",
        totals=totals,
        coded=data.cached_query(evidence_totals.evidence_totals),
        last=recent[0] if recent else None,
        tasks=tasks,
        place=place,
        wording=wording,
    )
    main, aside = st.columns([0.72, 0.28], gap="large")
    with main:
        render_most_frequent(render_heat_map(filters.Toolbar("overview")))
    with aside:
        templates.show(
            "overview/aside.html",
            key="overview-aside",
            tasks=tasks,
            strips=progress.strips(passes),
            recent=recent,
            who=who,
            place=place,
            wording=wording,
        )


def render_heat_map(bar: filters.Toolbar) -> list[IssueRow]:
    """Show stage by aspect; return the issues, their numbers limited alike."""
    with st.container(horizontal=True, vertical_alignment="center", key="overview-tools"):
        templates.show(
            "heading.html", key="overview-heat-title", title="Issues by stage and quality aspect", note=""
        )
        counted = bar.segments("count", "Count", COUNTS, "interviews")
        limits = Filters(pass_role=bar.passes())
        found, issues = data.cached_query(stage_aspect_and_issues, limits)
        table = heat_map.heat_table(found, counted)
        export.export(
            "stage-by-aspect",
            ["Aspect", *(stage.title for stage in table.stages), "any stage"],
            lambda: _records(table),
            shown=len(table.rows),
            of=len(table.rows),
            what="aspects",
            key="overview-heat",
        )
    templates.show(
        "overview/heat.html",
        key="overview-heat-table",
        table=table,
        note=NOTES[counted],
        counted=counted,
        passes=st.query_params.get("pass"),
    )
    return issues


def _records(table: heat_map.Table) -> Iterator[dict[str, Any]]:
    for row in (*table.rows, table.total):
        named = {stage.title: cell.number for stage, cell in zip(table.stages, row.cells, strict=True)}
        yield {"Aspect": row.title, "any stage": row.total} | named


def render_most_frequent(rows: Sequence[IssueRow]) -> None:
    """Show the issues that are coded in most interviews."""
    st.session_state["kb_issues"] = [row.key for row in rows]
    templates.show(
        "overview/issues.html",
        key="overview-loudest",
        rows=rows[:MOST_FREQUENT],
        total=len(rows),
        most=max((row.interviews for row in rows), default=1),
        passes=st.query_params.get("pass"),
    )


def half_moderated() -> list[str]:
    """Return the documents in which some differences are decided and others are not."""
    if not data.cached_query(decisions.documents_with_decisions):
        return []
    from kb.queries.comparison import pass_comparison  # noqa: PLC0415  it compares with arrays, which nobody waits for without need

    return data.cached_query(pass_comparison.documents_half_moderated)


def render_empty() -> None:
    """Say what to do in a catalog without documents: add a transcript, or open the demo."""
    from app.shell import drop_zone  # noqa: PLC0415  the readers of files; an overview with documents needs none

    templates.show("overview/empty.html", key="overview-empty")
    notices.show("overview-notice")
    drop_zone.drop_zone()
    with st.container(horizontal=True, key="overview-begin"):
        if st.button("Add the demo interviews", key="overview-demo"):
            with st.spinner("Adding the demo interviews…"):
                drop_zone.build_demo(current_coder())
            st.rerun()


show()
