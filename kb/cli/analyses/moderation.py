"""``kb moderation [DOCUMENT…]``: differences between coders, and the decisions of the moderator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.analyses.agreement import numbered
from kb.cli.options import Database, Documents, Format, Limit, Structural
from kb.cli.output import render
from kb.cli.output.terminal import Column, render_table
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.comparison.moderation import Moderation, ModerationRow

KINDS = (
    Column("kind", key=True),
    Column("rows", number=True),
    Column("both kept", "both", number=True),
    Column("one kept", "one", number=True),
    Column("none kept", "neither", number=True),
    Column("not moderated", "open", number=True),
)
_BEFORE = (
    Column("agreed", number=True),
    Column("boundaries", "boundaries", number=True, spare=3),
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
        Literal["code", "coder", "document", "kind"],
        typer.Option("--by", help="What the rows are; kind is the kind of difference."),
    ] = "kind",
    structural: Structural = False,
    limit: Limit = 0,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Show where coders differ, and what the moderator decided.

    Codings of two passes are matched if their text overlaps: same code first, then the largest overlap. Two
    matched codings agree if code and text are the same; otherwise the boundaries of the text or the codes
    (other code) differ. A coding without a match was missed by the other coder. In the moderated pass, a
    coding is kept, changed (other boundaries), recoded or dropped; a coding is added if it matches none of a
    coder's. Each coding is counted once. Spilled codings and passes without codings are left out; the note
    below the table gives their numbers.
    """
    from kb.queries.comparison.moderation import KindRow, ModerationRow
    from kb.queries.comparison.moderation import moderation as compare_passes

    with reading(database) as session:
        answer = compare_passes(session, documents or (), structural=structural)
    if by == "kind":
        kinds = render.limited(answer.kinds(), limit, noun="kind")
        render.rows(kinds, of=KindRow, columns=KINDS, form=form)
    elif form != "table":
        render.rows(_limited_rows(answer, by, limit), of=ModerationRow, columns=(), form=form)
    elif rows := _limited_rows(answer, by, limit):
        render.blocks(render_table((Column(by, "name", key=True), *_BEFORE, *_AFTER), rows))
    else:
        render.note(f"no {by} to compare")
    _note_basis(answer)


def _limited_rows(
    answer: Moderation, by: Literal["code", "coder", "document"], limit: int
) -> Sequence[ModerationRow]:
    return render.limited(answer.rows(by), limit, noun=by)


def _note_basis(answer: Moderation) -> None:
    coded = sum(len(each.coders) > 1 for each in answer.documents)
    moderated = sum(bool(each.coders and each.moderator) for each in answer.documents)
    render.note(
        f"{counted(coded, 'interview')} coded by two or more coders, {moderated} with a moderated pass"
    )
    numbers = (
        (answer.left_out.spills, "spilled coding", "spilled codings"),
        (answer.left_out.wordless, "coding without marked text", "codings without marked text"),
        (answer.left_out.structural, "coding of a structural code", "codings of structural codes"),
        (answer.left_out.unplaced, "unplaced coding", "unplaced codings"),
        (answer.empty, "empty pass", "empty passes"),
        (len(answer.alone), "interview with one pass", "interviews with one pass"),
    )
    if left_out := numbered(numbers):
        render.note(f"left out: {left_out}")
    if answer.no_coder:
        render.note(
            f"added: not counted in {counted(len(answer.no_coder), 'interview')} with a moderated pass but "
            "no coder's pass"
        )
