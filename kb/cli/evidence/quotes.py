"""``kb quotes``: the coded text."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.evidence.search import show_paragraphs
from kb.cli.option_groups import filter_options, given_filters
from kb.cli.options import Context, Database, Form, Format, Limit
from kb.cli.output import render
from kb.cli.output.quotations import render_quotation, same_words, with_context
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.cli.output.quotations import Quote
    from kb.queries.filtering.filters import Filters


@filter_options()
def quotes(
    filters: Filters,
    like: Annotated[
        str | None,
        typer.Option(
            "--like", metavar="CODE", help="Search all paragraphs for the cues of this code instead."
        ),
    ] = None,
    context: Context = 0,
    limit: Limit = 20,
    after: Annotated[
        str | None,
        typer.Option(
            "--after",
            metavar="CURSOR",
            help="Continue from this cursor: the command prints it after a list that is not complete.",
        ),
    ] = None,
    codings: Annotated[
        bool, typer.Option("--codings", help="One row for each coding instead of each quote.")
    ] = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show the coded text with its source and codes.

    Overlapping codings of one code in one document are one quote with several coders, as on the pages.
    Quotes are sorted by document and position, and the totals say how many quotes and codings there are.
    The table shows text with several codes once. --codings has one row for each coding of each coder, with
    its offsets; its paragraphs are numbered from 0 in all formats but the table.
    --like finds paragraphs by the cues of a code, coded or not; of the filters it takes --document and
    --speaker-role.
    """
    with reading(database) as session:
        if like is not None:
            _show_similar(session, filters, like, limit=limit, form=form)
        elif not codings:
            _show_quotes(session, filters, context=context, limit=limit, after=after, form=form)
        elif not limit and after is None:
            from kb.queries.quotes.quotes import every_quote

            # One by one: a large catalog has very many.
            _write(session, every_quote(session, filters), _coding_columns(), context=context, form=form)
        else:
            _show_codings(session, filters, context=context, limit=limit, after=after, form=form)


def _show_quotes(
    session: Session, filters: Filters, *, context: int, limit: int, after: str | None, form: Form
) -> None:
    from kb.queries.quotes.coded_passages import coded_passages
    from kb.queries.quotes.columns import passage_names

    page = coded_passages(session, filters, limit=limit or None, after=after)
    _write(session, page.passages, passage_names(), context=context, form=form)
    _note_rest(f"{page.total} quotes ({page.codings} codings)", len(page.passages), page.next)
    _note_nothing(page.total)


def _show_codings(
    session: Session, filters: Filters, *, context: int, limit: int, after: str | None, form: Form
) -> None:
    from kb.queries.quotes.quotes import quotes as query_codings

    page = query_codings(session, filters, limit=limit or None, after=after)
    _write(session, page.quotes, _coding_columns(), context=context, form=form)
    _note_rest(f"{page.total} codings", len(page.quotes), page.next)
    _note_nothing(page.total)


def _coding_columns() -> tuple[str, ...]:
    from kb.queries.quotes.columns import QUOTE_COLUMNS

    return QUOTE_COLUMNS


def _write(
    session: Session, quotes: Iterable[Quote], names: tuple[str, ...], *, context: int, form: Form
) -> None:
    from kb.queries.quotes.quotes import context as query_context

    if form == "table":
        render.stream(
            render_quotation(same, query_context(session, same[0], around=context) if context else ())
            for same in same_words(quotes)
        )
        return
    header = (*names, *(["context"] if context else []))
    render.rows(with_context(session, quotes, context), of=header, columns=(), form=form)


def _note_rest(total: str, shown: int, cursor: str | None) -> None:
    """Say how to see the rows that are not shown."""
    if cursor:
        render.note(f"{total}, showing {shown}: --limit 0 shows all, --after {shlex.quote(cursor)} continues")


def _note_nothing(total: int) -> None:
    if not total:
        render.note("no codings match these filters; `kb status` shows what the catalog contains")


def _show_similar(session: Session, filters: Filters, code: str, *, limit: int, form: Form) -> None:
    from kb.queries.search.paragraphs import paragraphs_like_code

    if others := given_filters(filters, but=("document", "speaker_role")):
        raise typer.BadParameter(
            f"--like searches all paragraphs, coded or not; it cannot be used with {', '.join(others)}"
        )
    page = paragraphs_like_code(
        session, code, document=filters.document, speaker_role=filters.speaker_role, limit=limit or None
    )
    show_paragraphs(page, form=form)
