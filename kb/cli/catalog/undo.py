"""``kb undo ACTION``: put back what an action changed."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.options import Database, Who
from kb.cli.output import render
from kb.cli.sessions import name_of, writing


def undo(
    action: Annotated[
        str,
        typer.Argument(metavar="ACTION", help="The action's name in `kb history`, or the beginning of it."),
    ],
    who: Who = None,
    database: Database = None,
) -> None:
    """Put back every row that an action changed.

    All of it or nothing: where something later depends on it, the later action must be undone first. Undoing
    is an action, too, and can be undone.
    """
    from kb.queries.history import batch
    from kb.store.undo import undo as put_back

    with writing(database) as session:
        rows = put_back(session, batch(session, action), who=name_of(who))
    render.note(f"undone; rows put back: {rows}")
