"""``kb search QUERY``: search all paragraphs, coded or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, DocumentName, Form, Format, Limit, SpeakerRole
from kb.cli.output import render
from kb.cli.output.quotations import render_paragraph_hit
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

    The best match comes first. A paragraph must contain all words, in any order and any grammatical form
    (drift finds drifting); upper case and accents do not matter. Use "a phrase" for words in this order,
    -word to exclude a word, OR for either of two words, and begin* for all words with this beginning.
    code:NAME finds paragraphs with a code. Combine these with and, or, not and brackets; A near:2 B finds
    A and B at most two paragraphs apart. The Search page and saved searches use the same syntax.
    Paragraphs are numbered from 1 in the table and from 0 in the other formats.
    """
    from kb.queries.search.paragraphs import search_paragraphs

    with reading(database) as session:
        page = search_paragraphs(
            session, query, document=document, speaker_role=speaker_role, limit=limit or None
        )
    show_paragraphs(page, form=form, nothing=_nothing_found(query))


def _nothing_found(query: str) -> str:
    """Return what to say when nothing was found."""
    words = any(map(str.isalnum, query))
    return NO_PARAGRAPH if words else "the query contains no words"


NO_PARAGRAPH = "no paragraph contains these words"


def show_paragraphs(page: ParagraphHitPage, *, form: Form, nothing: str = NO_PARAGRAPH) -> None:
    """Write paragraphs that were found, or say that there is ``nothing``."""
    from kb.queries.search.paragraphs import ParagraphHit

    if form == "table":
        render.blocks(*(render_paragraph_hit(each) for each in page.passages))
    else:
        render.rows(page.passages, of=ParagraphHit, columns=(), form=form)
    if page.total > len(page.passages):
        render.note(f"{page.total} paragraphs, showing {len(page.passages)}: --limit 0 shows all")
    elif not page.total:
        render.note(nothing)
