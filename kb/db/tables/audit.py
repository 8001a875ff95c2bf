"""The audit trail, one row for each row that was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import now

UNDO, REDO = "undo: ", "redo: "
"""How the trail calls an action that takes another back, and one that takes back such a one."""

MACHINE_RUN = "machine_run"
"""How the trail calls it when a machine codes some of a document: a state of its run, or its undoing."""
HISTORY = "history"
"""How the trail calls it when earlier entries were rewritten, lost or merged: see the chain of entries."""
EVENTS = frozenset(
    {
        "codebook",
        "coding_confirmed",
        "correction",
        "document",
        "document_text",
        "exchange",
        HISTORY,
        MACHINE_RUN,
        "passes_shown",
        "people",
        "pseudonymisation",
        "taxonomy_file",
        "text_version",
    }
)
"""What the trail calls events that are not one row; :mod:`kb.db.blindness` says which of them are work."""


def known_event(noun: str) -> str:
    """Return what an event is called.

    Raises:
        ValueError: nobody has decided yet whether the blind may see such events.
    """
    if noun not in EVENTS:
        raise ValueError(f"{noun!r} is not among EVENTS")
    return noun


class Change(SQLModel, table=True):
    """One row of the audit trail: who changed which row of which table, when, and what it was before.

    Rows of one action share a ``batch`` and are undone together. ``before`` is empty for a row that was
    made, ``after`` for one that was deleted. The last four columns make entries a chain: see
    :mod:`kb.db.soundness.chain`.
    """

    id: int | None = Field(default=None, primary_key=True)
    batch: str = Field(index=True)
    at: datetime = Field(default_factory=now, index=True)
    who: str
    what: str
    noun: str
    row_id: int | None = None
    document_id: int | None = Field(default=None, index=True)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    undone: bool = False
    salt: str | None = None
    digest: str | None = None
    link: str | None = None
    rewritten: str | None = None
