"""What goes wrong, and what people do about it: how often each is spoken of, before and after moderation."""

from __future__ import annotations

from sqlmodel import Session

from kb.analysis.frequencies import Frequencies
from kb.queries.analyses.frequencies import frequencies
from kb.queries.evidence.stage_aspect import StageAspectTable, stage_aspect_table
from kb.queries.filters import Filters
from kb.report.blocks import Block, Link, Section, Table, nothing, text
from kb.report.options import ReportOptions
from kb.report.sections.quotes import anchor

_HEAD = ("Interviews", "Coders", "Codings", "Before: interviews", "codings", "After: interviews", "codings ")
_NOTE = (
    "Before: in the coders' own passes. After: in the moderated ones. The last row counts each interview, "
    "coder and "
    "coding once; it is not a sum."
)


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the issues, and where in the lifecycle they arise."""
    found = frequencies(session, of="issue")
    blocks: tuple[Block, ...] = nothing("no coding carries an issue")
    if found.rows:
        table = stage_aspect_table(session, asked.filters)
        coded = found.coded.interviews
        blocks = (
            text(
                f"{len(found.rows)} issues were heard in {coded} coded interviews. The loudest is "
                f"“{found.rows[0].title}”, in {found.rows[0].interviews} of them."
            ),
            _frequencies("Issues, those of most interviews first", "Issue", found),
            _heat(table),
        )
    return Section("Issues", "issues", blocks)


def fixes(session: Session, _asked: ReportOptions) -> Section:
    """Return the fixes that practitioners named."""
    found = frequencies(session, Filters(), of="fix")
    blocks: tuple[Block, ...] = nothing("no coding carries a fix")
    if found.rows:
        blocks = (_frequencies("Fixes, those of most interviews first", "Fix", found),)
    return Section("Fixes", "fixes", blocks)


def _frequencies(caption: str, what: str, found: Frequencies) -> Table:
    return Table(
        caption,
        (what, *_HEAD),
        tuple(
            (
                Link(row.title, anchor(row)) if row.thing else row.title,
                row.interviews,
                row.coders,
                row.codings,
                row.before_interviews,
                row.before_codings,
                row.after_interviews,
                row.after_codings,
            )
            for row in (*found.rows, found.total)
        ),
        _NOTE,
    )


def _heat(table: StageAspectTable) -> Table:
    cells = {(cell.stage, cell.aspect): cell.interviews for cell in table.cells}
    stages = [(each.key, each.title) for each in table.stages]
    return Table(
        "Interviews by aspect and stage",
        ("Aspect", *(title for _, title in stages), "any"),
        tuple(
            (
                title,
                *(cells.get((stage, key), 0) or None for stage, _ in stages),
                cells.get((None, key), 0) or None,
            )
            for key, title in [*((each.key, each.title) for each in table.aspects), (None, "any")]
        ),
        "A cell counts the interviews with evidence for an issue of this aspect that arises in this stage. "
        "Totals are "
        "distinct interviews, not sums.",
    )
