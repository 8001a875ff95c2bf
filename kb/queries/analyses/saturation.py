"""Would more interviews bring anything new? The catalog's side of :mod:`kb.analysis.saturation`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlmodel import Session

from kb.analysis.coding_table import CodingTable, Ints
from kb.analysis.partitions import WHOLE, Partitions
from kb.analysis.saturation import Rules, Saturation
from kb.analysis.saturation import saturation as answer
from kb.analysis.saturation.accumulation import accumulation
from kb.errors import KbError
from kb.queries.analyses import interviews
from kb.queries.analyses.coding_table import coding_table
from kb.queries.analyses.groupings import LevelName, grouping
from kb.queries.filtering.filters import Filters

ATTRIBUTE = "attribute:"
ORDERS = ("natural", "random", "coded")
Order = str | Sequence[str]
"""``natural``, ``random``, ``coded``, ``attribute:NAME``, or the names of the interviews."""


def saturation(
    session: Session,
    filters: Filters | None = None,
    *,
    of: LevelName = "code",
    order: Order = "natural",
    rules: Rules | None = None,
    partitions: Partitions = WHOLE,
) -> Saturation:
    """Return what each interview adds, whether that is enough, and how many more it would take.

    Counted are the interviews that were coded by whom the filters name. One whose passes are empty is missing
    and left out; one in which nothing of this level was found is not missing, and adds nothing. Articles and
    slides that nobody coded are no missing interviews, and are not named. ``partitions`` says where it is
    counted.

    Raises:
        UnknownOrderError: the order does not hold for every coded interview.
        KbError: a filter or the order names something that the catalog does not hold.
    """
    filters = filters or Filters()
    found = coding_table(session, filters)
    coded = interviews.coded(session, found, filters)
    places, said = _ordered(session, found, order, coded)
    missing = sorted(set(interviews.chosen_interviews(session, found, filters)) - set(coded.tolist()))
    return answer(
        accumulation(found, grouping(session, of, found.codes), places, partitions),
        rules,
        level=of,
        order=said,
        uncoded=tuple(found.documents[place].name for place in missing),
    )


def _ordered(session: Session, found: CodingTable, order: Order, coded: Ints) -> tuple[Ints, str]:
    """The coded documents in the order that is asked for, and what to call it."""
    if not isinstance(order, str):
        return interviews.as_listed(session, found, order, coded), "as listed"
    if order.startswith(ATTRIBUTE):
        name = order.removeprefix(ATTRIBUTE).strip()
        places, unknown = interviews.by_attribute(session, found, name, coded)
        last = f", {len(unknown)} without a value at the end" if unknown else ""
        return places, f"by {name}{last}"
    if order == "coded":
        return interviews.by_first_coding(session, found, coded), "as first coded here"
    if order in ORDERS:
        return np.sort(coded), order
    raise KbError(f"no order {order!r}; take natural, random, coded, attribute:NAME or a list of interviews")
