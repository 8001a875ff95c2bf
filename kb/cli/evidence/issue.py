"""``kb issue ID``: one issue's whole page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import records
from kb.cli.options import MOST, Context, Database, Format, asks
from kb.cli.output import render
from kb.cli.output.quotations import in_context, quotations
from kb.cli.output.terminal import Column, clean, shown, styled, table
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
FIXES = (Column("fix", key=True), Column("what people do", "title"), *NUMBERS)


@asks(without=("issue", "stage", "aspect"))
def issue(
    filters: Filters,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="Its name, its title or its study number.")],
    quotes: Annotated[
        int, typer.Option("--quotes", metavar="N", min=0, max=MOST, help="How many quotes; 0 for all.")
    ] = 10,
    context: Context = 1,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show one issue: what it is, its evidence, fixes and quotes.

    Filters limit the evidence. JSON gives the page as one object, its quotes included; CSV gives the quotes.
    """
    from kb.queries.evidence.issues import issue as ask
    from kb.queries.quotes.quotes import Quote
    from kb.queries.quotes.quotes import quotes as ask_quotes

    with reading(database) as session:
        page = ask(session, name, filters)
        about = replace(filters, issue=page.issue)
        shown_quotes = ask_quotes(session, about, limit=quotes or None)
        told = list(in_context(session, shown_quotes.quotes, context))
    if form in ("json", "jsonl"):
        render.answer(records.record(page) | {"quotes": told}, form=form)
    elif form == "csv":
        header = (*records.names(Quote), *(["context"] if context else []))
        render.rows(told, of=header, columns=(), form=form)
    else:
        render.show(*_page(page, shown_quotes, told))
    _note(page, shown_quotes)


def _page(page: IssuePage, quotes: QuotePage, told: list[dict[str, Any]]) -> list[Any]:
    counts = page.counts
    heard = (
        f"{counts.interviews} of {page.of_interviews} coded interviews, "
        f"coders: {counts.coders}, codings: {counts.codings}"
    )
    parts = [styled(clean(page.title), "bold"), clean(page.statement), ""]
    facts = {"issue": page.issue, "study": page.study, "aspect": page.aspect, "stages": page.stages}
    parts += [f"{title:<10}{shown(value)}" for title, value in facts.items() if value]
    parts += [f"{'heard in':<10}{heard}", "", styled("The codes that carry it", "bold"), ""]
    parts += [table(CODES, page.codes), ""]
    if page.fixes:
        parts += [styled("Fixes", "bold"), "", table(FIXES, page.fixes), ""]
    if told:
        parts += [styled(f"Quotes ({len(told)} of {quotes.total})", "bold"), ""]
        parts += quotations(quotes.quotes, told)
    return parts


def _note(page: IssuePage, quotes: QuotePage) -> None:
    if quotes.next:
        render.note(
            f"{quotes.total} quotes, showing {len(quotes.quotes)}: --quotes 0 shows all, "
            f"so does `kb quotes --issue {page.issue} --limit 0`"
        )
    elif not quotes.total:
        render.note("nobody was heard to speak of it")
