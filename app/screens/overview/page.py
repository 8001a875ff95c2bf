"""Overview: what is in the catalog, where issues arise, the loudest ones, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from app import data
from app.screens.overview import summary
from app.shell import navigation, notices
from app.ui import export, filters, templates, wording
from kb.queries import history
from kb.queries.comparison import decisions
from kb.queries.documents import documents
from kb.queries.evidence import evidence_totals
from kb.queries.filters import Filters
from kb.queries.progress import pass_progress, resume

LOUDEST = 7
RECENT = 4
LOOKED_AT = 80  # actions that recent work is told from; many of one kind are told as one

COUNTS = {"interviews": "Interviews", "codings": "Codings", "coders": "Coders"}
MEANS = {
    "interviews": "Interviews in which at least one issue of that stage and aspect is coded.",
    "codings": "Codings of the issues of that stage and aspect.",
    "coders": "Coders who coded an issue of that stage and aspect.",
}


def header() -> None:
    """Show the totals as a sentence, and the last change."""
    templates.show(
        "overview/head.html",
        key="overview-head",
        totals=totals,
        heard=data.cached_query(evidence_totals.evidence_totals),
        last=recent[0] if recent else None,
        missing=missing,
        place=place,
        wording=wording,
    )


def heat_map(bar: filters.Toolbar) -> list[summary.ListedIssue]:
    """Show stage by aspect; return the issues, their numbers limited alike."""
    with st.container(horizontal=True, vertical_alignment="center", key="overview-tools"):
        templates.show(
            "heading.html", key="overview-heat-title", title="Where issues arise and what they hurt", note=""
        )
        counted = bar.segments("count", "What is counted", COUNTS, "interviews")
        asked = Filters(pass_role=bar.passes())
        found, issues = data.cached_query(summary.loudness, asked)
        table = summary.heat_table(found, counted)
        export.export(
            "stage-by-aspect",
            ["Aspect", *(stage.title for stage in table.stages), "any stage"],
            lambda: _cells(table),
            shown=len(table.rows),
            of=len(table.rows),
            what="aspects",
            key="overview-heat",
        )
    templates.show(
        "overview/heat.html",
        key="overview-heat-table",
        table=table,
        note=MEANS[counted],
        counted=counted,
        passes=st.query_params.get("pass"),
    )
    return issues


def _cells(table: summary.Table) -> Iterator[dict[str, Any]]:
    for row in (*table.rows, table.total):
        named = {stage.title: cell.number for stage, cell in zip(table.stages, row.cells, strict=True)}
        yield {"Aspect": row.title, "any stage": row.total} | named


def loudest(rows: Sequence[summary.ListedIssue]) -> None:
    """Show the issues that most interviews speak of."""
    st.session_state["kb_issues"] = [row.key for row in rows]
    templates.show(
        "overview/loudest.html",
        key="overview-loudest",
        rows=rows[:LOUDEST],
        total=len(rows),
        most=max((row.interviews for row in rows), default=1),
        passes=st.query_params.get("pass"),
    )


def half_decided() -> list[str]:
    """Return the documents in which some differences are decided and others are not."""
    if not data.cached_query(decisions.documents_with_decisions):
        return []
    from kb.queries.comparison import pass_comparison  # noqa: PLC0415  it compares with arrays, which nobody waits for without need

    return data.cached_query(pass_comparison.documents_half_moderated)


def empty() -> None:
    """Say what to do in a catalog without documents: drop a transcript, or look at the demo."""
    from app.screens.documents import upload  # noqa: PLC0415  the readers of files; an overview with documents needs none

    templates.show("overview/empty.html", key="overview-empty")
    notices.show("overview-notice")
    upload.drop_zone()
    with st.container(horizontal=True, key="overview-begin"):
        if st.button("Look at the demo", key="overview-demo"):
            with st.spinner("Reading the invented interviews…"):
                upload.build_demo(navigation.coder())
            st.rerun()


navigation.page("Overview")
totals = data.cached_query(documents.totals)
if not totals.documents:
    empty()
    st.stop()
recent = summary.recent_actions(data.cached_query(history.history, limit=LOOKED_AT), RECENT)
passes = data.cached_query(pass_progress.pass_progress)
missing = summary.missing(totals, pass_progress.documents_without_decision(passes, half_decided()))
who = navigation.coder()
place = data.cached_query(resume.last_coded_place, who) if who else None
header()
main, aside = st.columns([0.72, 0.28], gap="large")
with main:
    loudest(heat_map(filters.Toolbar("overview")))
with aside:
    templates.show(
        "overview/aside.html",
        key="overview-aside",
        totals=totals,
        missing=missing,
        status=summary.status(passes),
        recent=recent,
        who=who,
        place=place,
        wording=wording,
    )
