"""The middle of the overview: where issues arise and which are most frequent; without issues, the codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from app import data
from app.screens.evidence.fix_rows import fix_rows
from app.screens.evidence.issue_rows import IssueRow, issue_rows, stage_aspect_and_issues
from app.screens.overview import heat_map
from app.ui import export, filters, parameters, templates, wording
from app.ui.styles import code_colours
from kb.queries.codebook.codes import codes
from kb.queries.codebook.study_contents import StudyContents
from kb.queries.filtering.filters import Filters, PassRole

MOST_FREQUENT = 7
MOST_CODES = 15
COUNTS = {"interviews": "Interviews", "codings": "Codings", "coders": "Coders"}
NOTES = {
    "interviews": "Interviews in which at least one {issue} of that {stage} and {aspect} is coded.",
    "codings": "Codings of the {issues} of that {stage} and {aspect}.",
    "coders": "Coders who coded {an issue} of that {stage} and {aspect}.",
}


def render_issues(bar: filters.Toolbar, study: StudyContents) -> None:
    """Show stage by aspect, as far as the study has them, and the issues (or fixes) of most interviews."""
    if study.has("issue-stage-aspect"):
        issues, role = _heat_map(bar)
    else:
        role = bar.passes()
        issues = data.cached_query(issue_rows, Filters(pass_role=role)) if study.has_issues else []
    if study.has_issues:
        _most_frequent(issues, is_moderated=role is not None)
    else:
        rows = data.cached_query(fix_rows, Filters(pass_role=role))
        templates.show(
            "overview/fixes.html",
            key="overview-loudest",
            rows=rows[:MOST_FREQUENT],
            total=len(rows),
            most=max((row.interviews for row in rows), default=1),
            passes=parameters.text("pass"),
        )


def render_codes(bar: filters.Toolbar) -> None:
    """Show the codes of most interviews, for a study that is a code tree."""
    rows = [
        row for row in data.cached_query(codes, Filters(pass_role=bar.passes())) if row.kind != "structural"
    ]
    rows.sort(key=lambda row: (-row.interviews, -row.codings, row.code.casefold()))
    templates.show(
        "overview/codes.html",
        key="overview-loudest",
        rows=rows[:MOST_CODES],
        most=max((row.interviews for row in rows), default=1),
        hue=code_colours.hues(),
    )


def _heat_map(bar: filters.Toolbar) -> tuple[list[IssueRow], PassRole | None]:
    """Show stage by aspect; return the issues, their numbers limited alike, and to whose passes."""
    with st.container(horizontal=True, vertical_alignment="center", key="overview-tools"):
        templates.show(
            "heading.html",
            key="overview-heat-title",
            title=wording.fill("{Issues} by {stage} and {aspect}"),
            note="",
        )
        counted = bar.segments("count", "Count", COUNTS, "interviews")
        limits = Filters(pass_role=bar.passes())
        found, issues = data.cached_query(stage_aspect_and_issues, limits)
        table = heat_map.heat_table(found, counted)
        words = data.study().words.forms
        export.export(
            "stage-by-aspect",
            [words["Aspect"], *(stage.title for stage in table.stages), f"any {words['stage']}"],
            lambda: _records(table, words),
            shown=len(table.rows),
            of=len(table.rows),
            what=words["aspects"],
            key="overview-heat",
        )
    templates.show(
        "overview/heat.html",
        key="overview-heat-table",
        table=table,
        note=wording.fill(NOTES[counted]),
        counted=counted,
        passes=parameters.text("pass"),
    )
    return issues, limits.pass_role


def _records(table: heat_map.Table, words: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in (*table.rows, table.total):
        named = {stage.title: cell.number for stage, cell in zip(table.stages, row.cells, strict=True)}
        yield {
            words["Aspect"]: row.title or f"any {words['aspect']}",
            f"any {words['stage']}": row.total,
        } | named


def _most_frequent(rows: Sequence[IssueRow], *, is_moderated: bool) -> None:
    """Show the issues that are coded in most interviews."""
    templates.show(
        "overview/issues.html",
        key="overview-loudest",
        rows=rows[:MOST_FREQUENT],
        total=len(rows),
        is_moderated=is_moderated,
        most=max((row.interviews for row in rows), default=1),
        passes=parameters.text("pass"),
    )
