"""``kb issue ISSUE``: one issue with its evidence, fixes and quotes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import records
from kb.cli.option_groups import filter_options
from kb.cli.options import Context, Database, Format, QuoteLimit
from kb.cli.output import render, words
from kb.cli.output.quotations import render_quotations, with_context
from kb.cli.output.terminal import Column, clean, display_text, render_table, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.evidence.issues import IssuePage
    from kb.queries.filtering.filters import Filters
    from kb.queries.quotes.coded_passages import CodedPassagePage

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
    from kb.queries.quotes.coded_passages import coded_passages
    from kb.queries.quotes.columns import passage_names

    with reading(database) as session:
        page = query_issue(session, name, filters)
        found = coded_passages(session, replace(filters, issue=page.issue), limit=quotes or None)
        rows = list(with_context(session, found.passages, context))
    if form in ("json", "jsonl"):
        render.json_object(records.record(page) | {"quotes": rows}, form=form)
    elif form == "csv":
        header = (*passage_names(), *(["context"] if context else []))
        render.rows(rows, of=header, columns=(), form=form)
    else:
        render.blocks(*_describe_issue(page, found, rows))
    _note_rest(page, found)


def _describe_issue(page: IssuePage, found: CodedPassagePage, quotes: list[dict[str, Any]]) -> list[Any]:
    """Return the page of one issue for the terminal."""
    counts = page.counts
    evidence = (
        f"{counts.interviews} of {page.of_interviews} coded interviews, "
        f"coders: {counts.coders}, codings: {counts.codings}"
    )
    parts = [styled(clean(page.title), "bold"), clean(page.statement), ""]
    facts = {"issue": page.issue, "number": page.study, "aspect": page.aspect, "stages": page.stages}
    wide = max(10, *(len(words.named(title)) + 1 for title in facts))
    parts += [f"{words.named(title):<{wide}}{display_text(value)}" for title, value in facts.items() if value]
    parts += [f"{'evidence':<{wide}}{evidence}"]
    if page.same_evidence:
        titles = ", ".join(title for _, title in page.same_evidence)
        parts += [clean(f"{'':<{wide}}same codes, and so the same evidence, as {titles}")]
    parts += ["", styled(words.fill("Codes of this {issue}"), "bold"), ""]
    parts += [render_table(CODES, page.codes), ""]
    if page.fixes:
        parts += [styled(words.named("Fixes"), "bold"), "", render_table(FIXES, page.fixes), ""]
    if quotes:
        parts += [styled(f"Quotes ({len(quotes)} of {found.total})", "bold"), ""]
        parts += render_quotations(found.passages, quotes)
    return parts


def _note_rest(page: IssuePage, found: CodedPassagePage) -> None:
    """Say how to see the quotes that are not shown."""
    if found.next:
        render.note(
            f"{found.total} quotes, showing {len(found.passages)}: --quotes 0 shows all, "
            f"so does `kb quotes --issue {page.issue} --limit 0`"
        )
    elif not found.total:
        render.note(words.fill("no codings for this {issue}"))
