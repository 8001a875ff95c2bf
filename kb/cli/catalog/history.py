"""``kb history``: who changed what, and when."""

from __future__ import annotations

from kb.cli.options import Database, Format, Limit
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

ID_LENGTH = 8
"""Characters of an action's id: enough to tell actions apart, and `kb undo` takes them."""

COLUMNS = (
    Column("action", lambda row: row.batch[:ID_LENGTH]),
    Column("when", "at"),
    Column("who"),
    Column("what"),
    Column("documents", room=120),
    Column("rows", "changes", number=True, spare=1),
    Column("undone"),
)


def history(limit: Limit = 20, database: Database = None, form: Format = "table") -> None:
    """List the changes to the catalog, newest first.

    The column rows gives the number of database rows that an action created, changed or deleted. To undo an
    action, give its id to `kb undo`.
    """
    from kb.queries.history import Action
    from kb.queries.history import history as query_history

    with reading(database) as session:
        rows = query_history(session, limit=limit or None)
    render.rows(rows, of=Action, columns=COLUMNS, form=form)
