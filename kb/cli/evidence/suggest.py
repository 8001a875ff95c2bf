"""``kb suggest DOCUMENT``: which codes uncoded text may want."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.options import MOST, Database, Format
from kb.cli.output import render
from kb.cli.output.quotations import ROOM, cut, place
from kb.cli.output.terminal import clean, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.suggest.suggestions import Page, Suggestion


def suggest(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The document, as in `kb status`.")],
    coder: Annotated[
        str | None,
        typer.Option("--coder", metavar="CODER", help="For this person, by what they coded and may see."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, max=MOST, help="How many paragraphs; 0 for all.")
    ] = 20,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Suggest codes for uncoded text, and say why.

    The paragraph with the highest score comes first, at most three codes for each. A code is suggested
    because its cues stand there, because the codebook speaks of it in the same words, or because a
    passage of another document that carries it is alike. Without --coder all codings of other documents
    count, and paragraphs that nobody has coded; with --coder only what this person coded and may see:
    their own codings, and those of documents where they have asked to see the other passes or which they
    moderate. What the interviewer says is left out. A score is no probability, and a suggestion is no
    coding: people accept it in `kb app`. JSON and CSV count paragraphs from 0, people from 1.
    """
    from kb.suggest import suggestions

    with reading(database) as session:
        page = suggestions.best(session, document, coder=coder, limit=limit or None)
    if form == "table":
        render.stream(_told(some) for _, some in groupby(page.suggestions, key=lambda each: each.paragraph))
    else:
        render.rows(page.suggestions, of=suggestions.Suggestion, columns=(), form=form)
    _note(page)


def _told(some: Iterable[Suggestion]) -> Any:
    """The codes for one paragraph, for the terminal: its words, then each code with its score and reasons."""
    from rich.console import Group
    from rich.padding import Padding

    given: Sequence[Suggestion] = tuple(some)
    first = given[0]
    words = cut(first.text, end=2 * ROOM)
    where = ", ".join(each for each in (first.document, first.speaker, place(first.paragraph)) if each)
    lines: list[Any] = [styled(clean(words)), Padding(styled(clean(f"— {where}"), "dim"), (0, 0, 0, 2))]
    return Group(*lines, *(Padding(_line(each), (0, 0, 0, 2)) for each in given), "")


def _line(suggestion: Suggestion) -> Any:
    why = "; ".join(reason.told for reason in suggestion.why)
    line = styled(f"{suggestion.score:.2f}  ")
    return line.append(clean(suggestion.code), "bold").append(clean(f"  {why}"), "dim")


def _note(page: Page) -> None:
    """Say what there is besides: more, nothing, or nothing left to code."""
    if not page.waiting:
        render.note(f"every paragraph of {page.document!r} that waits for a code has one; nothing to suggest")
    elif not page.suggestions:
        render.note(
            f"nothing in the {page.waiting} uncoded paragraphs of {page.document!r} sounds like a code; "
            "cues in the taxonomy, and passages coded elsewhere, are what suggestions go by"
        )
    elif page.paragraphs > page.shown:
        render.note(
            f"{page.paragraphs} of {page.waiting} uncoded paragraphs have suggestions, showing {page.shown}: "
            "--limit 0 shows all"
        )
