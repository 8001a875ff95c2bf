"""``kb issue ISSUE``: one issue with its evidence, fixes and quotes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import records
from kb.cli.option_groups import filter_options
from kb.cli.options import Context, Database, Format, QuoteLimit
from kb.cli.output import render
from kb.cli.output.quotations import render_quotations, with_context
from kb.cli.output.terminal import Column, clean, display_text, render_table, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.evidence.issues import IssuePage
    from kb.queries.filters import Filters
    from kb.queries.quotes.quotes import QuotePage

NUMBERS = (
    Column("interviews", number=True),
    Column("codings", number=True, spare=1),
)
CODES = (Column("code", key=True), *NUMBERS)
FIXES = (Column("fix", key=True), Column("title"), *NUMBERS)


@filter_options(without=("issue", "stage", "aspect"))
def issue(
    filters: Filters,
    name: Annotated[
        str, typer.Argument(metavar="ISSUE", help="Name, title or number in the study, such as I6.1.")
    ],
    quotes: QuoteLimit = 10,
    context: Context = 1,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show one issue: its statement, evidence, fixes and quotes.

    Filters limit the codings that are counted and quoted. JSON gives one object that includes the quotes;
    CSV gives the quotes.
    """
    from kb.queries.evidence.issues import issue as query_issue
    from kb.queries.quotes.columns import QUOTE_COLUMNS
    from kb.queries.quotes.quotes import quotes as query_quotes

    with reading(database) as session:
        page = query_issue(session, name, filters)
        found = query_quotes(session, replace(filters, issue=page.issue), limit=quotes or None)
        rows = list(with_context(session, found.quotes, context))
    if form in ("json", "jsonl"):
        render.json_object(records.record(page) | {"quotes": rows}, form=form)
    elif form == "csv":
        header = (*QUOTE_COLUMNS, *(["context"] if context else []))
        render.rows(rows, of=header, columns=(), form=form)
    else:
        render.blocks(*_describe_issue(page, found, rows))
    _note_rest(page, found)


def _describe_issue(page: IssuePage, found: QuotePage, quotes: list[dict[str, Any]]) -> list[Any]:
    """Return the page of one issue for the terminal."""
    counts = page.counts
    evidence = (
        f"{counts.interviews} of {page.of_interviews} coded interviews, "
        f"coders: {counts.coders}, codings: {counts.codings}"
    )
    parts = [styled(clean(page.title), "bold"), clean(page.statement), ""]
    facts = {"issue": page.issue, "study": page.study, "aspect": page.aspect, "stages": page.stages}
    parts += [f"{title:<10}{display_text(value)}" for title, value in facts.items() if value]
    parts += [f"{'evidence':<10}{evidence}", "", styled("Codes of this issue", "bold"), ""]
    parts += [render_table(CODES, page.codes), ""]
    if page.fixes:
        parts += [styled("Fixes", "bold"), "", render_table(FIXES, page.fixes), ""]
    if quotes:
        parts += [styled(f"Quotes ({len(quotes)} of {found.total} codings)", "bold"), ""]
        parts += render_quotations(found.quotes, quotes)
    return parts


def _note_rest(page: IssuePage, found: QuotePage) -> None:
    """Say how to see the quotes that are not shown."""
    if found.next:
        render.note(
            f"{found.total} codings, showing {len(found.quotes)}: --quotes 0 shows all, "
            f"so does `kb quotes --issue {page.issue} --limit 0`"
        )
    elif not found.total:
        render.note("no codings for this issue")
