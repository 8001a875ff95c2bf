"""``kb fixes [ID]``: what people do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import records
from kb.cli.options import MOST, Context, Database, Every, Form, Format, asks
from kb.cli.output import render
from kb.cli.output.quotations import in_context, quotations
from kb.cli.output.terminal import Column, clean, shown, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.evidence.fixes import FixRow
    from kb.queries.filters import Filters
    from kb.queries.quotes.quotes import QuotePage

COLUMNS = (
    Column("fix", key=True),
    Column("what people do", "title"),
    Column("mitigates", room=120),
    Column("interviews", number=True),
    Column("coders", number=True, spare=2),
    Column("codings", number=True, spare=1),
)


@asks(without=("fix",))
def fixes(
    filters: Filters,
    name: Annotated[
        str | None, typer.Argument(metavar="FIX", help="One fix, with its quotes.", show_default=False)
    ] = None,
    every: Every = False,
    quotes: Annotated[
        int,
        typer.Option("--quotes", metavar="N", min=0, max=MOST, help="How many quotes of one fix; 0 for all."),
    ] = 10,
    context: Context = 1,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the fixes, those heard in most interviews first.

    Or show one FIX with its quotes: JSON gives one object then, CSV its quotes. A fix's evidence are the
    codings of the codes that carry it. --issue, --stage and --aspect choose the fixes by the issues they
    mitigate; the other filters choose the evidence that is counted. Fixes without any are left out unless
    --all is given.
    """
    from kb.queries.evidence.fixes import FixRow
    from kb.queries.evidence.fixes import fixes as ask

    with reading(database) as session:
        if name is not None:
            _one(session, filters, name, quotes=quotes, context=context, form=form)
            return
        rows = ask(session, filters, every=every)
    render.rows(rows, of=FixRow, columns=COLUMNS, form=form)
    if not rows:
        render.note("no fix has such evidence; --all shows those without")


def _one(session: Session, filters: Filters, name: str, *, quotes: int, context: int, form: Form) -> None:
    from kb.queries.evidence.fixes import fixes as ask
    from kb.queries.names import fix
    from kb.queries.quotes.quotes import Quote
    from kb.queries.quotes.quotes import quotes as ask_quotes

    evidence = replace(filters, fix=fix(session, name).key, issue=None, stage=None, aspect=None)
    row = ask(session, evidence, every=True)[0]
    page = ask_quotes(session, evidence, limit=quotes or None)
    told = list(in_context(session, page.quotes, context))
    if form in ("json", "jsonl"):
        render.answer(records.record(row) | {"quotes": told}, form=form)
    elif form == "csv":
        header = (*records.names(Quote), *(["context"] if context else []))
        render.rows(told, of=header, columns=(), form=form)
    else:
        render.show(*_page(row, page, told))
    if page.next:
        render.note(f"{page.total} quotes, showing {len(told)}: --quotes 0 shows all")


def _page(row: FixRow, page: QuotePage, told: list[dict[str, Any]]) -> list[Any]:
    parts = [styled(clean(row.title), "bold"), clean(row.statement), ""]
    parts += [f"{'fix':<11}{row.fix}", f"{'mitigates':<11}{shown(row.mitigates)}"]
    parts += [
        f"{'heard in':<11}interviews: {row.interviews}, coders: {row.coders}, codings: {row.codings}",
        "",
    ]
    return parts + quotations(page.quotes, told)
