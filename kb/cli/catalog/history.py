"""``kb history``: who changed what, and when."""

from __future__ import annotations

from kb.cli.options import Database, Format, Limit
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

SHOWN = 8
"""Characters of an action's name: enough to tell actions apart, and `kb undo` takes them."""

COLUMNS = (
    Column("action", lambda row: row.batch[:SHOWN]),
    Column("when", "at"),
    Column("who"),
    Column("what"),
    Column("documents", room=120),
    Column("rows", "changes", number=True, spare=1),
    Column("undone"),
)


def history(limit: Limit = 20, database: Database = None, form: Format = "table") -> None:
    """List what people did to the catalog, the newest first.

    Rows are the rows of the catalog that an action made, changed or deleted; `kb undo ACTION` puts them back.
    """
    from kb.queries.history import Action
    from kb.queries.history import history as ask

    with reading(database) as session:
        rows = ask(session, limit=limit or None)
    render.rows(rows, of=Action, columns=COLUMNS, form=form)
