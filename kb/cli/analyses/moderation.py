"""``kb moderation [DOCUMENT…]``: how coders differ, and what the moderator made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.analyses.agreement import Documents, Structural, numbered
from kb.cli.options import Database, Format
from kb.cli.output import render
from kb.cli.output.terminal import Column, table
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.comparison.moderation import Moderation

KINDS = (
    Column("kind", key=True),
    Column("rows", number=True),
    Column("both stand", "both", number=True),
    Column("one stands", "one", number=True),
    Column("neither", number=True),
    Column("not moderated", "open", number=True),
)
_BEFORE = (
    Column("agreed", number=True),
    Column("other words", "boundaries", number=True, spare=3),
    Column("other code", "code", number=True, spare=4),
    Column("missed", number=True),
)
_AFTER = (
    Column("moderated", number=True, spare=6),
    Column("kept", number=True),
    Column("changed", number=True, spare=2),
    Column("recoded", number=True, spare=5),
    Column("dropped", number=True),
    Column("added", number=True, spare=1),
)


def moderation(
    documents: Documents = None,
    by: Annotated[
        Literal["code", "coder", "document", "kind"], typer.Option("--by", help="A row for each of these.")
    ] = "kind",
    structural: Structural = False,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show where coders differ, and what the moderator made of it.

    Codings answer each other when they share words, the same code first, then the largest overlap. Two on the
    very same words *agree*; otherwise the *boundaries* or the *code* differ, and what has no answer was
    *missed*. In the moderated pass a coding is kept, changed (other words), recoded or dropped; added is what
    answers no coder's. Every coding is counted once. Spills and empty passes are left out and counted.
    """
    from kb.queries.comparison.moderation import KindRow, ModerationRow
    from kb.queries.comparison.moderation import moderation as ask

    with reading(database) as session:
        answer = ask(session, documents or (), structural=structural)
    if by == "kind":
        render.rows(answer.kinds(), of=KindRow, columns=KINDS, form=form)
    elif form != "table":
        render.rows(answer.rows(by), of=ModerationRow, columns=(), form=form)
    elif rows := answer.rows(by):
        render.show(table((Column(by, "name", key=True), *_BEFORE, *_AFTER), rows))
    else:
        render.note(f"there is no {by} to show")
    _tell(answer)


def _tell(answer: Moderation) -> None:
    coded = sum(len(each.coders) > 1 for each in answer.documents)
    moderated = sum(bool(each.coders and each.moderator) for each in answer.documents)
    render.note(
        f"{counted(coded, 'interview')} coded by two or more, {moderated} with a coder's and a moderated pass"
    )
    numbers = (
        (answer.left_out.spills, "spilled coding", "spilled codings"),
        (answer.left_out.wordless, "coding without words", "codings without words"),
        (answer.left_out.structural, "coding of a structural code", "codings of structural codes"),
        (answer.left_out.unplaced, "coding without a place", "codings without a place"),
        (answer.empty, "empty pass", "empty passes"),
        (len(answer.alone), "interview with one pass only", "interviews with one pass only"),
    )
    if said := numbered(numbers):
        render.note(f"left out: {said}")
