"""In whose words: for every issue the passages behind its numbers."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from kb.queries.frequencies import frequencies
from kb.queries.quotes import every_quote, quotes
from kb.report.anchors import slug
from kb.report.asked import Asked
from kb.report.blocks import Block, Heading, Quotation, Section, nothing, text

LONGEST = 600
"""Characters of a passage; what is longer is cut in the middle."""


def section(session: Session, asked: Asked) -> Section:
    """Return the first passages of every issue; where none is left after moderation, those of the coders."""
    rows = frequencies(session, of="issue").rows
    blocks: list[Block] = []
    for row in rows:
        filters = replace(asked.filters, issue=row.thing)
        total = quotes(session, filters, limit=1).total
        told = ""
        if not total:
            filters = replace(filters, pass_role=None)
            total = quotes(session, filters, limit=1).total
            told = "none stands after moderation; "
        found = (
            list(every_quote(session, filters))
            if not asked.quotes
            else list(quotes(session, filters, limit=asked.quotes).quotes)
        )
        blocks.append(Heading(f"{row.title} ({told}{len(found)} of {total})", f"quotes-{slug(row.thing)}"))
        blocks += [
            Quotation(
                shortened(each.quote),
                each.document,
                each.paragraph + 1,
                each.role or "unknown",
                (each.code,),
                (each.coder,),
            )
            for each in found
        ]
    about = text("Passages in the order of the text, with interview and paragraph, code and coder.")
    return Section("Quotes", "quotes", (about, *blocks) if blocks else nothing("there are no quotes"))


def shortened(words: str) -> str:
    """Return a passage on one line, cut in the middle if it is long."""
    line = " ".join(words.split())
    if len(line) <= LONGEST:
        return line
    half = LONGEST // 2
    return f"{line[:half].rsplit(' ', 1)[0]} […] {line[-half:].split(' ', 1)[-1]}"
