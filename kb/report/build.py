"""The report of a catalog, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlmodel import Session

from kb.db.blindness import blindness_of
from kb.formatting import counted
from kb.queries.codebook.study_contents import study_contents
from kb.queries.documents.documents import totals
from kb.queries.filtering.options import choices
from kb.report.blocks import Report, Section
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
        f"{held.documents} documents, {held.coders} coders, {held.codings} codings. Numbers "
        f"are from {asked.whose} unless stated otherwise. Each number links to its quotes."
        f"{_left_out(session)}",
        tuple(section(session, asked) for section in _sections(session)),
    )


def _sections(session: Session) -> Iterator[Callable[[Session, ReportOptions], Section]]:
    """The sections for which the study has something: issues, fixes, else codes."""
    study = study_contents(session)
    for section in _SECTIONS:
        if section is issues.section:
            if study.is_plain:
                yield issues.codes
            elif study.has_issues:
                yield section
        elif section is not issues.fixes or study.has_fixes:
            yield section


def _left_out(session: Session) -> str:
    """Say what is not in a report that somebody makes who codes blind."""
    blind = blindness_of(session)
    if blind is None:
        return ""
    number = counted(len(blind.passes), "pass")
    return f" Left out: {number} of others, to which {blind.coder} was blind when this report was made."
