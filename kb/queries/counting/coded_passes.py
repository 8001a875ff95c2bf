"""The passes that numbers are counted against: those that are meant and in which somebody coded anything.

An empty pass is missing data. It is in no denominator: an interview whose passes are all empty is not coded,
which is something else than an interview in which nothing was found.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, exists, select

from kb.db.tables import Coding, CodingPass, UnplacedCoding
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True)
class CodedPass:
    """A pass that is not empty: its id, and those of its document and coder."""

    id: int
    document: int
    coder: int


@dataclass(frozen=True, slots=True)
class CodedTotals:
    """The N of *n of N*: the interviews coded in the passes that are meant, and the people who coded."""

    interviews: int
    coders: int


def coded_passes(session: Session, filters: Filters | None = None) -> list[CodedPass]:
    """Return the passes that the filters mean and that are not empty.

    ``document``, ``attribute``, ``coder`` and ``pass_role`` choose passes, the other filters only codings.
    A pass whose only codings spill or lost their place is not empty: somebody coded in it.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    holds_coding = exists().where(col(Coding.pass_id) == CodingPass.id).correlate(CodingPass)
    holds_unplaced = exists().where(col(UnplacedCoding.pass_id) == CodingPass.id).correlate(CodingPass)
    query = select(CodingPass.id, CodingPass.document_id, CodingPass.coder_id).where(
        holds_coding | holds_unplaced, *conditions.passes(session, filters or Filters())
    )
    return [CodedPass(id_ or 0, document, coder) for id_, document, coder in session.exec(query)]


def coded_totals(session: Session, filters: Filters | None = None) -> CodedTotals:
    """Return how many interviews the passes that are meant coded, and how many coders made these passes."""
    found = coded_passes(session, filters)
    return CodedTotals(len({each.document for each in found}), len({each.coder for each in found}))
