"""How much evidence there is: interviews, coders and codings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from kb.db.tables import Coding, CodingPass
from kb.queries.filtering.conditions import Condition, conditions
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class Counts:
    """How much evidence there is; see :mod:`kb.queries` for what each number counts."""

    interviews: int = 0
    coders: int = 0
    codings: int = 0


COUNTED = (
    func.count(Coding.document_id.distinct()),  # type: ignore[attr-defined]
    func.count(CodingPass.coder_id.distinct()),  # type: ignore[attr-defined]
    func.count(Coding.id.distinct()),  # type: ignore[union-attr]
)
"""The three columns of :class:`Counts`, for a query over Coding joined with CodingPass."""


def count(session: Session, given: Iterable[Condition]) -> Counts:
    """Count the evidence for which every condition holds."""
    query = select(*COUNTED).select_from(Coding).join(CodingPass, col(CodingPass.id) == Coding.pass_id)
    return Counts(*session.exec(query.where(*given)).one())


def counts(session: Session, filters: Filters) -> Counts:
    """Count the evidence that the filters mean.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    return count(session, conditions(session, filters))
