"""Memos: the notes of researchers."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, now, reference


class Memo(SQLModel, table=True):
    """A researcher's note on a document, a span of it, a code or a coding; on nothing: on the project."""

    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    document_id: int | None = reference("document.id", nullable=True, index=True)
    code_id: int | None = reference("code.id", nullable=True)
    coding_id: int | None = reference("coding.id", nullable=True, ondelete="SET NULL", index=True)
    start: int | None = None
    end: int | None = None
    text: str
    author: str | None = None
    created: datetime = Field(default_factory=now)
