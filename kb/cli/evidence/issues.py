"""``kb issues``: what goes wrong, and how loud it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.cli.options import Database, Every, Format, asks
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.filters import Filters

COLUMNS = (
    Column("issue", key=True),
    Column("what goes wrong", "title"),
    Column("aspect", room=110),
    Column("stages", room=130),
    Column("interviews", number=True),
    Column("coders", number=True, spare=2),
    Column("codings", number=True, spare=1),
)


@asks()
def issues(filters: Filters, every: Every = False, database: Database = None, form: Format = "table") -> None:
    """List the issues, those heard in most interviews first.

    An issue's evidence are the codings of the codes that carry it. --issue, --stage and --aspect choose the
    issues; the other filters choose the evidence that is counted. Issues without any are left out unless
    --all is given.
    """
    from kb.queries.evidence.issues import IssueRow
    from kb.queries.evidence.issues import issues as ask

    with reading(database) as session:
        rows = ask(session, filters, every=every)
    render.rows(rows, of=IssueRow, columns=COLUMNS, form=form)
    if not rows:
        render.note("no issue has such evidence; --all shows those without")
