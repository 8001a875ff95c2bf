"""The report of a catalog, section by section."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from kb.queries.documents.documents import totals
from kb.queries.options import choices
from kb.report.blocks import Report
from kb.report.options import ReportOptions
from kb.report.sections import (
    agreement,
    checklist,
    codebook,
    data,
    issues,
    methods,
    moderation,
    network,
    quotes,
    saturation,
)

_SECTIONS = (
    data.section,
    methods.section,
    issues.section,
    issues.fixes,
    saturation.section,
    network.section,
    agreement.section,
    moderation.section,
    quotes.section,
    codebook.section,
    checklist.section,
)


def report(session: Session, asked: ReportOptions | None = None) -> Report:
    """Return the report of everything in a catalog; what cannot be said is said to be so, in one sentence."""
    asked = asked or ReportOptions()
    if asked.pass_role is None and choices(session).has_moderated:
        asked = replace(asked, pass_role="moderator")  # noqa: S106  no password
    held = totals(session)
    return Report(
        asked.title,
        f"{held.documents} documents, {held.coders} coders, {held.codings} codings. Numbers are of "
        f"{asked.whose} "
        "where nothing else is said; each leads to the words behind it.",
        tuple(section(session, asked) for section in _SECTIONS),
    )
