"""``kb issues``: the quality issues, and how often each is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, IncludeEmpty
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.filters import Filters

COLUMNS = (
    Column("issue", key=True),
    Column("title"),
    Column("aspect", room=110),
    Column("stages", room=130),
    Column("interviews", number=True),
    Column("coders", number=True, spare=2),
    Column("codings", number=True, spare=1),
)


@filter_options()
def issues(
    filters: Filters, include_empty: IncludeEmpty = False, database: Database = None, form: Format = "table"
) -> None:
    """List the issues, most interviews first.

    The evidence for an issue is the codings of the codes assigned to it. --issue, --stage and --aspect select
    the issues; the other filters select the codings that are counted. Issues without codings are left out
    unless you give --all.
    """
    from kb.queries.evidence.issues import IssueRow
    from kb.queries.evidence.issues import issues as query_issues

    with reading(database) as session:
        rows = query_issues(session, filters, every=include_empty)
    render.rows(rows, of=IssueRow, columns=COLUMNS, form=form)
    if not rows:
        render.note("no issues with such codings; --all lists those without codings")
