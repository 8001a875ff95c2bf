"""``kb suggest DOCUMENT``: suggested codes for paragraphs that are not coded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.options import Database, Format, Limit
from kb.cli.output import render
from kb.cli.output.quotations import ROOM, cut, place
from kb.cli.output.terminal import clean, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.suggest.suggestions import Page, Suggestion


def suggest(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="The document, as `kb status` names it.")
    ],
    coder: Annotated[
        str | None,
        typer.Option(
            "--coder",
            metavar="CODER",
            help="Suggest for this coder: use only codings that this coder may see.",
        ),
    ] = None,
    limit: Limit = 20,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Suggest codes for paragraphs without codings.

    Each suggestion comes with its reasons. The paragraph with the highest score comes first, with up to
    three codes. What counts is how codes were given in other interviews: cues and words of the definition
    in the paragraph and beside it, similar passages and questions. Without --coder, all codings of
    other documents are used. With --coder, only codings that this coder may see are used: their own, and
    those of documents that they moderate or whose other passes they asked to see. The score is an
    estimate of how likely a coder gives the code; `kb evaluate suggestions` measures how good suggestions
    are. A suggestion is not a coding: accept it in `kb app`. --limit counts paragraphs. Paragraphs are
    numbered from 1 in the table and from 0 in the other formats.
    """
    from kb.suggest import suggestions

    with reading(database) as session:
        page = suggestions.best(session, document, coder=coder, limit=limit or None)
    if form == "table":
        render.stream(
            _render_paragraph(some) for _, some in groupby(page.suggestions, key=lambda each: each.paragraph)
        )
    else:
        render.rows(page.suggestions, of=suggestions.Suggestion, columns=(), form=form)
    _note_rest(page)


def _render_paragraph(suggestions: Iterable[Suggestion]) -> Any:
    """Return a paragraph for the terminal: its text, then each code with score and reasons."""
    from rich.console import Group
    from rich.padding import Padding

    listed: Sequence[Suggestion] = tuple(suggestions)
    first = listed[0]
    words = cut(first.text, end=2 * ROOM)
    where = ", ".join(each for each in (first.document, first.speaker, place(first.paragraph)) if each)
    lines: list[Any] = [styled(clean(words)), Padding(styled(clean(f"— {where}"), "dim"), (0, 0, 0, 2))]
    return Group(*lines, *(Padding(_render_suggestion(each), (0, 0, 0, 2)) for each in listed), "")


def _render_suggestion(suggestion: Suggestion) -> Any:
    why = "; ".join(reason.description for reason in suggestion.why)
    line = styled(f"{suggestion.score:.2f}  ")
    return line.append(clean(suggestion.code), "bold").append(clean(f"  {why}"), "dim")


def _note_rest(page: Page) -> None:
    """Say how many paragraphs are not shown, or why there are no suggestions."""
    if not page.waiting:
        render.note(f"nothing to suggest: every paragraph of {page.document!r} that can be coded has a code")
    elif not page.suggestions:
        render.note(
            f"no suggestions for the {page.waiting} uncoded paragraphs of {page.document!r}; "
            "suggestions use the cues in the taxonomy and the coded passages of other documents"
        )
    elif page.paragraphs > page.shown:
        render.note(
            f"{page.paragraphs} of {page.waiting} uncoded paragraphs have suggestions, showing {page.shown}: "
            "--limit 0 shows all"
        )
