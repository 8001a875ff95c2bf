"""``kb search QUERY``: search all paragraphs, coded or not."""

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
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY", help='Words, "a phrase", -not, OR, begin*, code:NAME, near:2, and, or, not.'
        ),
    ],
    document: DocumentName = None,
    speaker_role: SpeakerRole = None,
    limit: Limit = 20,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Search all paragraphs, coded or not, by words and codes.

    The best match comes first. A paragraph must have all words, in any order and form (drift finds drifting);
    case and accents do not count. "a phrase" must stand as it is, -word must not be there, OR takes either
    word, begin* takes all words with this beginning. code:NAME finds paragraphs with a code. and, or, not and
    brackets combine these; A near:2 B finds A and B at most two paragraphs apart. The Search page and saved
    searches use the same syntax. JSON and CSV count paragraphs from 0, tables from 1.
    """
    from kb.queries.search.paragraphs import search_paragraphs

    with reading(database) as session:
        page = search_paragraphs(
            session, query, document=document, speaker_role=speaker_role, limit=limit or None
        )
    show_passages(page, form=form, missing=_missing(query))


def _missing(query: str) -> str:
    """Return what to say when nothing was found."""
    if not any(map(str.isalnum, query)):
        return "nothing to look for: the query has no words"
    return "no paragraph has these words"


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
