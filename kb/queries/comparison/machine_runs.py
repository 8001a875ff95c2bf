"""What machines coded: which passes there are, how far each got, and how stable its answers are.

A run writes down what it did as events of the history, which stay beside the codings that they are about; the
newest event of a pass is its state. One that is undone tells nothing: what stood before it stands again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from kb.db.tables import Change, Coder, CodingPass, Document
from kb.db.tables.audit import MACHINE_RUN
from kb.queries import names

NOUN = MACHINE_RUN
ENOUGH = 0.8
"""How alike two answers about the same passages must be not to be warned of: the share of pairs, as F1."""


@dataclass(frozen=True, slots=True)
class Stability:
    """How alike a machine's answers about the same passages are; each an F1 of paragraph and code, or None.

    ``again``: the same question twice. ``reordered``: with the codebook in another order. ``renamed``: with
    the names of codes swapped and their definitions kept; who goes by definitions answers the same.
    ``paragraphs`` were asked about, ``pairs`` is what the first answer gave. Without pairs nothing can be
    compared.
    """

    again: float | None
    reordered: float | None
    renamed: float | None
    paragraphs: int
    pairs: int

    @property
    def measures(self) -> tuple[tuple[str, float | None], ...]:
        """The three of them with what was done, in words."""
        return (
            ("same passages twice", self.again),
            ("codebook in another order", self.reordered),
            ("names of codes swapped, definitions kept", self.renamed),
        )

    @property
    def is_steady(self) -> bool | None:
        """Whether all three are as alike as is asked for; None where nothing could be compared."""
        known = [value for _, value in self.measures if value is not None]
        return min(known) >= ENOUGH if known else None


@dataclass(frozen=True, slots=True)
class MachineRun:
    """One machine's pass over a document: what codes, on whose behalf, how much is done, how steady it is.

    ``done`` of ``paragraphs`` have been asked about. ``refused`` are parts of answers that named no code of
    the codebook or no place of the text, ``failed`` are paragraphs that no usable answer came for.
    """

    document: str
    coder: str
    pass_id: int
    source: str
    by: str
    text: str
    codebook: str
    done: int
    paragraphs: int
    codings: int
    refused: int
    failed: int
    stability: Stability
    batch: str
    created: datetime

    @property
    def is_finished(self) -> bool:
        """Whether all paragraphs have been asked about."""
        return self.done >= self.paragraphs


def runs(session: Session, document: str | None = None) -> tuple[MachineRun, ...]:
    """Return the machines' passes over a document, or over all, in the order of documents and coders.

    Raises:
        UnknownNameError: there is no such document.
    """
    query = (
        select(CodingPass.id, Document.name, Coder.name, Change)
        .join(Document, col(Document.id) == CodingPass.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Change, (col(Change.document_id) == Document.id) & (col(Change.noun) == NOUN))
        .where(CodingPass.role == "machine")
        .order_by(col(Document.sort_key), Document.name, Coder.name, col(Change.id))
    )
    if document is not None:
        query = query.where(col(CodingPass.document_id) == names.document(session, document).id)
    states: dict[int, dict[str, MachineRun]] = {}
    undone: dict[str, bool] = {}
    for pass_id, of, coder, event in session.exec(query):
        facts = event.after or {}
        if facts.get("pass_id") != pass_id:
            continue
        if "undone" in facts:  # the run was undone, or done again
            undone[facts["run"]] = facts["undone"]
        else:
            states.setdefault(pass_id or 0, {})[event.batch] = _run(of, coder, event, facts)
    standing = ([run for run in of.values() if not undone.get(run.batch)] for of in states.values())
    return tuple(some[-1] for some in standing if some)


def machines(session: Session, document: str) -> list[str]:
    """Return the names of the machines that have coded a document, and nothing of what they coded."""
    return [each.coder for each in runs(session, document)]


def _run(document: str, coder: str, event: Change, facts: Mapping[str, Any]) -> MachineRun:
    values = {name: facts[name] for name in MachineRun.__dataclass_fields__ if name in facts}
    values["stability"] = Stability(**facts["stability"])
    return MachineRun(document=document, coder=coder, batch=event.batch, created=event.at, **values)
