"""``kb search QUERY``: search all paragraphs, coded or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.options import Database, DocumentName, Form, Format, Limit, SpeakerRole, Who
from kb.cli.output import render
from kb.cli.output.quotations import render_paragraph_hit
from kb.cli.sessions import reading, user_name

if TYPE_CHECKING:
    from kb.queries.search.paragraphs import ParagraphHitPage

Span = Literal["paragraph", "sentence", "words"]


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
    code_as: Annotated[
        str | None,
        typer.Option("--code-as", metavar="CODE", help="Code all matches with this code, in your pass."),
    ] = None,
    span: Annotated[
        Span,
        typer.Option("--span", help="What --code-as codes: the paragraph, the sentences or the words found."),
    ] = "paragraph",
    new_code: Annotated[
        bool, typer.Option("--new-code", help="With --code-as: create the code if it does not exist.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="With --code-as: only show what would be coded; nothing is stored."),
    ] = False,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Search all paragraphs, coded or not, by words and codes.

    The best match comes first. A paragraph must contain all words, in any order and any grammatical form
    (drift finds drifting); upper case and accents do not matter. Use "a phrase" for words in this order,
    -word to exclude a word, OR for either of two words, and begin* for all words with this beginning.
    code:NAME finds paragraphs with a code. Combine these with and, or, not and brackets; A near:2 B finds A
    and B at most two paragraphs apart. The Search page and saved searches use the same syntax. Paragraphs are
    numbered from 1 in the table and from 0 in the other formats.

    --code-as codes all matches, whatever the limit, as one action that `kb undo` can undo. Passages that you
    have already coded with this code are listed and not changed.
    """
    if code_as is not None:
        from kb.cli.evidence.code_found import CodeFound, code_found

        wanted = CodeFound(query, code_as, span, new_code, dry_run, user_name(who))
        code_found(wanted, document=document, speaker_role=speaker_role, database=database, form=form)
        return
    if given := _without_code(span, who, new_code=new_code, dry_run=dry_run):
        raise typer.BadParameter(f"{given} needs --code-as CODE")
    from kb.queries.search.paragraphs import search_paragraphs

    with reading(database) as session:
        page = search_paragraphs(
            session, query, document=document, speaker_role=speaker_role, limit=limit or None
        )
    show_paragraphs(page, form=form, nothing=_nothing_found(query))


def _without_code(span: Span, who: str | None, *, new_code: bool, dry_run: bool) -> str:
    """Return the first option that was given and says something about coding only."""
    given = {"--span": span != "paragraph", "--new-code": new_code, "--dry-run": dry_run, "--who": who}
    return next((name for name, value in given.items() if value), "")


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
