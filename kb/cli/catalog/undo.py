"""``kb undo ACTION``: undo an action of the history."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.options import Database, Who
from kb.cli.output import render
from kb.cli.sessions import user_name, writing


def undo(
    action: Annotated[
        str,
        typer.Argument(metavar="ACTION", help="The action's id in `kb history`, or its first characters."),
    ],
    who: Who = None,
    database: Database = None,
) -> None:
    """Undo an action.

    If a later change depends on the action, undo that one first: an action is undone completely or not at
    all. To redo, undo the undo.
    """
    from kb.queries.history import batch
    from kb.store.undo import undo as undo_batch

    with writing(database) as session:
        rows = undo_batch(session, batch(session, action), who=user_name(who))
    render.note(f"undone; rows restored: {rows}")
