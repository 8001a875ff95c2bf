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

    from kb.queries.filters import Filters
    from kb.queries.quotes.quotes import Quote


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
        str | None, typer.Option("--after", metavar="CURSOR", help="Continue from this cursor.")
    ] = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show the coded text with its source and codes.

    Quotes are sorted by document and position. The total is the number of codings, as in the other commands.
    The table shows text that is coded several times once, with all its codes and coders; the other formats
    have one row for each coding. Paragraphs are numbered from 1 in the table and from 0 in the other formats.
    --like finds paragraphs by the cues of a code, coded or not; of the filters it takes --document and
    --speaker-role.
    """
    with reading(database) as session:
        if like is not None:
            _show_similar(session, filters, like, limit=limit, form=form)
        elif not limit and after is None:
            from kb.queries.quotes.quotes import every_quote

            # One by one: a large catalog has very many.
            _write_quotes(session, every_quote(session, filters), context=context, form=form)
        else:
            _show_page(session, filters, context=context, limit=limit, after=after, form=form)


def _show_page(
    session: Session, filters: Filters, *, context: int, limit: int, after: str | None, form: Form
) -> None:
    from kb.queries.quotes.quotes import quotes as query_quotes

    page = query_quotes(session, filters, limit=limit or None, after=after)
    _write_quotes(session, page.quotes, context=context, form=form)
    _note_rest(page.total, len(page.quotes), page.next)


def _write_quotes(session: Session, quotes: Iterable[Quote], *, context: int, form: Form) -> None:
    from kb.queries.quotes.columns import QUOTE_COLUMNS
    from kb.queries.quotes.quotes import context as query_context

    if form == "table":
        render.stream(
            render_quotation(same, query_context(session, same[0], around=context) if context else ())
            for same in same_words(quotes)
        )
        return
    header = (*QUOTE_COLUMNS, *(["context"] if context else []))
    render.rows(with_context(session, quotes, context), of=header, columns=(), form=form)


def _note_rest(total: int, shown: int, cursor: str | None) -> None:
    """Say how to see the quotes that are not shown."""
    if cursor:
        render.note(
            f"{total} codings, showing {shown}: --limit 0 shows all, --after {shlex.quote(cursor)} continues"
        )
    elif not total:
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
