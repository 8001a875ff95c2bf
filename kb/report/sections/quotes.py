"""In whose words: for every issue and every fix the passages behind its numbers."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from kb.analysis.frequencies import Frequency
from kb.queries.analyses.frequencies import frequencies
from kb.queries.analyses.groupings import LevelName
from kb.queries.filters import Filters
from kb.queries.quotes.quotes import every_quote, quotes, shortened
from kb.report.anchors import slug
from kb.report.blocks import Block, Heading, Quotation, Section, nothing, text
from kb.report.options import ReportOptions

_LEVELS: tuple[LevelName, ...] = ("issue", "fix")
LONGEST = 600
"""Characters of a passage; what is longer is cut in the middle."""


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the first passages of every issue and fix; where none stands after moderation, the coders'."""
    blocks: list[Block] = []
    for level in _LEVELS:
        for row in frequencies(session, of=level).rows:
            blocks += _passages(session, asked, row)
    about = text("Passages in the order of the text, with interview and paragraph, code and coder.")
    return Section("Quotes", "quotes", (about, *blocks) if blocks else nothing("there are no quotes"))


def anchor(row: Frequency) -> str:
    """Return where the passages of an issue or a fix stand."""
    return f"quotes-{row.level}-{slug(row.thing)}"


def _passages(session: Session, asked: ReportOptions, row: Frequency) -> list[Block]:
    about = Filters(issue=row.thing) if row.level == "issue" else Filters(fix=row.thing)
    filters, told = replace(about, pass_role=asked.pass_role), ""
    total = quotes(session, filters, limit=1).total
    if not total:
        filters, told = about, "none stands after moderation; "
        total = quotes(session, filters, limit=1).total
    few = quotes(session, filters, limit=asked.quotes).quotes if asked.quotes else None
    passages = [
        Quotation(
            shortened(each.quote, LONGEST),
            each.document,
            each.paragraph + 1,
            each.role or "unknown",
            (each.code,),
            (each.coder,),
        )
        for each in (every_quote(session, filters) if few is None else few)
    ]
    kind = "Fix: " if row.level == "fix" else ""
    return [Heading(f"{kind}{row.title} ({told}{len(passages)} of {total})", anchor(row)), *passages]
