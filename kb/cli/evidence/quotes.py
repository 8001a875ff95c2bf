"""``kb quotes``: the coded passages, with their speakers and coders."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from kb import records
from kb.cli.evidence.search import show_passages
from kb.cli.options import Context, Database, Form, Format, Limit, asks, given_filters
from kb.cli.output import render
from kb.cli.output.quotations import in_context, quotation, same_words
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.filters import Filters
    from kb.queries.quotes.quotes import Quote


@asks()
def quotes(
    filters: Filters,
    like: Annotated[
        str | None,
        typer.Option("--like", metavar="CODE", help="Paragraphs with the cues of this code, coded or not."),
    ] = None,
    context: Context = 0,
    limit: Limit = 20,
    after: Annotated[
        str | None, typer.Option("--after", metavar="PLACE", help="Continue from this cursor.")
    ] = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the coded passages: the words, the speaker, the place, the code and the coder.

    They are sorted by document and place. Every coding is one quote, so the number of quotes is the number of
    codings in all other commands; the table shows words that are coded several times once, with all their
    codes. JSON and CSV count paragraphs and characters from 0, the table counts paragraphs from 1. --like
    searches for the cues of a code instead; it can be combined with --document and --speaker-role only.
    """
    with reading(database) as session:
        if like is not None:
            _alike(session, filters, like, limit=limit, form=form)
        elif not limit and after is None:
            from kb.queries.quotes.quotes import every_quote

            # One by one: a large catalog has very many.
            _write(session, every_quote(session, filters), context=context, form=form)
        else:
            _page(session, filters, context=context, limit=limit, after=after, form=form)


def _page(
    session: Session, filters: Filters, *, context: int, limit: int, after: str | None, form: Form
) -> None:
    from kb.queries.quotes.quotes import quotes as ask

    page = ask(session, filters, limit=limit or None, after=after)
    _write(session, page.quotes, context=context, form=form)
    _note(page.total, len(page.quotes), page.next)


def _write(session: Session, given: Iterable[Quote], *, context: int, form: Form) -> None:
    from kb.queries.quotes.quotes import Quote
    from kb.queries.quotes.quotes import context as ask_context

    if form == "table":
        render.stream(
            quotation(same, ask_context(session, same[0], around=context) if context else ())
            for same in same_words(given)
        )
        return
    header = (*records.names(Quote), *(["context"] if context else []))
    render.rows(in_context(session, given, context), of=header, columns=(), form=form)


def _note(total: int, shown: int, place: str | None) -> None:
    if place:
        render.note(
            f"{total} quotes, showing {shown}: --limit 0 shows all, --after {shlex.quote(place)} goes on"
        )
    elif not total:
        render.note("nothing is coded like this; `kb status` shows what there is")


def _alike(session: Session, filters: Filters, code: str, *, limit: int, form: Form) -> None:
    from kb.queries.search.paragraphs import paragraphs_like_code as like

    if others := given_filters(filters, but=("document", "speaker_role")):
        raise typer.BadParameter(
            f"--like looks at all paragraphs, coded or not; it cannot go with {', '.join(others)}"
        )
    page = like(
        session, code, document=filters.document, speaker_role=filters.speaker_role, limit=limit or None
    )
    show_passages(page, form=form)
