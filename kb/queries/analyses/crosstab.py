"""Any two ways of sorting codings, crossed: the catalog's side of :mod:`kb.analysis.crosstab`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast, get_args

from sqlmodel import Session

from kb.analysis import crosstab as crosstabs
from kb.analysis.coding_table import CodingTable
from kb.analysis.crosstab import Count, Crosstab, Side
from kb.analysis.distinct import distinct
from kb.errors import UnknownNameError
from kb.queries.analyses import interviews
from kb.queries.analyses.coding_table import coding_table
from kb.queries.analyses.groupings import LevelName, grouping, grouping_of_issues
from kb.queries.filtering.filters import Filters

ATTRIBUTE = "attribute:"
SIDES = (*get_args(LevelName), "interview", "coder", "pass", "speaker", "part")
"""What can be crossed, beside the attributes of cases."""
PARTS = 10
_OF_ISSUES = {"issue", "stage", "aspect"}


def crosstab(
    session: Session,
    rows: str,
    columns: str,
    filters: Filters | None = None,
    *,
    count: Count = "codings",
    parts: int = PARTS,
    every: bool = False,
) -> Crosstab:
    """Return codings, interviews or coders by two of :data:`SIDES` or attributes of the case.

    Among issue, stage and aspect, a coding is in a cell if one and the same issue of its code is in both. An
    attribute is named as it is, or as ``attribute:NAME`` where a side has the same name. ``parts`` is into
    how many equal parts an interview is cut for ``part``.

    Raises:
        KbError: there is no such side or attribute, or a filter names what the catalog does not hold.
    """
    found = coding_table(session, filters)
    if {rows, columns} <= _OF_ISSUES:
        return _through_issues(session, found, (rows, columns), count=count, every=every)
    sides = [_side(session, found, name, parts) for name in (rows, columns)]
    return crosstabs.crosstab(found, *sides, count=count, every=every)


def _through_issues(
    session: Session, found: CodingTable, names: tuple[str, str], *, count: Count, every: bool
) -> Crosstab:
    """Cross two levels of issues: a cell holds the evidence of issues that belong to its row and its column.

    A code may carry two issues, one arising here and one hurting that; it is no evidence for both at once.
    """
    evidence = crosstabs.by_level(found, grouping(session, "issue", found.codes))
    once_each = found.where(evidence.coding)
    sides = [
        crosstabs.by_key(
            evidence.thing, grouping_of_issues(session, cast("LevelName", name), evidence.things)
        )
        for name in names
    ]
    answer = crosstabs.crosstab(once_each, *sides, count=count, every=every)
    without = len(found) - len(distinct(evidence.coding))
    return replace(answer, left_out=answer.left_out + without)


def _side(session: Session, found: CodingTable, name: str, parts: int) -> Side:
    if name in get_args(LevelName):
        return crosstabs.by_level(found, grouping(session, cast("LevelName", name), found.codes))
    known: dict[str, Callable[[], Side]] = {
        "interview": lambda: crosstabs.by_interview(found),
        "coder": lambda: crosstabs.by_coder(found),
        "pass": lambda: crosstabs.by_pass(found),
        "speaker": lambda: crosstabs.by_speaker(interviews.speakers(session, found)),
        "part": lambda: crosstabs.by_part(found, parts),
    }
    return known[name]() if name in known else _attribute(session, found, name)


def _attribute(session: Session, found: CodingTable, name: str) -> Side:
    attribute = name.removeprefix(ATTRIBUTE).strip()
    known = interviews.attribute_names(session)
    if attribute not in known:
        raise UnknownNameError("variable or attribute", attribute, [*SIDES, *known])
    return crosstabs.by_value(found, attribute, interviews.values(session, found, attribute))
