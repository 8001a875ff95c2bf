"""What people corrected in the texts of documents, and what the files say there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, false
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, now, reference


class Correction(SQLModel, table=True):
    """Paragraphs of a document that a person corrected, and those that its files have there.

    From the one at ``position`` on, ``paragraphs`` paragraphs are as the person wants them; ``file_text`` are
    the files' own (text, label, heading and audio times of each). ``starts`` and ``ends`` say where words of
    the files that something begins or ends at are now: pairs of offsets into the files' words and into the
    corrected ones. ``disputed``: the files have changed there since, and nobody has decided yet.
    """

    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id", index=True)
    position: int
    paragraphs: int
    file_text: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    starts: list[tuple[int, int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ends: list[tuple[int, int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    disputed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    who: str
    created: datetime = Field(default_factory=now)
