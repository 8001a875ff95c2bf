"""Searches that somebody gave a name to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, now


class SavedSearch(SQLModel, table=True):
    """A search somebody gave a name to: what was asked, and what it was limited to."""

    __tablename__ = "saved_search"
    __table_args__: ClassVar[tuple[Any, ...]] = (CheckConstraint("name <> ''", name="named"), NEVER_AGAIN)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    query: str
    role: str | None = None
    document: str | None = None
    attribute: str | None = None
    who: str
    created: datetime = Field(default_factory=now)
