"""``kb fixes [FIX]``: what practitioners do against the issues."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import records
from kb.cli.option_groups import filter_options
from kb.cli.options import Context, Database, Form, Format, IncludeEmpty, Limit, QuoteLimit
from kb.cli.output import render, words
from kb.cli.output.quotations import render_quotations, with_context
from kb.cli.output.terminal import Column, clean, display_text, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.evidence.fixes import FixRow
    from kb.queries.filtering.filters import Filters
    from kb.queries.quotes.coded_passages import CodedPassagePage

COLUMNS = (
    Column("fix", key=True),
    Column("title"),
    Column("mitigates", room=120),
    Column("interviews", number=True),
    Column("coders", number=True, spare=2),
    Column("codings", number=True, spare=1),
)


@filter_options(without=("fix",))
def fixes(
    filters: Filters,
    name: Annotated[
        str | None, typer.Argument(metavar="FIX", help="Show this fix with its quotes.", show_default=False)
    ] = None,
    include_empty: IncludeEmpty = False,
    limit: Limit = 0,
    quotes: QuoteLimit = 10,
    context: Context = 1,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the fixes, or show one fix with its quotes.

    The list is sorted by interviews. The evidence for a fix is the codings of the codes assigned to it.
    --issue, --stage and --aspect select the fixes by the issues they mitigate; the other filters select
    the codings that are counted. Fixes without codings are left out unless you give --all. For one FIX,
    JSON gives one object and CSV gives its quotes.
    """
    from kb.queries.evidence.fixes import FixRow
    from kb.queries.evidence.fixes import fixes as query_fixes

    with reading(database) as session:
        if name is not None:
            _show_fix(session, filters, name, quotes=quotes, context=context, form=form)
            return
        rows = query_fixes(session, filters, every=include_empty)
    render.rows(render.limited(rows, limit, noun="fix"), of=FixRow, columns=COLUMNS, form=form)
    if not rows:
        render.note(words.fill("no {fixes} with such codings; --all lists those without codings"))


def _show_fix(
    session: Session, filters: Filters, name: str, *, quotes: int, context: int, form: Form
) -> None:
    from kb.queries.evidence.fixes import fixes as query_fixes
    from kb.queries.names import fix
    from kb.queries.quotes.coded_passages import coded_passages
    from kb.queries.quotes.columns import passage_names

    evidence = replace(filters, fix=fix(session, name).key, issue=None, stage=None, aspect=None)
    row = query_fixes(session, evidence, every=True)[0]
    page = coded_passages(session, evidence, limit=quotes or None)
    rows = list(with_context(session, page.passages, context))
    if form in ("json", "jsonl"):
        render.json_object(records.record(row) | {"quotes": rows}, form=form)
    elif form == "csv":
        header = (*passage_names(), *(["context"] if context else []))
        render.rows(rows, of=header, columns=(), form=form)
    else:
        render.blocks(*_describe_fix(row, page, rows))
    if page.next:
        render.note(f"{page.total} quotes, showing {len(rows)}: --quotes 0 shows all")


def _describe_fix(row: FixRow, page: CodedPassagePage, quotes: list[dict[str, Any]]) -> list[Any]:
    """Return the page of one fix for the terminal."""
    parts = [styled(clean(row.title), "bold"), clean(row.statement), ""]
    wide = max(10, len(words.named("fix")))
    parts += [
        f"{words.named('fix'):<{wide}} {row.fix}",
        f"{'mitigates':<{wide}} {display_text(row.mitigates)}",
    ]
    parts += [
        f"{'evidence':<{wide}} interviews: {row.interviews}, coders: {row.coders}, codings: {row.codings}",
        "",
    ]
    return parts + render_quotations(page.passages, quotes)
