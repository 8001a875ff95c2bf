"""What goes wrong, and what people do about it: how often each is spoken of, before and after moderation."""

from __future__ import annotations

from sqlmodel import Session

from kb.analysis.frequencies import Frequencies
from kb.codebook.words import Words
from kb.queries import names
from kb.queries.analyses.frequencies import frequencies
from kb.queries.evidence.stage_aspect import StageAspectTable, stage_aspect_table
from kb.queries.filtering.filters import Filters
from kb.report.blocks import Block, Link, Section, Table, nothing, text
from kb.report.options import ReportOptions
from kb.report.sections.quotes import anchor

_HEAD = ("Interviews", "Coders", "Codings", "Before: interviews", "codings", "After: interviews", "codings ")
_NOTE = (
    "Before: in the coders' own passes. After: in the moderated ones. The last row counts each interview, "
    "coder and coding once, so it can be less than the sum."
)


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the issues, and where in the lifecycle they arise."""
    words = names.study(session).words
    found = frequencies(session, of="issue")
    blocks: tuple[Block, ...] = nothing(words.fill("no {issue} is coded"))
    if found.rows:
        table = stage_aspect_table(session, asked.filters)
        coded = found.coded.interviews
        blocks = (
            text(
                f"{len(found.rows)} {words['issues']} are coded in {coded} interviews. The most frequent is "
                f"“{found.rows[0].title}”, in {found.rows[0].interviews} interviews."
            ),
            _frequencies(words.fill("{Issues} by number of interviews"), words["Issue"], found),
            *([_heat(table, words)] if table.stages and table.aspects else []),
        )
    return Section(words["Issues"], "issues", blocks)


def fixes(session: Session, _asked: ReportOptions) -> Section:
    """Return the fixes that practitioners named."""
    words = names.study(session).words
    found = frequencies(session, Filters(), of="fix")
    blocks: tuple[Block, ...] = nothing(words.fill("no {fix} is coded"))
    if found.rows:
        blocks = (_frequencies(words.fill("{Fixes} by number of interviews"), words["Fix"], found),)
    return Section(words["Fixes"], "fixes", blocks)


def codes(session: Session, _asked: ReportOptions) -> Section:
    """Return the codes of a study that has neither issues nor fixes."""
    found = frequencies(session, Filters(), of="code")
    blocks: tuple[Block, ...] = nothing("nothing is coded")
    if found.rows:
        blocks = (_frequencies("Codes by number of interviews", "Code", found),)
    return Section("Codes", "codes", blocks)


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


def _heat(table: StageAspectTable, words: Words) -> Table:
    cells = {(cell.stage, cell.aspect): cell.interviews for cell in table.cells}
    stages = [(each.key, each.title) for each in table.stages]
    return Table(
        words.fill("Interviews by {aspect} and {stage}"),
        (words["Aspect"], *(title for _, title in stages), "any"),
        tuple(
            (
                title,
                *(cells.get((stage, key), 0) or None for stage, _ in stages),
                cells.get((None, key), 0) or None,
            )
            for key, title in [*((each.key, each.title) for each in table.aspects), (None, "any")]
        ),
        words.fill("A cell counts the interviews with evidence for {an issue} of this {aspect} and {stage}. ")
        + "Totals count each interview once, so they can be less than the sum.",
    )
