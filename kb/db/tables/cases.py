"""Cases, the participants behind the documents, and their attributes."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, reference


class Case(SQLModel, table=True):
    """The participant behind one or several documents."""

    __tablename__ = "participant"  # CASE is a reserved word of SQL
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Attribute(SQLModel, table=True):
    """One thing that is known of a case: ``sector`` is ``energy``."""

    __table_args__: ClassVar[tuple[Any, ...]] = (UniqueConstraint("case_id", "name"), NEVER_AGAIN)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = reference("participant.id", index=True)
    name: str
    value: str
