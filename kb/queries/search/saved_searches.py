"""The saved searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from kb.db.tables import SavedSearch


@dataclass(frozen=True, slots=True)
class SavedSearchRow:
    """A saved search: its text, what it is limited to, and who saved it."""

    name: str
    query: str
    role: str | None
    document: str | None
    attribute: str | None
    who: str
    created: datetime


def saved_searches(session: Session) -> list[SavedSearchRow]:
    """Return every saved search by its name."""
    return [
        SavedSearchRow(row.name, row.query, row.role, row.document, row.attribute, row.who, row.created)
        for row in session.exec(select(SavedSearch).order_by(SavedSearch.name))
    ]
