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
    together: Annotated[
        bool, typer.Option("--together", help="Also undo the later changes that depend on the action.")
    ] = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Undo an action.

    If later changes depend on the action, kb names them; --together undoes them as well, as one action. An
    action is undone completely or not at all. To redo, undo the undo.
    """
    from kb.queries.history import batch
    from kb.store.undo_together import undo_or_ask, undo_together

    with writing(database) as session:
        name, person = batch(session, action), user_name(who)
        if together:
            actions = undo_together(session, name, who=person)
            message = f"undone; actions: {actions}"
        else:
            message = f"undone; rows restored: {undo_or_ask(session, name, who=person)}"
    render.note(message)
