"""``kb issues``: the issues, and how often each is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, IncludeEmpty, Limit
from kb.cli.output import render, words
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from kb.queries.filtering.filters import Filters

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
    filters: Filters,
    include_empty: IncludeEmpty = False,
    limit: Limit = 0,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the issues, most interviews first.

    The evidence for an issue is the codings of the codes assigned to it. --issue, --stage and --aspect select
    the issues; the other filters select the codings that are counted. Issues without codings are left out
    unless you give --all.
    """
    from kb.queries.codebook.study_contents import study_contents
    from kb.queries.evidence.issues import IssueRow
    from kb.queries.evidence.issues import issues as query_issues

    with reading(database) as session:
        has_issues = study_contents(session).has_issues
        rows = query_issues(session, filters, every=include_empty)
    render.rows(render.limited(rows, limit, noun="issue"), of=IssueRow, columns=COLUMNS, form=form)
    if not has_issues:
        render.note(words.fill("the taxonomy has no {issues}; `kb codes` lists the codes"))
    elif not rows:
        render.note(words.fill("no {issues} with such codings; --all lists those without codings"))
