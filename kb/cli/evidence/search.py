"""``kb search QUERY``: where it is said, coded or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, DocumentName, Form, Format, Limit, SpeakerRole
from kb.cli.output import render
from kb.cli.output.quotations import passage
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.search.paragraphs import ParagraphHitPage


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help='Words, "a phrase", -not, OR, begin*.')],
    document: DocumentName = None,
    speaker_role: SpeakerRole = None,
    limit: Limit = 20,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Find paragraphs by their words, coded or not.

    The best match comes first. All words must be in the paragraph, in any order and any form (drift finds
    drifting), whatever their case and accents; "a phrase" stands as it is, -word must not be there, OR takes
    either side, begin* takes every word that begins like this. JSON and CSV count paragraphs from 0,
    people from 1.
    """
    from kb.queries.search.paragraphs import search_paragraphs

    with reading(database) as session:
        page = search_paragraphs(
            session, query, document=document, speaker_role=speaker_role, limit=limit or None
        )
    show_passages(page, form=form, missing=_missing(query))


def _missing(query: str) -> str:
    """Return what to say when nothing was found."""
    words = any(map(str.isalnum, query))
    return "no paragraph has these words" if words else "nothing to look for: the query has no words"


def show_passages(
    page: ParagraphHitPage, *, form: Form, missing: str = "no paragraph has these words"
) -> None:
    """Write paragraphs that were found, or say what is ``missing``; `found` are characters in `text`."""
    from kb.queries.search.paragraphs import ParagraphHit

    if form == "table":
        render.show(*(passage(each) for each in page.passages))
    else:
        render.rows(page.passages, of=ParagraphHit, columns=(), form=form)
    if page.total > len(page.passages):
        render.note(f"{page.total} paragraphs, showing {len(page.passages)}: --limit 0 shows all")
    elif not page.total:
        render.note(missing)
