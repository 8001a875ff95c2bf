"""``kb cues CODE``: what the cues of a code are worth, and words of its passages that could be cues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, user_name, writing

if TYPE_CHECKING:
    from kb.suggest.code_cues.code_cues import CodeCues

COLUMNS = (
    Column("cue", key=True),
    Column("paragraphs", number=True),
    Column("coded", number=True),
    Column("interviews", number=True, spare=1),
    Column("note", lambda row: "proposed" if row.is_proposed else row.verdict),
)


def cues(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code, by any of its names.")],
    accept: Annotated[
        str | None, typer.Option("--accept", metavar="WORDS", help="Add these words to the cues.")
    ] = None,
    refuse: Annotated[
        str | None, typer.Option("--refuse", metavar="WORDS", help="Never propose these words again.")
    ] = None,
    remove: Annotated[str | None, typer.Option("--remove", metavar="CUE", help="Remove this cue.")] = None,
    coder: Annotated[
        str | None,
        typer.Option("--coder", metavar="CODER", help="Use only codings that this coder may see."),
    ] = None,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show how often the cues of a code occur, and propose more.

    For each cue, "paragraphs" counts the paragraphs of coded interviews that contain it. "coded" counts the
    paragraphs that contain it and have the code, and "interviews" the interviews with such a paragraph. A cue
    is unused if it is in no document. It is misleading if it is in at least ten paragraphs without the code,
    and its paragraphs have the code less than twice as often as all paragraphs.

    A word is proposed if it is in passages of the code in at least three interviews (two, if the code is in
    two or three), and at least three times as frequent there as elsewhere (G² of at least 15.13). Names are
    not proposed. --accept, --refuse and --remove change one cue; `kb undo` undoes the change.
    """
    changes = {"accept": accept, "refuse": refuse, "remove": remove}
    given = {name: words for name, words in changes.items() if words is not None}
    if len(given) > 1:
        raise typer.BadParameter("one change at a time: --accept, --refuse or --remove")
    if given and coder is not None:
        raise typer.BadParameter("--coder is for showing cues; leave it out when you change one")
    if given:
        [(change, words)] = given.items()
        _change(change, code, words, database, user_name(who))
        return
    from kb.suggest.code_cues.code_cues import CueUse, code_cues

    with reading(database, coder=coder) as session:
        found = code_cues(session, code)
    render.rows((*found.cues, *found.proposed), of=CueUse, columns=COLUMNS, form=form)
    _note(found)


def _change(change: str, code: str, words: str, database: str | None, who: str) -> None:
    from kb.store.codebook import cues as store

    do = {"accept": store.add_cue, "refuse": store.refuse_cue, "remove": store.remove_cue}[change]
    with writing(database) as session:
        batch = do(session, code, words, who=who)
    done = {"accept": "added", "refuse": "refused", "remove": "removed"}[change]
    render.note(f"{done}: {words}" if batch else f"nothing to do for {words!r}")


def _note(found: CodeCues) -> None:
    share = f"{found.code} is in {found.coded} of {found.paragraphs} paragraphs of {found.interviews} coded"
    render.note(f"{share} interviews")
    if not found.proposed:
        render.note(
            "nothing to propose: no other words are much more frequent in its passages than elsewhere"
        )
