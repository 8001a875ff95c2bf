"""Tasks: who is to code or moderate which document, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, now, one_of, reference


class Task(SQLModel, table=True):
    """One pass over one document that somebody is asked for, under the name under which they code.

    ``due`` is a day, such as ``2026-12-11``: a day has no time zone. Tasks of one document in one ``round``
    that are ``blind`` belong together: nobody of them sees what the others coded before all are ``done``.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "who", "role"),
        one_of("role", "coder", "moderator"),
        CheckConstraint("who <> ''", name="named"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id")
    who: str = Field(index=True)
    role: str
    round: str | None = None
    blind: bool = False
    due: str | None = None
    done: datetime | None = None
    created: datetime = Field(default_factory=now)
