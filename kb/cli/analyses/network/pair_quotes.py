"""``kb network --pair A,B``: the quotes in which two occur together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from kb import records
from kb.cli.output import render
from kb.cli.output.quotations import render_quotation, same_words
from kb.formatting import counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.analysis.cooccurrence import Definition
    from kb.cli.analyses.network.options import LevelName
    from kb.cli.options import Form
    from kb.queries.analyses.pair_occurrences import PairOccurrence, PairOccurrencePage
    from kb.queries.filtering.filters import Filters


def show_pair(
    session: Session,
    pair: str,
    filters: Filters,
    definition: Definition,
    *,
    level: LevelName,
    limit: int | None,
    form: Form,
) -> None:
    """Write the places in which both occur, in the order of the text."""
    from kb.queries.analyses.pair_occurrences import PairOccurrence, pair_occurrences

    a, comma, b = (part.strip() for part in pair.partition(","))
    if not (a and comma and b):
        raise typer.BadParameter("--pair takes two names with a comma between them: --pair drift,no-signal")
    page = pair_occurrences(session, a, b, filters, level=level, definition=definition, limit=limit)
    if form == "table":
        render.stream(part for place in page.places for part in _render_quotes(place))
    else:
        render.rows(map(records.record, page.places), of=PairOccurrence, columns=(), form=form)
    _note_total(page, definition)


def _render_quotes(occurrence: PairOccurrence) -> list[Any]:
    distinct = {quote.coding: quote for quote in (*occurrence.a, *occurrence.b)}
    quotes = sorted(distinct.values(), key=lambda quote: (quote.start, quote.end))
    return [render_quotation(same) for same in same_words(quotes)]


def _note_total(page: PairOccurrencePage, definition: Definition) -> None:
    shown = len(page.places)
    rest = f", showing {shown}: --limit 0 shows all" if shown < page.total else ""
    if page.total:
        interviews = counted(page.interviews, "interview")
        render.note(f"{page.a} with {page.b}: {definition.describe(page.total)}, in {interviews}{rest}")
    else:
        render.note(f"{page.a} and {page.b} do not occur together: there are no {definition.counts}")
