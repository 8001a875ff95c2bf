"""``kb suggest DOCUMENT``: suggested codes for paragraphs that are not coded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.options import Database, Form, Format, Limit
from kb.cli.output import render
from kb.cli.output.quotations import ROOM, cut, place
from kb.cli.output.terminal import clean, styled
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.suggest.evaluation.second_look import SecondLook
    from kb.suggest.suggestions import Page, Suggestion


def suggest(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="DOCUMENT",
            help="The document, as `kb status` names it. Without it, --missed and --unlike check all coded "
            "interviews.",
            show_default=False,
        ),
    ] = None,
    missed: Annotated[
        bool,
        typer.Option("--missed", help="List paragraphs that nobody coded although a code is likely."),
    ] = False,
    unlike: Annotated[
        bool, typer.Option("--unlike", help="List codings that are unlike all others of their code.")
    ] = False,
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

    Each paragraph gets up to three codes, each with reasons. The paragraph with the highest score comes
    first. The score estimates how likely a coder gives the code. It is based on how codes were used in other
    interviews: cues and words of the definition in or near the paragraph, similar passages, and similar
    questions. `kb evaluate suggestions` measures how good suggestions are. A suggestion is not a coding until
    you accept it in `kb app`.

    Without --coder, all codings of other documents are used. With --coder, only codings that this coder may
    see are used: their own, and those in documents that they moderate or where they asked to see the other
    passes.

    --missed and --unlike check interviews that are already coded. --missed lists paragraphs without a code.
    --unlike lists codings whose words are unlike all other passages with the code, if at least twenty other
    codes fit better. Each interview is compared with the others.

    --limit counts paragraphs. Paragraphs are numbered from 1 in the table and from 0 in the other formats.
    """
    from kb.suggest import suggestions

    if missed or unlike:
        _second_look(document, database, form, coder=coder, limit=limit, missed=missed, unlike=unlike)
        return
    if document is None:
        raise typer.BadParameter("name a document, or use --missed or --unlike")

    with reading(database) as session:
        page = suggestions.best(session, document, coder=coder, limit=limit or None)
    if form == "table":
        render.stream(
            _render_paragraph(some) for _, some in groupby(page.suggestions, key=lambda each: each.paragraph)
        )
    else:
        render.rows(page.suggestions, of=suggestions.Suggestion, columns=(), form=form)
    _note_rest(page)


def _second_look(
    document: str | None,
    database: str | None,
    form: Form,
    *,
    coder: str | None,
    limit: int,
    missed: bool,
    unlike: bool,
) -> None:
    """List what to look at again."""
    from kb.suggest.evaluation import second_look

    if missed and unlike:
        raise typer.BadParameter("--missed and --unlike are two lists; ask for one")
    ask = second_look.missed if missed else second_look.unlike
    with reading(database) as session:
        found = ask(session, (document,) if document else (), coder=coder)
    shown = render.limited(found, limit, noun="paragraph" if missed else "coding")
    if form == "table":
        render.stream(_render_look(each) for each in shown)
    else:
        render.rows(shown, of=second_look.SecondLook, columns=(), form=form)
    if not found:
        render.note("nothing missed" if missed else "no coding is unlike the rest of its code")


def _render_look(look: SecondLook) -> Any:
    """Return a paragraph for the terminal with the code in question."""
    from rich.console import Group
    from rich.padding import Padding

    why = [f"contains {', '.join(f'“{word}”' for word in look.words)}"] if look.words else []
    why += [f"codes that fit better: {', '.join(look.instead)}"] if look.instead else []
    coded = [f"coded by {look.coder}"] if look.coder else []
    line = styled(f"{look.score:.2f}  ").append(clean(look.code), "bold")
    where = ", ".join((look.document, place(look.paragraph)))
    return Group(
        styled(clean(cut(look.text, end=2 * ROOM))),
        Padding(styled(clean(f"— {where}"), "dim"), (0, 0, 0, 2)),
        Padding(line.append(clean(f"  {'; '.join([*coded, *why])}"), "dim"), (0, 0, 0, 2)),
        "",
    )


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
