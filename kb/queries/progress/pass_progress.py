"""How far the coding has come: each pass done, started or empty, and what waits for a decision.

Nobody declares a pass finished, so the catalog says what it can see. A pass is *done* when its codings reach
the last third of the document, *started* when they end before it, *empty* without any: missing data, never
"nothing found". While a coder still works it may say *done* a little early; one that broke off half-way is
*started*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from kb.db.tables import Coder, Coding, CodingPass, Document, Paragraph, UnplacedCoding

DONE_FROM = 2 / 3
"""The share of the paragraphs that the last coding must have reached."""

State = Literal["done", "started", "empty"]


@dataclass(frozen=True, slots=True)
class PassProgress:
    """One coder's work on one document. ``reached`` counts the paragraphs up to the last coding's end.

    ``codings`` leaves out spills; ``others`` are those and the codings that lost their place.
    """

    document: str
    coder: str
    role: str
    codings: int
    others: int
    reached: int
    paragraphs: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was coded: missing data, never "nothing found"."""
        return self.codings + self.others == 0

    @property
    def state(self) -> State:
        """How far it has come, as far as the catalog can see."""
        if self.is_empty:
            return "empty"
        return "done" if self.reached >= self.paragraphs * DONE_FROM and self.codings else "started"


def pass_progress(session: Session) -> list[PassProgress]:
    """Return every pass, by document, coders before the moderator."""
    lost = dict(
        session.exec(select(UnplacedCoding.pass_id, func.count()).group_by(col(UnplacedCoding.pass_id))).all()
    )
    paragraphs = dict(
        session.exec(select(Paragraph.document_id, func.count()).group_by(col(Paragraph.document_id))).all()
    )
    reached = _reached(session)
    query = (
        select(CodingPass.id, CodingPass.document_id, Document.name, Coder.name, CodingPass.role)
        .join(Document, col(Document.id) == CodingPass.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .order_by(col(Document.sort_key), col(CodingPass.role), col(Coder.name))
    )
    rows: list[PassProgress] = []
    for pass_id, document_id, name, coder, role in session.exec(query):
        marks, spills, last = reached.get(pass_id or 0, (0, 0, None))
        others = spills + lost.get(pass_id or 0, 0)
        so_far = 0 if last is None else last + 1
        rows.append(
            PassProgress(name, coder, role, marks - spills, others, so_far, paragraphs.get(document_id, 0))
        )
    return rows


def _reached(session: Session) -> dict[int, tuple[int, int, int | None]]:
    """The marks of each pass, the spills among them, and the last paragraph that a coding touches."""
    is_spill = col(Coding.extent) == "spill"
    query = select(
        Coding.pass_id,
        func.count(),
        func.count(case((is_spill, 1))),
        func.max(case((~is_spill, Coding.last_paragraph))),
    ).group_by(col(Coding.pass_id))
    return {pass_id: (marks, spills, last) for pass_id, marks, spills, last in session.exec(query)}


def documents_without_decision(passes: Iterable[PassProgress], unfinished: Collection[str] = ()) -> list[str]:
    """Return the documents, in their order, that two coders coded and no moderator has, or not to the end.

    ``unfinished`` are those in which some differences are decided and others are not. An empty pass is
    missing and counts for nobody: neither as a second coder nor as a moderator.
    """
    coders: dict[str, int] = defaultdict(int)
    moderated: set[str] = set()
    for each in passes:
        if not each.codings:
            continue
        if each.role == "moderator":
            moderated.add(each.document)
        else:
            coders[each.document] += 1
    left = moderated - set(unfinished)
    return [name for name, number in coders.items() if number > 1 and name not in left]
