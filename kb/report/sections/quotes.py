"""In whose words: for every issue and every fix the passages behind its numbers."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from kb.analysis.frequencies import Frequency
from kb.codebook.words import Words
from kb.queries.analyses.frequencies import frequencies
from kb.queries.analyses.groupings import LevelName
from kb.queries.codebook.study_contents import study_contents
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.coded_passages import coded_passages
from kb.queries.quotes.quotes import shortened
from kb.report.anchors import slug
from kb.report.blocks import Block, Heading, Quotation, Section, nothing, text
from kb.report.options import ReportOptions

_LEVELS: tuple[LevelName, ...] = ("issue", "fix")
LONGEST = 600
"""Characters of a passage; what is longer is cut in the middle."""


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the first passages of every issue and fix; where none kept after moderation, the coders'."""
    blocks: list[Block] = []
    study = study_contents(session)
    levels: tuple[LevelName, ...] = ("code",) if study.is_plain else _LEVELS
    for level in levels:
        for row in frequencies(session, of=level).rows:
            blocks += _passages(session, asked, row, study.words)
    about = text("Passages in the order of the text, with interview and paragraph, code and coder.")
    return Section("Quotes", "quotes", (about, *blocks) if blocks else nothing("there are no quotes"))


def anchor(row: Frequency) -> str:
    """Return where the passages of an issue or a fix stand."""
    return f"quotes-{row.level}-{slug(row.thing)}"


def _about(row: Frequency) -> Filters:
    if row.level == "issue":
        return Filters(issue=row.thing)
    return Filters(fix=row.thing) if row.level == "fix" else Filters(code=row.thing)


def _passages(session: Session, asked: ReportOptions, row: Frequency, words: Words) -> list[Block]:
    about = _about(row)
    filters, note = replace(about, pass_role=asked.pass_role), ""
    page = coded_passages(session, filters, limit=asked.quotes or None)
    if not page.total:
        note = "none kept after moderation; "
        page = coded_passages(session, about, limit=asked.quotes or None)
    passages = [
        Quotation(
            shortened(each.quote, LONGEST),
            each.document,
            each.paragraph + 1,
            each.role or "unknown",
            (each.code,),
            tuple(dict.fromkeys(person.coder for person in each.coders)),
        )
        for each in page.passages
    ]
    kind = f"{words['Fix']}: " if row.level == "fix" else ""
    return [Heading(f"{kind}{row.title} ({note}{len(passages)} of {page.total})", anchor(row)), *passages]
